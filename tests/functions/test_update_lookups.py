"""update_lookups: what the messages name is put or removed as each customer's row stands now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.facts.lookup import LookupEntry, LookupKind, product_key
from regulars.facts.order import Contact, Order
from regulars.facts.tenant import Generation, Tenant
from regulars.projection.lookups import lookup_entries
from regulars.stores.limits import LOOKUPS_PER_MESSAGE
from regulars.stores.messages import LookupChange, decode_change, encode_change
from regulars.stores.opened import Stores
from regulars.stores.rows.rows import NO_ROW, Rows

from testing.aws.requests import requests_of
from testing.builders import NOW_MS, a_line, a_tenant, an_order, facts_of
from testing.events import Context, queue_event
from testing.handlers import load_handler
from testing.lookups import pair_entry, products, stored_entries, words

OK: dict[str, Any] = {"batchItemFailures": []}


@pytest.fixture
def function(stores: Stores) -> ModuleType:
    return load_handler("update_lookups")


@pytest.fixture
def facts(stores: Stores, tenant: Tenant) -> Rows:
    return stores.rows(tenant)


def bought(times: int, *products: str, customer_id: str = "ann") -> list[Order]:
    """So many orders, each of all these products."""
    lines = tuple(a_line(product_id) for product_id in products)
    return [
        an_order(f"{customer_id}{products}{number}", customer_id, ordered_at_ms=NOW_MS + number, lines=lines)
        for number in range(times)
    ]


def stand(facts: Rows, *orders: Order, revision: int = 1, customer_id: str = "ann") -> FactsRow:
    """The customer's row as of these orders, whatever it was before."""
    known = facts_of(*orders, customer_id=customer_id) if orders else CustomerFacts(customer_id)
    row = FactsRow(revision, NOW_MS, FACTS_VERSION, known)
    assert facts.put(row, replacing=facts.revisions_of([customer_id])[customer_id])
    return row


def change(*products: str, customer_id: str = "ann", revision: int = 1, generation: int = 1) -> LookupChange:
    return LookupChange("acme", generation, customer_id, revision, tuple(map(product_key, products)))


def update(function: ModuleType, *changes: LookupChange, context: Context | None = None) -> Any:
    return function.lambda_handler(queue_event(*map(encode_change, changes), queue="lookups"), context or Context())


def entries(stores: Stores, tenant: Tenant, generation: Generation | None = None) -> set[LookupEntry]:
    """The entries of pairs that are stored."""
    return stored_entries(stores, tenant, generation, LookupKind.PRODUCT)


def pairs(row: FactsRow) -> set[LookupEntry]:
    """The entries that the row's pairs make."""
    return {entry for entry in lookup_entries(row) if entry.pair}


def products_of(found: Iterable[LookupEntry]) -> set[str]:
    return {entry.key.name for entry in found}


def waiting(stores: Stores) -> list[LookupChange | None]:
    found = []
    while messages := stores.sqs.receive_message(QueueUrl=stores.names.lookups_queue_url, MaxNumberOfMessages=10).get(
        "Messages"
    ):
        found += [decode_change(message["Body"]) for message in messages]
    return found


def test_what_belongs_is_put_and_what_does_not_is_removed(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea"), *bought(3, "cup"), revision=1)
    assert update(function, change("tea", "cup", "pot")) == OK
    assert len(entries(stores, tenant)) == 2

    row = stand(facts, *bought(3, "tea"), *bought(2, "cup"), revision=2)
    assert update(function, change("cup", revision=2)) == OK

    assert {entry._replace(revision=2) for entry in entries(stores, tenant)} == pairs(row)


def test_fresh_entries_are_inserted_together_and_one_that_is_there_is_put(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea"), revision=1)
    update(function, change("tea"))
    row = stand(facts, *bought(4, "tea"), *bought(3, "cup", "pot"), revision=2)

    with requests_of(function.stores().dynamodb) as made:
        asked = change("tea", "cup", "pot", "jug", revision=2)._replace(fresh=True)
        assert update(function, asked) == OK

    assert entries(stores, tenant) == pairs(row)
    writes = [one for one in made if one in ("BatchExecuteStatement", "PutItem", "DeleteItem")]
    assert writes == ["BatchExecuteStatement", "PutItem", "DeleteItem"]


def test_a_fresh_change_that_comes_late_neither_overwrites_nor_brings_back(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea"), *bought(3, "cup"), revision=1)
    late = change("tea", "cup")._replace(fresh=True)
    assert update(function, late) == OK
    row = stand(facts, *bought(4, "tea"), revision=2)
    assert update(function, change("tea", "cup", revision=2)) == OK

    assert update(function, late) == OK

    assert entries(stores, tenant) == pairs(row)


def test_a_row_that_cannot_be_decoded_fails_its_own_message_alone(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    row = stand(facts, *bought(3, "tea"))
    stand(facts, *bought(3, "cup", customer_id="bob"), customer_id="bob")
    table = stores.names.facts_table
    [item] = [item for item in stores.dynamodb.scan(TableName=table)["Items"] if item["sk"]["S"] == "bob"]
    stores.dynamodb.put_item(TableName=table, Item=item | {"timeline": {"B": b"\xff"}})

    answer = update(function, change("cup", customer_id="bob"), change("tea"))

    assert len(answer["batchItemFailures"]) == 1
    assert entries(stores, tenant) == pairs(row)


def stored_words(stores: Stores, tenant: Tenant) -> set[LookupEntry]:
    return stored_entries(stores, tenant, kind=LookupKind.WORD)


def test_words_are_put_and_removed_by_the_same_message_as_pairs(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    called = [an_order("1", contact=Contact(name=name)) for name in ("Ann Lee", "Ann Smith")]
    row = stand(facts, called[0], revision=1)
    asked = change("tea")._replace(keys=(*products("tea"), *words("ann", "lee", "smith")))
    assert update(function, asked) == OK
    assert stored_words(stores, tenant) == lookup_entries(row)

    row = stand(facts, called[1], revision=2)
    assert update(function, asked._replace(keys=words("lee", "smith"), revision=2)) == OK

    assert {entry._replace(revision=2) for entry in stored_words(stores, tenant)} == lookup_entries(row)


def test_an_erased_customers_words_go_and_anothers_stay(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    for customer_id in ("ann", "bob"):
        order = an_order(customer_id, customer_id, contact=Contact(name="Lee"))
        stand(facts, order, customer_id=customer_id)
        assert update(function, change(customer_id=customer_id)._replace(keys=None)) == OK
    stand(facts, revision=2)

    assert update(function, change(revision=2)._replace(keys=words("ann", "lee"))) == OK

    assert {(entry.key.name, entry.customer_id) for entry in stored_words(stores, tenant)} == {
        ("bob", "bob"),
        ("lee", "bob"),
    }


def test_only_the_named_products_are_written(function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows) -> None:
    stand(facts, *bought(3, "tea", "cup", "pot"))

    with requests_of(function.stores().dynamodb) as made:
        update(function, change("tea"))

    assert made.count("PutItem") == 1
    assert made.count("DeleteItem") == 0
    assert products_of(entries(stores, tenant)) == {"tea"}


def test_a_late_message_writes_the_row_as_it_stands_not_as_it_was(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea"), revision=1)
    row = stand(facts, *bought(4, "tea"), revision=2)

    assert update(function, change("tea", revision=1)) == OK

    assert entries(stores, tenant) == pairs(row)


def test_an_emptied_row_takes_its_entries_with_it(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea", "cup"), revision=1)
    update(function, change("tea", "cup"))
    stand(facts, revision=2)

    assert update(function, change("tea", "cup", revision=2)) == OK

    assert stores.dynamodb.scan(TableName="lookups")["Count"] == 0


def test_a_row_that_is_gone_takes_its_entries_with_it(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea"), revision=5)
    update(function, change("tea", revision=5))
    stores.dynamodb.delete_item(TableName="facts", Key={"pk": {"S": "acme#1#000"}, "sk": {"S": "ann"}})

    assert update(function, change("tea", revision=5)) == OK

    assert entries(stores, tenant) == set()


def test_a_message_that_comes_twice_changes_nothing(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea"))
    update(function, change("tea"), change("tea"))
    before = stores.dynamodb.scan(TableName="lookups")["Items"]

    assert update(function, change("tea")) == OK

    assert stores.dynamodb.scan(TableName="lookups")["Items"] == before


def test_all_that_is_known_of_a_customer_is_put(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    row = stand(facts, *bought(3, "tea"), *bought(2, "cup"), *bought(5, "pot"))

    assert update(function, change()._replace(keys=None, revision=NO_ROW)) == OK

    assert stored_entries(stores, tenant) == lookup_entries(row)


def test_a_heavy_customers_entries_come_from_their_ledger(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.stores.rows.row_codec.HEAVY_BYTES", 10)
    orders = [*bought(3, "tea"), *bought(3, "cup")]
    ledger = stores.ledger(tenant)
    stored = [*orders[:5], replace(orders[5], status=type(orders[5].status)("cancelled"))]
    assert ledger.insert([ledger.item(order, replacing=None) for order in stored])
    whole = stand(facts, *stored)
    stores.lookups(tenant).put(pair_entry("cup", revision=1))

    assert update(function, change()._replace(keys=None)) == OK

    assert stored_entries(stores, tenant) == lookup_entries(whole)
    assert products_of(pairs(whole)) == {"tea"}


def test_an_entry_that_came_into_being_has_its_row_looked_at_again(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    """The row is emptied, and its entry removed, between reading the row and putting the entry."""
    stand(facts, *bought(3, "tea"), revision=1)
    emptied: list[str] = []

    def overtake(params: dict[str, Any], **_: Any) -> None:
        if not emptied and b'"lookups"' in params["body"]:
            emptied.append("once")
            stand(facts, revision=2)

    events = function.stores().dynamodb.meta.events
    events.register("before-call.dynamodb.PutItem", overtake)
    assert update(function, change("tea")) == OK
    events.unregister("before-call.dynamodb.PutItem", overtake)

    assert emptied
    assert entries(stores, tenant) == set()


def test_a_customer_whose_row_keeps_moving_comes_back(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea"), revision=1)
    stand(facts, *bought(3, "tea", customer_id="bob"), customer_id="bob")

    def overtake(params: dict[str, Any], **_: Any) -> None:
        if b'"lookups"' in params["body"] and b'"ann"' in params["body"]:
            revision = facts.revisions_of(["ann"])["ann"]
            stores.lookups(tenant).remove(product_key("tea"), "ann", revision=revision)
            stand(facts, *bought(3, "tea"), revision=revision + 1)

    events = function.stores().dynamodb.meta.events
    events.register("before-call.dynamodb.PutItem", overtake)
    answer = update(function, change("tea"), change("tea", customer_id="bob"))
    events.unregister("before-call.dynamodb.PutItem", overtake)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert update(function, change("tea")) == OK
    assert {entry.customer_id for entry in entries(stores, tenant)} == {"ann", "bob"}


def test_what_finds_no_time_is_sent_again_and_its_message_is_done(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    many = [f"p{number:03d}" for number in range(60)]
    stand(facts, *bought(3, *many))

    answer = update(function, change(*many), context=Context(60_000, 60_000, 9_999))

    assert answer == OK
    done = products_of(entries(stores, tenant))
    assert done == set(many[:50])
    assert waiting(stores) == [change(*many[50:])._replace(hops=1)]


def test_everything_known_that_finds_no_time_is_sent_by_name(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    many = [f"p{number:03d}" for number in range(2 * LOOKUPS_PER_MESSAGE)]
    stand(facts, *bought(3, *many))

    assert update(function, change()._replace(keys=None), context=Context(0)) == OK

    left = waiting(stores)
    assert len(left) == 3
    assert {key.name for one in left if one for key in one.keys or ()} == {*many, "ann"}


def test_an_unreadable_message_comes_back_alone(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea"))
    event = queue_event("no json", encode_change(change("tea")), queue="lookups")

    answer = function.lambda_handler(event, Context())

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert len(entries(stores, tenant)) == 1


def test_a_message_of_an_unknown_tenant_or_generation_is_dropped(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea"))

    assert update(function, change("tea")._replace(tenant_id="nobody"), change("tea", generation=9)) == OK

    assert stores.dynamodb.scan(TableName="lookups")["Count"] == 0


def test_each_generation_has_its_own_lookups(function: ModuleType, stores: Stores) -> None:
    generations = (Generation(1, 1), Generation(2, 4))
    tenant = replace(a_tenant("moving"), reading=generations[0], writing=generations)
    assert stores.directory.create(tenant)
    rows = [stand(stores.rows(tenant, one), *bought(3, "tea"), revision=one.number) for one in generations]

    for number in (1, 2):
        assert update(function, change("tea", generation=number)._replace(tenant_id="moving")) == OK

    for one, row in zip(generations, rows, strict=True):
        assert entries(stores, tenant, one) == pairs(row)


def test_a_batch_reads_its_rows_together(function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows) -> None:
    customers = [f"c{number}" for number in range(10)]
    for customer_id in customers:
        stand(facts, *bought(3, "tea", customer_id=customer_id), customer_id=customer_id)
    changes = [change("tea", customer_id=customer_id) for customer_id in customers]
    update(function, *changes)

    with requests_of(function.stores().dynamodb) as made:
        update(function, *changes)

    assert made.count("BatchGetItem") == 1, "all rows: the tenant is kept for half a minute, no entry came into being"
    assert made.count("PutItem") == 10


def test_no_log_line_names_a_customer_even_where_one_fails(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    stand(facts, *bought(3, "tea", customer_id="ann-lee-7"), customer_id="ann-lee-7")

    def refuse(params: dict[str, Any], **_: Any) -> Any:
        answered = type("Answered", (), {"status_code": 400})()
        return answered, {"Error": {"Code": "ThrottlingException", "Message": "too fast"}}

    events = function.stores().dynamodb.meta.events
    events.register("before-call.dynamodb.PutItem", refuse)
    answer = update(function, change("tea", customer_id="ann-lee-7"))
    events.unregister("before-call.dynamodb.PutItem", refuse)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    [failed] = [record for record in caplog.records if record.getMessage() == "lookups.failed"]
    said = vars(failed)
    assert (said["customer"], said["error"]) == (tenant.customer_hash("ann-lee-7"), "StoreUnavailable")
    assert not any("ann-lee-7" in repr(record.__dict__) for record in caplog.records)
