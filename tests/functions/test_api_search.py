"""Customers by a word over HTTP: who is found, who no longer is, in which order, and how little is read."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.facts.order import Contact
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS
from regulars.http.door.app import Application
from regulars.http.door.buckets import Buckets
from regulars.projection.lookups import lookup_entries
from regulars.stores.limits import SEARCH_ENTRIES
from regulars.stores.opened import Stores

from testing.api.client import Answered, Client, path_of
from testing.aws.requests import requests_of
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, an_order, facts_of
from testing.lookups import stored_entries, word_entry

SEARCH = path_of("customers", "venue", "acme", "search")
GUEST = "guest-" + "0a" * 16


class Shop:
    """Puts rows, and the lookups that belong to them, unless those lag."""

    def __init__(self, stores: Stores, tenant: Tenant) -> None:
        self._stores, self._tenant = stores, tenant
        self._facts, self.lookups = stores.rows(tenant), stores.lookups(tenant)

    def called(self, customer_id: str, *, lookups: bool = True, days: int = 1, **profile: str) -> None:
        """The customer has one order of 100.00 and this profile."""
        order = an_order(customer_id, customer_id, ordered_at_ms=NOW_MS - days * DAY_MS, contact=Contact(**profile))
        self._put(facts_of(order, customer_id=customer_id), lookups=lookups)

    def gone(self, customer_id: str, *, lookups: bool = True) -> None:
        self._put(CustomerFacts(customer_id), lookups=lookups)

    def _put(self, known: CustomerFacts, *, lookups: bool) -> None:
        before = self._facts.revisions_of([known.customer_id])[known.customer_id]
        row = FactsRow(before + 1, NOW_MS, FACTS_VERSION, known)
        assert self._facts.put(row, replacing=before)
        if lookups:
            self._settle(row)

    def _settle(self, row: FactsRow) -> None:
        """What update_lookups does."""
        belonging = lookup_entries(row)
        for entry in stored_entries(self._stores, self._tenant):
            if entry.customer_id == row.customer_id:
                self.lookups.remove(entry.key, row.customer_id, revision=row.revision)
        for entry in belonging:
            self.lookups.put(entry)


@pytest.fixture
def shop(stores: Stores, tenant: Tenant) -> Shop:
    return Shop(stores, tenant)


def ids(answer: Answered) -> list[str]:
    return [row["customerId"] for row in answer.data]


def found(api: Client, text: str) -> list[str]:
    return ids(api.get(SEARCH, q=text))


def test_a_customer_comes_with_name_email_segment_and_spend(api: Client, shop: Shop) -> None:
    shop.called("c1", name="Ann Lee", email="Ann@x.y")
    shop.called("c2", company="Annex")
    shop.called("c3", name="Anni", days=100)

    answer = api.get(SEARCH, q="ann")

    assert answer.data == [
        {"customerId": "c1", "name": "Ann Lee", "email": "Ann@x.y", "segment": "occasional", "totalSpent": 100},
        {"customerId": "c2", "name": "Annex", "email": None, "segment": "occasional", "totalSpent": 100},
        {"customerId": "c3", "name": "Anni", "email": None, "segment": "at_risk", "totalSpent": 100},
    ]
    assert answer.json["success"] is True
    assert answer.json["meta"] == {
        "count": 3,
        "total": 3,
        "totalAsOf": None,
        "nextCursor": None,
        "asOf": "2025-10-15T08:30:00.000Z",
    }


def test_they_are_found_by_name_email_phone_company_and_id_whatever_case_and_accents(api: Client, shop: Shop) -> None:
    shop.called(
        "C-1001", first_name="Zoë", last_name="Brandt", email="z.b@x.y", phone="+49 30 123", company="Müller & Söhne"
    )
    shop.called("other", name="Bob")

    for text in ("ZOE", "zoë br", "brandt", "z.b@", "4930", "+49 30 1", "MULLER", "söhne zoe", "C-1001", "100"):
        assert found(api, text) == ["C-1001"], text
    for text in ("oe", "030", "zoe bob", "x.y"):
        assert found(api, text) == [], text


def test_a_guest_is_found_by_their_name_and_not_by_their_id(api: Client, shop: Shop) -> None:
    shop.called(GUEST, name="Ann")

    assert found(api, "ann") == [GUEST]
    assert found(api, "guest") == found(api, GUEST) == []


def test_who_has_several_words_that_match_is_shown_once_also_across_pages(api: Client, shop: Shop) -> None:
    shop.called("c1", name="Anna Ann Andrews", email="andi@x.y", company="An & Co")
    shop.called("c2", name="Andy Anders")

    for limit in (1, 2, 20):
        shown = [customer_id for page in api.walk(SEARCH, q="an", limit=limit) for customer_id in ids(page)]
        assert shown == ["c1", "c2"], "an before anders"
    assert found(api, "and") == ["c2", "c1"], "anders before andi@x.y"


def test_they_come_by_the_word_that_matches_and_then_by_id_in_any_number_of_shards_and_pages(stores: Stores) -> None:
    tenant = make_tenant(stores, "wide", shards=8)
    shop, api = Shop(stores, tenant), Client(Application(stores, buckets=Buckets(1_000_000)), "wide")
    names = ["anna", "ann", "andrea", "annabel"]
    for number, name in enumerate(names * 6):
        shop.called(f"{number % 5}-{number}", name=name)
    expected = [id_ for _, id_ in sorted((name, f"{n % 5}-{n}") for n, name in enumerate(names * 6))]

    for limit in (1, 7, 23, 24, 25):
        pages = list(api.walk(path_of("customers", "venue", "wide", "search"), q="an", limit=limit))
        assert [id_ for page in pages for id_ in ids(page)] == expected
        assert all(len(page.data) <= limit for page in pages)
        assert len(pages[0].data) == min(limit, 24)


def test_a_renamed_customer_is_not_found_under_the_old_name_even_before_their_lookups_follow(
    api: Client, shop: Shop
) -> None:
    shop.called("c1", name="Ann Lee")
    shop.called("c1", name="Ann Brandt", lookups=False)
    assert (found(api, "lee"), found(api, "ann lee"), found(api, "ann")) == ([], [], ["c1"])

    shop.called("c1", name="Ann Brandt")

    assert (found(api, "lee"), found(api, "brandt"), found(api, "ann")) == ([], ["c1"], ["c1"])


@pytest.mark.parametrize("lookups", [False, True])
def test_who_is_gone_is_not_found_even_before_their_lookups_follow(api: Client, shop: Shop, lookups: bool) -> None:
    shop.called("c1", name="Ann")
    shop.called("c2", name="Ann")
    shop.gone("c1", lookups=lookups)
    shop.lookups.put(word_entry("ann", "never-was"))

    answer = api.get(SEARCH, q="ann")

    assert (ids(answer), answer.json["meta"]["total"]) == (["c2"], 1)


def test_a_row_that_is_too_long_for_products_is_found_like_any_other(
    api: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.stores.rows.row_codec.HEAVY_BYTES", 1)
    shop.called("c1", name="Ann")

    assert [(row["customerId"], row["totalSpent"]) for row in api.get(SEARCH, q="ann").data] == [("c1", 100)]


def put_many(stores: Stores, tenant: Tenant, word: str, count: int) -> None:
    """Entries that no row stands behind: to be read and checked, and never shown."""
    table, number = stores.names.lookups_table, tenant.reading.number
    for start in range(0, count, 25):
        requests = []
        for index in range(start, start + 25):
            shard = index % tenant.reading.shards
            key = {
                "pk": {"S": f"{tenant.id}#{number}#word#{shard:03x}#{word[:2]}"},
                "sk": {"S": f"{word} s{index:05d}"},
            }
            requests.append({"PutRequest": {"Item": key | {"revision": {"N": "1"}}}})
        stores.dynamodb.batch_write_item(RequestItems={table: requests})


@pytest.mark.parametrize("shards", [1, 4, 32])
def test_a_common_beginning_among_very_many_costs_a_bounded_number_of_requests_a_page(
    stores: Stores, shards: int
) -> None:
    tenant = make_tenant(stores, "wide", shards=shards)
    application = Application(stores, buckets=Buckets(1_000_000))
    api, path = Client(application, "wide"), path_of("customers", "venue", "wide", "search")
    put_many(stores, tenant, "anna", 2 * SEARCH_ENTRIES + 200)
    Shop(stores, tenant).called("c1", name="Anne")

    costs = []
    cursor: dict[str, str] = {}
    while True:
        with requests_of(stores.dynamodb) as made:
            page = api.get(path, q="an", limit=20, **cursor)
        costs.append((made.count("Query"), made.count("BatchGetItem")))
        if page.json["meta"]["nextCursor"] is None:
            break
        assert page.data == []
        cursor = {"cursor": page.json["meta"]["nextCursor"]}

    assert ids(page) == ["c1"], "they come last, and they come"
    assert len(costs) == 3
    assert all(queries <= 2 * shards + 1 for queries, _ in costs), costs
    assert all(gets <= SEARCH_ENTRIES // 100 + 3 for _, gets in costs), costs


def test_a_page_that_is_full_reads_no_further(stores: Stores, tenant: Tenant, api: Client, shop: Shop) -> None:
    for number in range(30):
        shop.called(f"c{number:02d}", name="Ann")
    put_many(stores, tenant, "anna", 1_000)

    with requests_of(stores.dynamodb) as made:
        page = api.get(SEARCH, q="an")

    assert ids(page) == [f"c{number:02d}" for number in range(20)]
    assert page.json["meta"]["total"] is None, "more than can be counted now"
    assert sorted(made) == ["BatchGetItem", "BatchGetItem", "Query"], "the tenant, the entries, their rows"


def test_an_email_and_a_phone_come_before_what_only_begins_like_a_word_of_them(api: Client, shop: Shop) -> None:
    shop.called("a", name="Ann Lee X.Y.", company="Y Z")
    shop.called("b", email="ann.lee@x.y")
    shop.called("c", name="300 123", company="30")
    shop.called("d", phone="030 0123")

    assert found(api, "ann.lee") == ["b", "a"]
    assert found(api, "030 012") == ["d"]
    assert found(api, "30 123 300") == ["c"]


@pytest.mark.parametrize("text", ["", "a", "é", "李", " a ", "a b", "--", "%20"])
def test_too_few_characters_name_q(api: Client, text: str) -> None:
    answer = api.get(SEARCH, q=text)

    if text == "%20":
        assert answer.status == 200, "two digits"
        return
    assert (answer.status, answer.errors) == (400, {"q": "must hold a word of 2 letters or digits, or more"})


@pytest.mark.parametrize(("characters", "status"), [(2, 200), (128, 200), (129, 400)])
def test_q_has_at_most_128_characters(api: Client, characters: int, status: int) -> None:
    answer = api.get(SEARCH, q="a" * characters)

    assert answer.status == status
    if status == 400:
        assert answer.errors == {"q": "must have at most 128 characters"}


def test_without_q_it_says_so(api: Client) -> None:
    assert api.get(SEARCH).errors == {"q": "must be given"}


@pytest.mark.parametrize(("limit", "status"), [(0, 400), (1, 200), (1_000, 200), (1_001, 400), ("x", 400)])
def test_a_limit_is_from_1_to_1000(api: Client, limit: Any, status: int) -> None:
    answer = api.get(SEARCH, q="an", limit=limit)

    assert answer.status == status
    assert status == 200 or list(answer.errors) == ["limit"]


def test_an_unknown_parameter_is_named(api: Client) -> None:
    assert list(api.get(SEARCH, q="an", query="x").errors) == ["query"]


def test_a_cursor_is_of_its_query_and_of_its_tenant(stores: Stores, api: Client, shop: Shop) -> None:
    make_tenant(stores, "other")
    for number in range(3):
        shop.called(f"c{number}", name="Ann Lee")
    cursor = api.get(SEARCH, q="ann", limit=1).json["meta"]["nextCursor"]

    assert ids(api.get(SEARCH, q="ANN", limit=2, cursor=cursor)) == ["c1", "c2"]
    assert list(api.get(SEARCH, q="anna", cursor=cursor).errors) == ["cursor"]
    assert list(api.get(SEARCH, q="ann", cursor=cursor + "x").errors) == ["cursor"]
    foreign = Client(Application(stores, buckets=Buckets(1_000_000)), "other")
    assert list(foreign.get(path_of("customers", "venue", "other", "search"), q="ann", cursor=cursor).errors) == [
        "cursor"
    ]


def test_settings_that_change_during_a_walk_begin_it_again(api: Client, shop: Shop) -> None:
    for number in range(2):
        shop.called(f"c{number}", name="Ann")
    cursor = api.get(SEARCH, q="ann", limit=1).json["meta"]["nextCursor"]
    etag = api.get("/api/settings").headers["ETag"]
    assert api.put("/api/settings", {"dormantDays": 91}, if_match=etag).status == 200

    answer = api.get(SEARCH, q="ann", limit=1, cursor=cursor)

    assert (answer.status, answer.json["code"]) == (409, "start_again")


def test_a_viewer_may_search_and_another_venue_no_token_and_another_tenant_may_not(
    application: Application, stores: Stores, tenant: Tenant, shop: Shop
) -> None:
    other = make_tenant(stores, "other")
    shop.called("c1", name="Ann")
    Shop(stores, other).called("c2", name="Ann")
    viewer = Client(application, tenant.id, role="viewer")

    assert found(viewer, "ann") == ["c1"]
    assert viewer.get(SEARCH, q="ann", venueId="acme").status == 200
    assert viewer.get(SEARCH, q="ann", venueId="other").status == 403
    assert viewer.get(path_of("customers", "venue", "other", "search"), q="ann").status == 403
    assert Client(application, "other").get(SEARCH, q="ann").status == 403
    assert viewer.send("GET", SEARCH, query={"q": "ann"}, claims={}).status == 403
    assert (
        viewer.send("GET", SEARCH, query={"q": "ann"}, claims={"sub": "u", "tenant": "acme", "role": "x"}).status == 403
    )


def test_what_was_asked_for_stands_in_no_log_line(api: Client, shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    shop.called("c1", name="Secretname")

    for text, cursor in product(("secretname", "s"), ("", "x")):
        api.get(SEARCH, q=text, **({"cursor": cursor} if cursor else {}))

    assert not any("secretname" in repr(record.__dict__).lower() for record in caplog.records)
