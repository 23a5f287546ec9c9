"""`Rows`: one row a customer, replaced only by who has seen its revision, and listed by two indexes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from regulars.facts.customer import CustomerFacts, FactsRow, ProfileFacts, PurchaseFacts, TimelineEntry
from regulars.facts.order import Contact, Order, OrderStatus
from regulars.facts.tenant import Generation, Tenant
from regulars.facts.time import DAY_MS
from regulars.stores import keys
from regulars.stores.opened import Stores
from regulars.stores.rows.indexes import BY_LAST_ORDER, BY_SPEND, Index, KeyRange
from regulars.stores.rows.row_changes import RowChange, changed_rows
from regulars.stores.rows.rows import NO_ROW, Rows

from testing.aws.requests import requests_of
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, a_line, an_order, facts_of
from testing.events import stream_of_facts

WHOLE = KeyRange("0#", "2")


@pytest.fixture
def facts(stores: Stores, tenant: Tenant) -> Rows:
    return stores.rows(tenant)


def bought(customer_id: str = "ann", *, at_ms: int = NOW_MS, spend_minor: int = 1_000) -> CustomerFacts:
    found: CustomerFacts = facts_of(
        an_order(customer_id=customer_id, ordered_at_ms=at_ms, lines=(), total_minor=spend_minor),
        customer_id=customer_id,
    )
    return found


def row(of: CustomerFacts, revision: int = 1) -> FactsRow:
    return FactsRow(revision, NOW_MS, 1, of)


def item(stores: Stores, customer_id: str = "ann") -> dict[str, Any]:
    """The item as it lies in the table."""
    key = {"pk": {"S": "acme#1#000"}, "sk": {"S": customer_id}}
    found: dict[str, Any] = stores.dynamodb.get_item(TableName="facts", Key=key)["Item"]
    return found


def listed(facts: Rows, index: Index = BY_SPEND, **more: Any) -> list[str]:
    page = facts.index_page(index, 0, more.pop("within", WHOLE), **({"descending": False, "limit": 100} | more))
    return [stored.customer_id for _, stored in page.rows]


def test_a_row_is_read_back_as_it_was_put(facts: Rows) -> None:
    put = row(bought())

    assert facts.put(put, replacing=NO_ROW)

    assert facts.get("ann") == put
    assert list(facts.all()) == [put]
    assert facts.get("bob") is None


def test_a_first_row_is_put_only_where_there_is_none(facts: Rows) -> None:
    facts.put(row(bought(spend_minor=1)), replacing=NO_ROW)

    assert not facts.put(row(bought(spend_minor=2)), replacing=NO_ROW)
    assert facts.get("ann") == row(bought(spend_minor=1))


def test_a_row_is_replaced_only_by_who_has_seen_its_revision(facts: Rows) -> None:
    facts.put(row(bought(spend_minor=1), revision=5), replacing=NO_ROW)

    assert not facts.put(row(bought(spend_minor=2), revision=9), replacing=4)
    assert facts.put(row(bought(spend_minor=3), revision=6), replacing=5)
    assert not facts.put(row(bought(spend_minor=4), revision=7), replacing=5)
    assert facts.get("ann") == row(bought(spend_minor=3), revision=6)


def test_a_row_that_is_gone_is_not_replaced(facts: Rows) -> None:
    assert not facts.put(row(bought()), replacing=5)
    assert facts.get("ann") is None


def test_revisions_and_instants_of_reading_are_read_for_many_customers_at_once(stores: Stores, facts: Rows) -> None:
    ids = [f"customer {number}" for number in range(150)]
    for customer_id in ids[::10]:
        facts.put(row(bought(customer_id), revision=7), replacing=NO_ROW)

    with requests_of(stores.dynamodb) as made:
        revisions = facts.revisions_of(ids)
        read_ats = facts.read_ats(ids)

    assert revisions == {customer_id: 7 if customer_id in ids[::10] else NO_ROW for customer_id in ids}
    assert read_ats == dict.fromkeys(ids[::10], NOW_MS)
    assert made == ["BatchGetItem"] * 4


def test_an_emptied_row_has_no_index_keys_and_leaves_after_a_week(stores: Stores, facts: Rows) -> None:
    facts.put(row(bought(), revision=1), replacing=NO_ROW)
    assert listed(facts) == ["ann"]

    assert facts.put(row(CustomerFacts("ann"), revision=2), replacing=1)

    assert set(item(stores)) == {"pk", "sk", "revision", "read_at", "v", "expires"}
    assert item(stores)["expires"]["N"] == str((NOW_MS + 7 * DAY_MS) // 1_000)
    assert (listed(facts, BY_SPEND), listed(facts, BY_LAST_ORDER)) == ([], [])
    assert facts.get("ann") == row(CustomerFacts("ann"), revision=2)
    assert facts.revisions_of(["ann"]) == {"ann": 2}


def test_an_emptied_row_may_be_put_where_none_is_and_filled_again(stores: Stores, facts: Rows) -> None:
    assert facts.put(row(CustomerFacts("ann"), revision=1), replacing=NO_ROW)
    assert facts.put(row(bought(), revision=2), replacing=1)

    assert "expires" not in item(stores)
    assert listed(facts) == ["ann"]


def test_who_has_no_counted_order_is_listed_below_all_even_below_who_spent_nothing(facts: Rows) -> None:
    without = CustomerFacts("zoe", known=True, profile=ProfileFacts(name="Zoe"))
    for one in (without, bought("bob", at_ms=0, spend_minor=0), bought("ann", at_ms=1, spend_minor=1)):
        facts.put(row(one), replacing=NO_ROW)

    for index in (BY_SPEND, BY_LAST_ORDER):
        assert listed(facts, index) == ["zoe", "bob", "ann"]
    assert facts.get("zoe") == row(without)


def test_an_index_lists_by_value_and_then_by_id_in_both_directions(facts: Rows) -> None:
    for customer_id, at_ms, spend_minor in [("c", 10, 900), ("b", 10, 1_000), ("a", 30, 900), ("ä", 20, 10_000)]:
        facts.put(row(bought(customer_id, at_ms=at_ms, spend_minor=spend_minor)), replacing=NO_ROW)

    assert listed(facts, BY_SPEND) == ["a", "c", "b", "ä"]
    assert listed(facts, BY_LAST_ORDER) == ["b", "c", "ä", "a"]
    assert listed(facts, BY_LAST_ORDER, descending=True) == ["a", "ä", "c", "b"]


def test_a_page_holds_at_most_its_limit_and_goes_on_from_the_last_key(facts: Rows) -> None:
    for number in range(5):
        facts.put(row(bought(str(number), spend_minor=number)), replacing=NO_ROW)

    first = facts.index_page(BY_SPEND, 0, WHOLE, descending=False, limit=2)
    assert ([stored.customer_id for _, stored in first.rows], first.next_start is None) == (["0", "1"], False)

    last_key = first.rows[-1][0]
    assert keys.split_list_key(last_key) == (1, "1")
    behind = KeyRange(last_key + "\0", WHOLE.high)
    assert listed(facts, within=behind, limit=2) == ["2", "3"]
    assert facts.index_page(BY_SPEND, 0, behind, descending=False, limit=10).next_start is None


def test_a_range_takes_both_its_ends(facts: Rows) -> None:
    for number in range(5):
        facts.put(row(bought(str(number), spend_minor=number)), replacing=NO_ROW)

    within = KeyRange(keys.list_key(1, "1"), keys.list_key(3, "3"))

    assert listed(facts, within=within) == ["1", "2", "3"]
    whole = facts.index_count(BY_SPEND, 0, within, limit=10)
    assert (whole.rows, whole.next_start) == (3, None)


def test_a_count_goes_on_where_its_limit_stopped_it(facts: Rows) -> None:
    for number in range(5):
        facts.put(row(bought(str(number), spend_minor=number)), replacing=NO_ROW)

    counts: list[int] = []
    start = None
    while not counts or start:
        counted = facts.index_count(BY_SPEND, 0, WHOLE, limit=2, start=start)
        counts.append(counted.rows)
        start = counted.next_start

    assert counts == [2, 2, 1]


def test_a_listed_row_is_whole_but_for_its_timeline(facts: Rows) -> None:
    facts.put(row(bought(), revision=3), replacing=NO_ROW)

    [(_, found)] = facts.index_page(BY_LAST_ORDER, 0, WHOLE, descending=True, limit=1).rows

    stored = facts.get("ann")
    assert stored is not None
    assert stored.facts.purchases.timeline != ()
    assert found.facts.purchases.timeline == ()
    assert (found.revision, found.read_at_ms, found.facts.purchases.spend_minor) == (NO_ROW, 0, 1_000)


def many_orders(count: int) -> CustomerFacts:
    """Instants a prime number of milliseconds apart, so that nothing shortens them."""
    timeline = tuple(TimelineEntry(1 + number * 86_399_981, 1_001 + number % 2, 1_001) for number in range(count))
    first, last = timeline[0], timeline[-1]
    spend = sum(entry.spend_minor for entry in timeline)
    return CustomerFacts(
        "ann", True, PurchaseFacts(count, spend, count * 1_001, first.at_ms, last.at_ms, "r", timeline)
    )


@pytest.mark.parametrize(("orders", "in_index"), [(1, True), (100, True), (1_000, False)])
def test_an_index_gives_the_timelines_that_lie_in_it_and_the_table_every_one(
    facts: Rows, orders: int, in_index: bool
) -> None:
    stored = many_orders(orders)
    facts.put(row(stored), replacing=NO_ROW)

    [(_, found)] = facts.index_page(BY_LAST_ORDER, 0, WHOLE, descending=True, limit=1, timelines=True).rows
    whole = facts.histories_of(["ann", "nobody"])

    assert found.facts.purchases.timeline == (stored.purchases.timeline if in_index else ())
    assert found.facts.products is None
    assert list(whole) == ["ann"]
    assert (whole["ann"].facts.purchases, whole["ann"].facts.products) == (stored.purchases, None)


@pytest.mark.parametrize(("orders", "attribute"), [(1, "timeline"), (100, "timeline"), (1_000, "long_timeline")])
def test_a_timeline_beyond_a_kilobyte_leaves_the_indexes_and_is_read_back_all_the_same(
    stores: Stores, facts: Rows, orders: int, attribute: str
) -> None:
    put = row(many_orders(orders))
    facts.put(put, replacing=NO_ROW)

    stored = item(stores)
    assert {"timeline", "long_timeline", "heavy"} & set(stored) == {attribute}
    assert (len(stored[attribute]["B"]) > 1_024) is (attribute == "long_timeline")
    assert facts.get("ann") == put


def test_a_customer_whose_timeline_passes_300_kb_is_heavy_and_keeps_their_sums(stores: Stores, facts: Rows) -> None:
    facts.put(row(many_orders(60_000)), replacing=NO_ROW)

    assert "timeline" not in item(stores)
    assert "long_timeline" not in item(stores)
    stored = facts.get("ann")
    assert stored is not None
    assert (stored.facts.purchases.heavy, stored.facts.purchases.timeline) == (True, ())
    assert stored.facts.purchases.order_count == 60_000


def test_a_generation_has_its_own_rows_in_its_own_shards(stores: Stores, tenant: Tenant, facts: Rows) -> None:
    wide = stores.rows(tenant, Generation(2, 4))
    customers = [f"customer {number}" for number in range(20)]
    for customer_id in customers:
        wide.put(row(bought(customer_id)), replacing=NO_ROW)

    assert list(facts.all()) == []
    assert {stored.customer_id for stored in wide.all()} == set(customers)
    by_shard = [
        {stored.customer_id for _, stored in wide.index_page(BY_SPEND, shard, WHOLE, descending=False, limit=99).rows}
        for shard in range(4)
    ]
    assert set.union(*by_shard) == set(customers)
    assert sum(map(len, by_shard)) == len(customers)
    assert all(by_shard)


def test_tenants_do_not_see_each_others_rows(stores: Stores, facts: Rows) -> None:
    other = stores.rows(make_tenant(stores, "other"))
    facts.put(row(bought()), replacing=NO_ROW)

    assert list(other.all()) == []
    assert other.revisions_of(["ann"]) == {"ann": NO_ROW}
    assert listed(other) == []


def test_whole_rows_of_customers_are_read_together(facts: Rows) -> None:
    rows = {name: row(bought(name, spend_minor=number)) for number, name in enumerate(("ann", "b#b"), 1)}
    for one in rows.values():
        facts.put(one, replacing=NO_ROW)

    assert facts.rows_of(["ann", "b#b", "nobody"]) == rows


def products_of(*orders: Order) -> CustomerFacts:
    found: CustomerFacts = facts_of(*orders)
    return found


def test_a_change_of_products_is_read_from_the_stream_as_the_rows_before_and_after(facts: Rows, stores: Stores) -> None:
    first = row(products_of(an_order("1")), revision=1)
    second = row(products_of(an_order("1"), an_order("2", lines=(a_line("cup"),))), revision=2)
    emptied = row(CustomerFacts("ann"), revision=3)
    for before, after in ((NO_ROW, first), (1, second), (2, emptied)):
        assert facts.put(after, replacing=before)

    assert list(changed_rows(stream_of_facts(stores))) == [
        RowChange("acme", 1, None, first),
        RowChange("acme", 1, first, second),
        RowChange("acme", 1, second, emptied),
    ]


def test_a_row_put_again_with_the_same_products_and_profile_is_no_change(facts: Rows, stores: Stores) -> None:
    order = an_order("1")
    facts.put(row(products_of(order), revision=1), replacing=NO_ROW)
    facts.put(row(products_of(replace(order, reference="R-1")), revision=2), replacing=1)

    assert [change.after and change.after.revision for change in changed_rows(stream_of_facts(stores))] == [1]


@pytest.mark.parametrize("field", ["name", "first_name", "last_name", "email", "phone", "company"])
def test_a_new_profile_is_a_change(facts: Rows, stores: Stores, field: str) -> None:
    order = an_order("1")
    facts.put(row(products_of(order), revision=1), replacing=NO_ROW)
    facts.put(row(products_of(replace(order, contact=Contact(**{field: "Ann"}))), revision=2), replacing=1)

    assert [change.after and change.after.revision for change in changed_rows(stream_of_facts(stores))] == [1, 2]


def test_a_customer_who_is_known_by_an_order_that_does_not_count_is_a_change(facts: Rows, stores: Stores) -> None:
    """The id alone is a word by which they are found."""
    facts.put(row(products_of(an_order("1", status=OrderStatus.CANCELLED)), revision=1), replacing=NO_ROW)
    facts.put(row(CustomerFacts("ann"), revision=2), replacing=1)

    assert [change.after and change.after.revision for change in changed_rows(stream_of_facts(stores))] == [1, 2]


def test_an_emptied_row_that_time_to_live_removes_is_no_change() -> None:
    image = {"pk": {"S": "acme#1#000"}, "sk": {"S": "ann"}, "revision": {"N": "3"}, "expires": {"N": "1"}}
    record = {"eventName": "REMOVE", "dynamodb": {"Keys": image, "OldImage": image}}

    assert list(changed_rows([record])) == []


def test_a_row_that_replaces_one_that_cannot_be_decoded_is_a_change_of_who_had_none(
    facts: Rows, stores: Stores
) -> None:
    """What a night repairs must not stop the stream; what that row was looked up by is stray, and the night's too."""
    repaired = row(products_of(an_order("1")), revision=2)
    facts.put(repaired, replacing=NO_ROW)
    [record] = stream_of_facts(stores)
    new = record["dynamodb"]["NewImage"]
    for damage in ({"timeline": {"B": "/w=="}}, {"facts": {"S": "no facts"}}):
        damaged = {"dynamodb": record["dynamodb"] | {"OldImage": new | damage}}

        assert list(changed_rows([damaged])) == [RowChange("acme", facts.generation.number, None, repaired)]

    with pytest.raises(ValueError, match="Expecting"):
        list(changed_rows([{"dynamodb": record["dynamodb"] | {"NewImage": new | {"facts": {"S": "no facts"}}}}]))


def test_every_row_of_a_heavy_customer_may_be_a_change(
    facts: Rows, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.stores.rows.row_codec.HEAVY_BYTES", 10)
    for revision in (1, 2):
        facts.put(row(products_of(an_order("1")), revision=revision), replacing=revision - 1)

    changes = list(changed_rows(stream_of_facts(stores)))
    assert [change.after and change.after.facts.purchases.heavy for change in changes] == [True, True]
