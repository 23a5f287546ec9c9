"""/api/customers/analytics: what orders say of a customer, from their ledger or from whole rows (source 001)."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.audience import analytics as analytics_module
from regulars.facts.catalogue import Catalogue
from regulars.facts.customer import CustomerFacts
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, rfc3339
from regulars.http.door import paging
from regulars.http.door.app import Application
from regulars.stores.opened import Stores
from regulars.stores.rows import row_codec

from testing.api.client import Client
from testing.api.orders import order_of, post
from testing.api.rfm_shop import fill, small_rows
from testing.api.rows import put_row
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, a_line, an_order

PATH = "/api/customers/analytics"


def line(
    product_id: str, price: str, quantity: float = 1, category: str | None = None, name: str | None = None
) -> dict[str, Any]:
    return {
        "productId": product_id,
        "productName": name,
        "quantity": quantity,
        "unitPrice": price,
        "category": category,
    }


def some_orders() -> list[dict[str, Any]]:
    """Three counted orders over 100 days, the last one 31 days ago; one that does not count."""
    return [
        order_of("1", 131, "30.01", lines=[line("tea", "10.00", 2.5, "Drinks"), line("pot", "5.01")]),
        order_of("2", 81, "60.00", lines=[line("tea", "20.00", category="Drinks"), line("cup", "40.00")]),
        order_of("3", 31, "10.00", lines=[line("tea", "10.00", category="Hot drinks", name="Green tea")]),
        order_of("4", 1, "99.00", status="cancelled"),
    ]


def test_one_customer_s_analytics_follow_from_their_orders(api: Client) -> None:
    post(api, *some_orders())

    answer = api.get(PATH, customerId="ann").json

    assert answer["data"] == [
        {
            "customerId": "ann",
            "totalOrders": 3,
            "totalSpent": 100.01,
            "averageOrderValue": 33.34,
            "repeatPurchaseRate": 0.6667,
            "averageDaysBetweenOrders": 50.0,
            "ordersPerYear": 3.0,
            "productPreferences": [
                {
                    "productId": "tea",
                    "productName": "Green tea",
                    "category": "Hot drinks",
                    "purchaseCount": 3,
                    "totalQuantityPurchased": 4.5,
                    "totalSpent": 55.0,
                },
                {
                    "productId": "cup",
                    "productName": None,
                    "category": None,
                    "purchaseCount": 1,
                    "totalQuantityPurchased": 1,
                    "totalSpent": 40.0,
                },
                {
                    "productId": "pot",
                    "productName": None,
                    "category": None,
                    "purchaseCount": 1,
                    "totalQuantityPurchased": 1,
                    "totalSpent": 5.01,
                },
            ],
            "churnRisk": 0.14,
            "predictedLifetimeValue": 300.03,
            "models": {
                "basis": "rules",
                "warning": None,
                "corrected": False,
                "churnProbability": 0.14,
                "pAlive": None,
                "expectedOrders": None,
                "horizonDays": 90,
                "expectedOrderValue": None,
                "clv": None,
                "clvHorizonDays": 365,
            },
            # Recency 40, money 40, nothing sent 50; nothing done for 31 days 60, never opened an e-mail 50.
            "engagementScore": 25,
            "churnRiskScore": 31,
            "npsScore": None,
            "averageRating": None,
            "lastCalculatedAt": rfc3339(NOW_MS),
        }
    ]
    assert {name: answer[name] for name in ("total", "count", "limit", "offset", "nextCursor")} == {
        "total": 1,
        "count": 1,
        "limit": 50,
        "offset": 0,
        "nextCursor": None,
    }


def test_post_computes_one_now_and_gives_the_bare_object(api: Client) -> None:
    post(api, *some_orders())
    [listed] = api.get(PATH, customerId="ann").data

    assert api.post(PATH, {"customerId": "ann"}).data == listed
    post(api, order_of("5", 1))
    assert api.post(PATH, {"userId": "acme", "customerId": "ann"}).data["totalOrders"] == 4


def test_churn_and_value_are_those_of_the_venue_s_profile(api: Client) -> None:
    post(api, *some_orders())

    row = api.send("POST", PATH, query={"explain": "true"}, body={"customerId": "ann"}).data
    profile = api.get("/customers/venue/acme/ann", explain="true").data

    assert (row["churnRisk"], row["predictedLifetimeValue"], row["ordersPerYear"]) == (
        profile["churnProbability"],
        profile["predictedLifetimeValue"],
        profile["purchaseFrequency"],
    )
    assert row["models"] == profile["models"]
    assert row["explanation"] == {
        "averageOrderValue": {"totalSpent": 100.01, "orders": 3},
        "repeatPurchaseRate": {"repeatOrders": 2, "orders": 3},
        "averageDaysBetweenOrders": {
            "firstOrderDate": rfc3339(NOW_MS - 131 * DAY_MS),
            "lastOrderDate": rfc3339(NOW_MS - 31 * DAY_MS),
            "gaps": 2,
        },
        "ordersPerYear": profile["explanation"]["purchaseFrequency"],
        "churnRisk": profile["explanation"]["churnProbability"],
        "predictedLifetimeValue": profile["explanation"]["predictedLifetimeValue"],
        "models": profile["explanation"]["models"],
    }


@pytest.mark.parametrize(
    ("days", "churn_risk"),
    # Five orders 400, 395, 70, 65 and 31 days ago: .2 by days, halved above four orders a year, times .7 above two.
    [({}, 0.14), ({"days": 365}, 0.14), ({"days": 400}, 0.1), ({"days": 64}, 0.2), ({"days": 31}, 0.2),
     ({"days": 30}, 0.8), ({"days": 0}, 0.1), ({"days": 36_500}, 0.1)],
)  # fmt: skip
def test_the_churn_risk_looks_at_the_orders_of_so_many_days(
    stores: Stores, tenant: Tenant, api: Client, days: dict[str, int], churn_risk: float
) -> None:
    post(api, *(order_of(str(ago), ago, "10.00") for ago in (400, 395, 70, 65, 31)))
    put_row(stores, tenant, "ann")

    [one] = api.get(PATH, customerId="ann", **days).data
    [listed] = api.get(PATH, **days).data
    computed = api.post(PATH, {"customerId": "ann", **days}).data

    assert one["churnRisk"] == listed["churnRisk"] == computed["churnRisk"] == churn_risk
    assert (one["totalOrders"], one["ordersPerYear"]) == (5, pytest.approx(5 * 365.25 / 400)), "of all orders"


def test_who_did_not_order_within_the_days_is_explained_so(api: Client) -> None:
    post(api, order_of("1", 40, "10.00"))

    [row] = api.get(PATH, customerId="ann", days=39, explain="true").data

    assert row["explanation"]["churnRisk"] == {
        "value": 0.8,
        "byDays": {"factor": 0.8, "value": None, "moreThan": None},
        "byFrequency": {"factor": 1.0, "value": 0.0, "moreThan": None},
    }


def test_only_the_five_most_bought_products_are_preferred(api: Client) -> None:
    post(api, *(order_of(str(n), n, "7.00", lines=[line(f"p{k}", "1.00") for k in range(n, 7)]) for n in range(7)))

    [row] = api.get(PATH, customerId="ann").data

    assert [(one["productId"], one["purchaseCount"]) for one in row["productPreferences"]] == [
        ("p6", 7),
        ("p5", 6),
        ("p4", 5),
        ("p3", 4),
        ("p2", 3),
    ]


def test_of_who_never_ordered_rates_are_null_and_sums_0(api: Client) -> None:
    post(api, order_of("1", 2, status="pending"))

    [row] = api.get(PATH, customerId="ann", explain="true").data

    assert (row["totalOrders"], row["totalSpent"], row["predictedLifetimeValue"], row["productPreferences"]) == (
        0,
        0.0,
        0.0,
        [],
    )
    names = ("averageOrderValue", "repeatPurchaseRate", "averageDaysBetweenOrders", "ordersPerYear", "churnRisk")
    assert {row[name] for name in names} == {None}


def test_one_order_has_a_rate_of_0_and_no_gap(api: Client) -> None:
    post(api, order_of("1", 2))

    [row] = api.get(PATH, customerId="ann").data

    assert (row["repeatPurchaseRate"], row["averageDaysBetweenOrders"]) == (0.0, None)


@pytest.fixture
def known(stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch) -> dict[str, CustomerFacts]:
    small_rows(monkeypatch)
    return fill(stores, tenant, api, 40)


def test_the_list_has_everybody_once_in_the_order_of_the_list_of_customers(
    api: Client, known: dict[str, CustomerFacts]
) -> None:
    everybody = [row["contactID"] for row in api.get("/api/customers", limit=1000).data]

    by_offset = [row for offset in range(0, 60, 15) for row in api.get(PATH, limit=15, offset=offset).data]
    first = api.get(PATH, limit=30).json
    rest = api.get(PATH, limit=30, cursor=first["nextCursor"]).json

    assert [row["customerId"] for row in by_offset] == everybody
    assert [row["customerId"] for row in [*first["data"], *rest["data"]]] == everybody
    assert (first["total"], rest["total"], rest["nextCursor"]) == (len(everybody), len(everybody), None)
    for row in by_offset:
        assert row["totalOrders"] == known[row["customerId"]].purchases.order_count


def test_a_heavy_customer_s_products_come_from_their_ledger_in_a_list_too(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_codec, "HEAVY_BYTES", 50)
    post(api, *(order_of(str(n), n, f"{n + 7}.00", lines=[line("tea", "1.00")]) for n in range(40)))
    put_row(stores, tenant, "ann")
    assert stores.rows(tenant).rows_of(["ann"])["ann"].facts.purchases.heavy

    [row] = api.get(PATH).data

    assert row == api.get(PATH, customerId="ann").data[0]
    assert row["productPreferences"][0]["purchaseCount"] == 40


def test_a_list_names_products_as_the_catalogue_and_one_customer_as_their_newest_order_too(
    stores: Stores, tenant: Tenant, api: Client
) -> None:
    post(api, order_of("1", 9, lines=[line("tea", "1.00", name="Tea"), line("cup", "1.00")]))
    put_row(stores, tenant, "ann")
    catalogue = Catalogue()
    catalogue.see([an_order(ordered_at_ms=NOW_MS - 5 * DAY_MS, lines=(a_line(product_name="Green tea"),))])
    stores.files(tenant).extend_catalogue(catalogue)

    def names(**query: str) -> list[str | None]:
        return [one["productName"] for one in api.get(PATH, **query).data[0]["productPreferences"]]

    assert (names(), names(customerId="ann")) == ([None, "Green tea"], [None, "Green tea"])
    post(api, order_of("2", 1, lines=[line("tea", "1.00", name="Sencha")]))
    assert (names(), names(customerId="ann")) == ([None, "Green tea"], ["Sencha", None])


@pytest.mark.parametrize(
    ("bound", "value"), [("ANSWER_BYTES", 12_000), ("LIST_BYTES", 1), ("MOST_HEAVY", 1), ("BATCH_GET_KEYS", 7)]
)
def test_a_page_ends_where_no_more_can_be_read_or_sent_and_the_walk_meets_everybody_once(
    api: Client, known: dict[str, CustomerFacts], monkeypatch: pytest.MonkeyPatch, bound: str, value: int
) -> None:
    everybody = [row["contactID"] for row in api.get("/api/customers", limit=1000).data]
    monkeypatch.setattr(analytics_module, "BATCH_GET_KEYS", 10)
    monkeypatch.setattr(paging if bound == "ANSWER_BYTES" else analytics_module, bound, value)

    found: list[str] = []
    cursor: dict[str, str] = {}
    pages = 0
    while True:
        page = api.get(PATH, limit=1000, **cursor).json
        assert len(page["data"]) < len(everybody) or bound == "BATCH_GET_KEYS"
        assert page["total"] == len(everybody)
        found += [row["customerId"] for row in page["data"]]
        pages += 1
        if page["nextCursor"] is None:
            break
        cursor = {"cursor": page["nextCursor"]}

    assert found == everybody
    assert pages > 1 or bound == "BATCH_GET_KEYS"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"customer": "ann"}, "customer"),
        ({"customerId": ""}, "customerId"),
        ({"offset": 10_001}, "offset"),
        ({"limit": 1_001}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": "x", "offset": 5}, "offset"),
        ({"customerId": "ann", "cursor": "x"}, "cursor"),
        ({"customerId": "ann", "explain": "yes"}, "explain"),
        ({"days": -1}, "days"),
        ({"days": 36_501}, "days"),
        ({"days": "all"}, "days"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(api: Client, query: dict[str, Any], field: str) -> None:
    post(api, *some_orders())

    answer = api.get(PATH, **query)

    assert (answer.status, list(answer.errors)) == (400, [field])


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "customerId"), ({"customerId": 1}, "customerId"), ({"customerId": "a", "days": -1}, "days")],
)
def test_a_body_that_cannot_be_is_refused_by_name(api: Client, body: dict[str, Any], field: str) -> None:
    assert list(api.post(PATH, body).errors) == [field]


def test_who_is_not_known_is_not_found_and_another_tenant_is_forbidden(
    application: Application, stores: Stores, api: Client
) -> None:
    post(api, *some_orders())
    other = Client(application, make_tenant(stores, "other").id)

    assert api.get(PATH, customerId="nobody").status == api.post(PATH, {"customerId": "nobody"}).status == 404
    assert other.get(PATH, customerId="ann").status == other.post(PATH, {"customerId": "ann"}).status == 404
    assert other.get(PATH).data == []
    assert api.get(PATH, userId="other").status == 403
    assert api.post(PATH, {"userId": "other", "customerId": "ann"}).status == 403
    assert Client(application, "nowhere").get(PATH).status == 403


def test_a_viewer_may_read_and_compute(application: Application, tenant: Tenant, api: Client) -> None:
    post(api, *some_orders())
    viewer = Client(application, tenant.id, role="viewer")

    assert viewer.get(PATH).status == 200
    assert viewer.post(PATH, {"customerId": "ann"}).status == 200
