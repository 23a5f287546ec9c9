"""What follows a product, and cohorts by revenue and by the product of the first order."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.catalogue import Catalogue
from regulars.facts.customer import CustomerFacts
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, HOUR_MS, rfc3339
from regulars.lists import walk as walk_module
from regulars.stores.opened import Stores
from regulars.stores.tenant.night_records import LastNight

from testing.api.client import Client
from testing.api.rows import put_rows
from testing.builders import NOW_MS, a_line, an_order, facts_of

COHORTS = "/api/v1/analytics/cohorts"


def customer(customer_id: str, *orders: tuple[int, dict[str, int]]) -> CustomerFacts:
    """Orders as (days ago, what was spent on each product)."""
    made = (
        an_order(
            f"{customer_id}-{number}",
            customer_id,
            ordered_at_ms=NOW_MS - days * DAY_MS,
            lines=tuple(a_line(product, amount_minor=minor) for product, minor in spent.items()),
        )
        for number, (days, spent) in enumerate(orders)
    )
    facts: CustomerFacts = facts_of(*made, customer_id=customer_id)
    return facts


@pytest.fixture
def shop(stores: Stores, tenant: Tenant, api: Client) -> Client:
    catalogue = Catalogue()
    catalogue.see([an_order("1", lines=(a_line("tea", product_name="Green tea"),))])
    stores.files(tenant).extend_catalogue(catalogue)
    people = [
        customer("ann", (50, {"tea": 1_000}), (40, {"cup": 500, "tea": 200}), (1, {"pot": 900})),
        customer("bob", (50, {"tea": 700}), (44, {"cup": 300})),
        customer("eve", (5, {"tea": 400})),
        customer("kim", (5, {"a/b": 100}), (4, {"tea": 1})),
    ]
    put_rows(stores, tenant, people)
    return api


def test_what_follows_is_told_with_share_and_days(shop: Client) -> None:
    assert shop.get("/product-affinity/product/tea/next").data == {
        "productId": "tea",
        "productName": "Green tea",
        "asOf": rfc3339(NOW_MS),
        "buyers": 4,
        "orderedAgain": 2,
        "next": [
            {"productId": "cup", "productName": None, "customers": 2, "share": 1.0, "medianDays": 8.0},
            {"productId": "tea", "productName": "Green tea", "customers": 1, "share": 0.5, "medianDays": 10.0},
        ],
    }


def test_an_id_with_a_slash_a_limit_and_an_instant_are_asked_for(shop: Client) -> None:
    slash = shop.get("/product-affinity/product/a/b/next").data
    one = shop.get("/product-affinity/product/tea/next", limit=1).data["next"]
    then = shop.get("/product-affinity/product/tea/next", asOf=rfc3339(NOW_MS - 41 * DAY_MS)).data

    assert [row["productId"] for row in slash["next"]] == ["tea"]
    assert [row["productId"] for row in one] == ["cup"]
    assert (then["buyers"], then["orderedAgain"], [row["medianDays"] for row in then["next"]]) == (2, 1, [6.0])


def test_nothing_follows_what_nobody_bought(shop: Client) -> None:
    nothing = shop.get("/product-affinity/product/nothing/next").data

    assert (nothing["buyers"], nothing["orderedAgain"], nothing["next"]) == (0, 0, [])
    assert list(shop.get("/product-affinity/product/tea/next", limit=0).errors) == ["limit"]


def test_beyond_the_bound_what_follows_is_not_answered(shop: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk_module, "LIST_ROWS", 2)

    by_first = ((COHORTS, {"by": by}) for by in ("firstProduct", "channel"))
    for path, query in (("/product-affinity/product/tea/next", {}), *by_first):
        answer = shop.get(path, **query)
        assert (answer.status, answer.json["code"]) == (409, "too_many_customers_live")
        assert "no night" not in answer.json["detail"]


def test_cohorts_tell_revenue_where_it_is_asked_for(shop: Client) -> None:
    plain, with_revenue = (shop.get(COHORTS, **query).data["cohorts"] for query in ({}, {"value": "revenue"}))

    assert "revenue" not in str(plain)
    august = with_revenue[0]
    assert (august["month"], august["customers"]) == ("2025-08", 2)
    assert [(one["month"], one["revenue"], one["revenuePerCustomer"]) for one in august["retention"]] == [
        ("2025-08", 17, 8.5),
        ("2025-09", 10, 5),
        ("2025-10", 9, 4.5),
    ]
    assert [
        {name: month[name] for name in ("month", "monthsLater", "customers", "share")} for month in august["retention"]
    ] == plain[0]["retention"]


def test_a_night_from_before_spend_was_summed_has_no_revenue(
    stores: Stores, tenant: Tenant, shop: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk_module, "LIST_ROWS", 3)
    values = {"cohorts": {"as_of": NOW_MS - HOUR_MS, "cohorts": [[668, [2, 1]]]}}
    stores.night_records(tenant).put(LastNight("2025-10-15", "night-1", NOW_MS - HOUR_MS, values), {})

    [cohort] = shop.get(COHORTS, value="revenue").data["cohorts"]

    assert [(one["customers"], one["revenue"], one["revenuePerCustomer"]) for one in cohort["retention"]] == [
        (2, None, None),
        (1, None, None),
    ]


def test_cohorts_by_the_first_product_say_who_came_back_and_what_they_spent(shop: Client) -> None:
    found = shop.get(COHORTS, by="firstProduct", value="revenue").data["cohorts"]

    rows: dict[str, Any] = {one["productId"]: one for one in found}
    assert [(one["productId"], one["productName"], one["customers"]) for one in found] == [
        ("tea", "Green tea", 3),
        ("a/b", None, 1),
    ]
    assert rows["tea"]["retention"] == [
        {"monthsLater": 0, "of": 3, "customers": 3, "share": 1.0, "revenue": 21, "revenuePerCustomer": 7},
        {"monthsLater": 1, "of": 2, "customers": 2, "share": 1.0, "revenue": 10, "revenuePerCustomer": 5},
        {"monthsLater": 2, "of": 2, "customers": 1, "share": 0.5, "revenue": 9, "revenuePerCustomer": 4.5},
    ]


@pytest.mark.parametrize(("name", "value"), [("value", "orders"), ("by", "source")])
def test_what_cohorts_do_not_know_is_refused(shop: Client, name: str, value: str) -> None:
    assert list(shop.get(COHORTS, **{name: value}).errors) == [name]


def test_cohorts_by_channel_say_who_came_back_by_the_channel_of_their_first_order(
    stores: Stores, tenant: Tenant, api: Client
) -> None:
    def through(customer_id: str, *orders: tuple[int, str | None]) -> CustomerFacts:
        made = (
            an_order(f"{customer_id}-{ago}", customer_id, ordered_at_ms=NOW_MS - ago * DAY_MS, channel=channel)
            for ago, channel in orders
        )
        facts: CustomerFacts = facts_of(*made, customer_id=customer_id)
        return facts

    people = [through("ann", (50, "web"), (1, "pos")), through("bob", (50, "web")), through("eve", (40, "pos"))]
    put_rows(stores, tenant, [*people, through("kim", (5, None))])

    found = api.get(COHORTS, by="channel", value="revenue").data["cohorts"]
    then = api.get(COHORTS, by="channel", asOf=rfc3339(NOW_MS - 45 * DAY_MS)).data["cohorts"]

    assert [(one["channel"], one["customers"]) for one in found] == [("web", 2), ("pos", 1), (None, 1)]
    assert found[0]["retention"] == [
        {"monthsLater": 0, "of": 2, "customers": 2, "share": 1.0, "revenue": 200, "revenuePerCustomer": 100},
        {"monthsLater": 1, "of": 2, "customers": 0, "share": 0.0, "revenue": 0, "revenuePerCustomer": 0},
        {"monthsLater": 2, "of": 2, "customers": 1, "share": 0.5, "revenue": 100, "revenuePerCustomer": 50},
    ]
    assert [(one["channel"], one["customers"]) for one in then] == [("web", 2)]
