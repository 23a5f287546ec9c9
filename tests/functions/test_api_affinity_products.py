"""A product's customers over HTTP: who is at risk, who are the best, whatever the lookups' lag and their order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from regulars.facts.catalogue import Catalogue
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.facts.lookup import LookupEntry
from regulars.facts.order import Contact
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, rfc3339
from regulars.http.door.app import Application
from regulars.projection.lookups import lookup_entries
from regulars.stores.opened import Stores

from testing.api.client import Answered, Client, path_of
from testing.aws.requests import requests_of
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, a_line, an_order, facts_of
from testing.lookups import pair_entry

AT_RISK = path_of("product-affinity", "product", "tea", "at-risk-customers")
BEST = path_of("product-affinity", "product", "tea", "customers")
AT_RISK_FIELDS = [
    "customerId",
    "customerName",
    "affinityScore",
    "purchaseCount",
    "daysSinceLastPurchase",
    "purchaseFrequencyDays",
    "nextPredictedPurchaseDate",
    "customerSegment",
    "engagementLevel",
]


class Shop:
    """Customers as their rows and lookups stand; `lookups=False` leaves those as they were: the queue's lag."""

    def __init__(self, stores: Stores, tenant: Tenant) -> None:
        self._facts, self._lookups = stores.rows(tenant), stores.lookups(tenant)

    def bought(
        self, customer_id: str, *days_ago: float, product_id: str = "tea", lookups: bool = True, **line: Any
    ) -> None:
        """The customer's whole history: an order so many days ago, for each."""
        orders = [
            an_order(
                f"{customer_id}{at}",
                customer_id,
                ordered_at_ms=NOW_MS - round(days * DAY_MS),
                lines=(a_line(product_id, **line),),
                contact=Contact(name=f"Name of {customer_id}"),
            )
            for at, days in enumerate(days_ago)
        ]
        known: CustomerFacts = facts_of(*orders, customer_id=customer_id) if orders else CustomerFacts(customer_id)
        before = self._facts.revisions_of([customer_id])[customer_id]
        row = FactsRow(before + 1, NOW_MS, FACTS_VERSION, known)
        assert self._facts.put(row, replacing=before)
        if lookups:
            self.put(lookup_entries(row))

    def put(self, entries: Iterable[LookupEntry]) -> None:
        for entry in entries:
            self._lookups.put(entry)


@pytest.fixture
def shop(stores: Stores, tenant: Tenant) -> Shop:
    return Shop(stores, tenant)


def ids(answer: Answered) -> list[str]:
    return [row["customerId"] for row in answer.data]


def test_at_risk_customers_have_the_fields_and_shape_of_source_000(api: Client, shop: Shop) -> None:
    shop.bought("ann", 40, 30, 20)

    answer = api.get(AT_RISK)

    assert answer.json == {
        "success": True,
        "message": "Customers who should have repurchased but haven't",
        "data": [
            {
                "customerId": "ann",
                "customerName": "Name of ann",
                "affinityScore": 55,
                "purchaseCount": 3,
                "daysSinceLastPurchase": 20,
                "purchaseFrequencyDays": 10,
                "nextPredictedPurchaseDate": rfc3339(NOW_MS - 10 * DAY_MS),
                "customerSegment": "occasional",
                "engagementLevel": "high",
            }
        ],
        "count": 1,
        "meta": {"count": 1, "total": 1, "totalAsOf": None, "nextCursor": None, "asOf": rfc3339(NOW_MS)},
    }
    assert list(answer.data[0]) == AT_RISK_FIELDS


def test_at_risk_is_who_bought_three_times_with_a_pattern_and_is_past_their_date(api: Client, shop: Shop) -> None:
    shop.bought("late", 30, 20, 10 + 1 / DAY_MS)
    shop.bought("due-now", 30, 20, 10)
    shop.bought("twice", 90, 60)
    shop.bought("all-at-once", 50, 50, 50)
    shop.bought("other-product", 90, 60, 30.5, product_id="cup")

    assert ids(api.get(AT_RISK)) == ["late"]

    api.now_ms = NOW_MS + 1
    assert set(ids(api.get(AT_RISK))) == {"late", "due-now"}


def test_just_overdue_come_first_or_longest_overdue_and_equal_ones_by_id(api: Client, shop: Shop) -> None:
    for customer_id, overdue in (("old", 50), ("b", 5), ("a", 5), ("new", 1)):
        shop.bought(customer_id, *(10 * gap + 10 + overdue for gap in range(3)))

    assert ids(api.get(AT_RISK)) == ids(api.get(AT_RISK, order="recent")) == ["new", "a", "b", "old"]
    assert ids(api.get(AT_RISK, order="longest")) == ["old", "a", "b", "new"]


def test_from_how_many_purchases_on_is_the_tenants_setting_and_holds_at_once(api: Client, shop: Shop) -> None:
    shop.bought("three", 60, 50, 40)
    shop.bought("five", 80, 70, 60, 50, 40)

    assert set(ids(api.get(AT_RISK))) == {"three", "five"}
    api.put("/api/settings", {"atRiskMinPurchases": 4}, if_match='"0"')

    assert ids(api.get(AT_RISK)) == ["five"]


def test_a_best_customer_is_shown_whole_and_the_product_as_the_catalogue_calls_it(
    api: Client, stores: Stores, tenant: Tenant, shop: Shop
) -> None:
    shop.bought("ann", 40, 25, 9, quantity_milli=1_500, amount_minor=1_001)
    catalogue = Catalogue()
    catalogue.see([an_order(lines=(a_line(product_name="Green tea", category="Tea"),))])
    stores.files(tenant).extend_catalogue(catalogue)

    answer = api.get(BEST)

    assert answer.json == {
        "success": True,
        "data": [
            {
                "customerId": "ann",
                "customerName": "Name of ann",
                "productId": "tea",
                "productName": "Green tea",
                "affinityScore": 55,
                "purchaseCount": 3,
                "totalQuantityPurchased": 4.5,
                "totalSpent": 30.03,
                "averageQuantity": 1.5,
                "averageOrderValue": 10.01,
                "firstPurchaseDate": rfc3339(NOW_MS - 40 * DAY_MS),
                "lastPurchaseDate": rfc3339(NOW_MS - 9 * DAY_MS),
                "purchaseFrequencyDays": 16,
                "daysSinceLastPurchase": 9,
                "nextPredictedPurchaseDate": rfc3339(NOW_MS + 7 * DAY_MS),
                "customerSegment": "occasional",
                "engagementLevel": "high",
                "lastCalculated": rfc3339(NOW_MS),
                "category": "Tea",
            }
        ],
        "meta": {"count": 1, "total": 1, "totalAsOf": None, "nextCursor": None, "asOf": rfc3339(NOW_MS)},
    }


def test_what_nobody_has_named_is_null_and_a_row_may_know_its_category(api: Client, shop: Shop) -> None:
    shop.bought("ann", 40, 25, 9)
    shop.bought("bob", 41, 25, 9, category="Tea")

    rows = {row["customerId"]: (row["productName"], row["category"]) for row in api.get(BEST).data}

    assert rows == {"ann": (None, None), "bob": (None, "Tea")}


def some_of_everybody(shop: Shop) -> None:
    shop.bought("twice", 5, 6)
    shop.bought("at-once", 20, 20, 20)
    shop.bought("occasional", 20, 27, 34)
    shop.bought("regular", *range(50, 85, 7))
    shop.bought("frequent", *range(100, 150, 5))
    shop.bought("champion", *range(200, 220), quantity_milli=5_000)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["champion", "frequent", "occasional", "regular", "at-once"]),
        ({"segment": "occasional"}, ["occasional", "at-once"]),
        ({"segment": "regular,champion"}, ["champion", "regular"]),
        ({"engagementLevel": "high"}, ["occasional", "at-once"]),
        ({"engagementLevel": "medium,at_risk"}, ["champion", "regular"]),
        ({"engagementLevel": "high", "segment": "champion"}, []),
        ({"minScore": 60}, ["champion", "frequent"]),
        ({"minScore": 76}, []),
    ],
)
def test_best_customers_come_by_score_then_last_purchase_and_every_filter_combines(
    api: Client, shop: Shop, query: dict[str, Any], expected: list[str]
) -> None:
    some_of_everybody(shop)

    answer = api.get(BEST, **query)

    assert ids(answer) == expected
    assert answer.json["meta"]["total"] == len(expected)
    scores = [row["affinityScore"] for row in answer.data]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("path", [AT_RISK, BEST])
def test_pages_of_any_size_make_the_whole_list_in_its_order(
    application: Application, stores: Stores, path: str
) -> None:
    tenant = make_tenant(stores, "wide", shards=4)
    shop, api = Shop(stores, tenant), Client(application, "wide")
    for number in range(12):
        shop.bought(f"c{number:02}", *(number // 3 + 40 + 10 * gap for gap in range(3)))
    whole = ids(api.get(path))
    assert len(whole) == 12

    for limit in (1, 5, 6, 11, 12):
        pages = list(api.walk(path, limit=limit))
        assert [customer_id for page in pages for customer_id in ids(page)] == whole
        assert [page.json["meta"]["total"] for page in pages] == [12] * len(pages)
        assert max(len(page.data) for page in pages) == limit


def test_what_a_lagging_lookup_says_is_checked_against_the_row_before_it_leaves(api: Client, shop: Shop) -> None:
    for customer_id in ("stays", "bought", "refunded", "emptied"):
        shop.bought(customer_id, 40, 30, 20)
    shop.put([pair_entry("tea", "gone", first_at_ms=NOW_MS - 40 * DAY_MS, last_at_ms=NOW_MS - 20 * DAY_MS)])
    assert api.get(AT_RISK).json["meta"]["total"] == 4

    shop.bought("bought", 40, 30, 20, 0, lookups=False)
    shop.bought("refunded", 40, 30, lookups=False)
    shop.bought("emptied", lookups=False)

    answer = api.get(AT_RISK)
    assert ids(answer) == ["stays"]
    assert (answer.json["count"], answer.json["meta"]["total"]) == (1, 1)
    assert set(ids(api.get(BEST))) == {"stays", "bought"}
    [row] = [row for row in api.get(BEST).data if row["customerId"] == "bought"]
    assert (row["purchaseCount"], row["daysSinceLastPurchase"]) == (4, 0)


def test_a_page_of_strays_is_empty_and_the_walk_goes_on(api: Client, shop: Shop) -> None:
    for number in range(6):
        shop.bought(f"c{number}", 40 + number, 30, 20)
        if number < 3:
            shop.bought(f"c{number}", lookups=False)

    pages = list(api.walk(AT_RISK, limit=2))

    assert sorted(customer_id for page in pages for customer_id in ids(page)) == ["c3", "c4", "c5"]


def test_a_heavy_customer_is_checked_against_their_ledger(
    api: Client, stores: Stores, tenant: Tenant, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.stores.rows.row_codec.HEAVY_BYTES", 10)
    orders = [an_order(str(number), ordered_at_ms=NOW_MS - (40 - 10 * number) * DAY_MS) for number in range(3)]
    ledger = stores.ledger(tenant)
    assert ledger.insert([ledger.item(order, replacing=None) for order in orders])
    row = FactsRow(1, NOW_MS, FACTS_VERSION, facts_of(*orders))
    assert stores.rows(tenant).put(row, replacing=0)
    stray = pair_entry("cup", first_at_ms=NOW_MS - 40 * DAY_MS, last_at_ms=NOW_MS - 20 * DAY_MS)
    shop.put([*lookup_entries(row), stray])

    assert ids(api.get(AT_RISK)) == ["ann"]
    assert ids(api.get(path_of("product-affinity", "product", "cup", "at-risk-customers"))) == []


def test_beyond_what_is_ranked_while_somebody_waits_it_says_so(
    api: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.products.buyers.LOOKUP_ENTRIES", 2)
    for customer_id in ("ann", "bob"):
        shop.bought(customer_id, 40, 30, 20)
    assert len(ids(api.get(BEST))) == 2

    shop.bought("cat", 40, 30, 20)

    for path in (AT_RISK, BEST):
        answer = api.get(path)
        assert (answer.status, answer.json["code"]) == (409, "too_many_customers_live")


@pytest.mark.parametrize("path", [AT_RISK, BEST])
def test_a_cursor_keeps_its_clock_and_serves_its_own_query_and_tenant_only(
    application: Application, stores: Stores, api: Client, shop: Shop, path: str
) -> None:
    for customer_id in ("a", "b", "c"):
        shop.bought(customer_id, 40, 30, 20)
    first = api.get(path, limit=1)
    cursor = first.json["meta"]["nextCursor"]
    make_tenant(stores, "other")
    api.now_ms = NOW_MS + 100 * DAY_MS

    second = api.get(path, limit=5, cursor=cursor)

    assert ids(first) + ids(second) == ["a", "b", "c"]
    assert second.data[0]["daysSinceLastPurchase"] == 20
    assert second.json["meta"]["asOf"] == rfc3339(NOW_MS)
    change = {"order": "longest"} if path == AT_RISK else {"minScore": 1}
    assert api.get(path, cursor=cursor, **change).status == 400
    assert api.get(path.replace("tea", "cup"), cursor=cursor).status == 400
    assert Client(application, "other").get(path, cursor=cursor).status == 400
    api.put("/api/settings", {"atRiskMinPurchases": 4}, if_match='"0"')
    assert api.get(path, cursor=cursor).json["code"] == "start_again"


@pytest.mark.parametrize("path", [AT_RISK, BEST])
def test_an_unknown_product_has_no_customers(api: Client, path: str) -> None:
    answer = api.get(path)

    assert (answer.status, answer.data, answer.json["meta"]["total"]) == (200, [], 0)


@pytest.mark.parametrize("product_id", ["#1001", "a/b", "50%", "a%2Fb", "a b", "Ünï;x=1&y", "a|b"])
def test_a_products_id_may_hold_any_printable_character(api: Client, shop: Shop, product_id: str) -> None:
    shop.bought("ann", 40, 30, 20, product_id=product_id)

    for what in ("at-risk-customers", "customers"):
        assert ids(api.get(path_of("product-affinity", "product", product_id, what))) == ["ann"]


@pytest.mark.parametrize("path", [AT_RISK, BEST])
def test_viewers_may_read_and_nobody_without_the_tenants_token(
    application: Application, stores: Stores, tenant: Tenant, shop: Shop, path: str
) -> None:
    shop.bought("ann", 40, 30, 20)
    make_tenant(stores, "other")
    viewer = Client(application, tenant.id, role="viewer")

    assert ids(viewer.get(path, tenantId=tenant.id)) == ["ann"]
    assert viewer.get(path, tenantId="other").status == 403
    assert viewer.send("GET", path, claims={}).status == 403
    assert viewer.post(path, {}).status == 405
    assert ids(Client(application, "other").get(path)) == []


def test_an_answer_takes_one_query_a_shard_and_one_request_for_25_rows(
    stores: Stores, application: Application, api: Client, shop: Shop
) -> None:
    for number in range(30):
        shop.bought(f"c{number}", 40, 30, 20)

    with requests_of(stores.dynamodb) as made:
        api.get(AT_RISK, limit=25)
        api.get(AT_RISK, limit=30)

    assert made == ["BatchGetItem", "Query", "BatchGetItem", "BatchGetItem", "Query", "BatchGetItem", "BatchGetItem"]
