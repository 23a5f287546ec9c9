"""The list of customers: every filter and sort against a derivation of everybody."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from regulars.facts.customer import CustomerFacts, PurchaseFacts
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, rfc3339
from regulars.http.door.app import Application
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.expected_lists import SETTINGS, SORTS, expected, kept_by
from testing.api.lists import ids, some_customers, walk_through
from testing.api.orders import line_of, order_with, post
from testing.api.projected import project
from testing.api.rows import put_rows
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS

SEGMENTS: list[str] = ["", "VIP", "Dormant", "New", "Active", "VIP,Dormant", "New,Active", "Active,New,Dormant"]
FREQUENCIES = ["", "Weekly", "None", "One-time,None", "Monthly,Quarterly,Occasional,Weekly,One-time"]
BOUNDS: list[dict[str, Any]] = [
    {},
    {"minDaysSinceLastOrder": 0},
    {"minDaysSinceLastOrder": 91},
    {"maxDaysSinceLastOrder": 90},
    {"minDaysSinceLastOrder": 30, "maxDaysSinceLastOrder": 91},
    {"minDaysSinceLastOrder": 92, "maxDaysSinceLastOrder": 30},
    {"minSpend": "5000.00"},
    {"maxSpend": "5000"},
    {"minSpend": "0", "maxSpend": "999.989"},
    {"minSpend": "4999.99", "maxDaysSinceLastOrder": 31},
]


def test_every_mixture_of_filters_equals_a_brute_force_derivation(
    application: Application, shop: tuple[Tenant, list[CustomerFacts]]
) -> None:
    tenant, customers = shop
    api = Client(application, tenant.id)
    chance = random.Random(2)
    for segment in SEGMENTS:
        for frequency in FREQUENCIES:
            bounds, sort = chance.choice(BOUNDS), chance.choice(SORTS)
            query = {**bounds, "sort": sort, "limit": chance.choice([1000, 50, 17])}
            query |= {"segment": segment} if segment else {}
            query |= {"purchaseFrequency": frequency} if frequency else {}
            wanted = expected(customers, sort, kept_by(query))

            pages = list(walk_through(api, **query))

            assert [row["contactID"] for page in pages for row in page.data] == wanted, query
            assert {page.json["meta"]["total"] for page in pages} == {len(wanted)}, query


def test_a_row_and_its_meta_are_as_source_004_shows_them(api: Client, stores: Stores, tenant: Tenant) -> None:
    contact = {"name": "Ann Lee", "email": "ann@example.com", "company": "Tea Ltd", "phone": "123"}
    post(
        api,
        order_with("1", 20, line_of("tea", unitPrice="1245.50"), customer=contact),
        order_with("2", 8, line_of("tea")),
    )
    project(stores, tenant, "ann")

    answer = api.get("/api/customers", limit=10).json

    assert answer["success"] is True
    [row] = answer["data"]
    source = ("orderCount", "totalSpend", "lastOrderDate", "lastOrderReference", "segment", "lastOrderDaysAgo")
    metrics = row.pop("metrics")
    assert row == {"contactID": "ann", "name": "Ann Lee", "email": "ann@example.com", "company": "Tea Ltd"}
    assert {name: metrics[name] for name in (*source, "purchaseFrequency")} == {
        "orderCount": 2,
        "totalSpend": "1255.50",
        "lastOrderDate": rfc3339(NOW_MS - 8 * DAY_MS),
        "lastOrderReference": "2",
        "segment": "New",
        "lastOrderDaysAgo": 8,
        "purchaseFrequency": "Monthly",
    }
    assert (answer["meta"]["count"], answer["meta"]["total"]) == (1, 1)


def test_every_bound_under_every_sort(application: Application, shop: tuple[Tenant, list[CustomerFacts]]) -> None:
    tenant, customers = shop
    api = Client(application, tenant.id)
    for sort in SORTS:
        for bounds in BOUNDS:
            assert ids(api, **bounds, sort=sort, limit=29) == expected(customers, sort, kept_by(bounds)), (sort, bounds)


def test_segments_are_exact_at_any_instant_before_and_after_thresholds_change(
    application: Application, stores: Stores
) -> None:
    tenant = make_tenant(stores, "shop")
    customers = some_customers(60)
    put_rows(stores, tenant, customers)
    api = Client(application, tenant.id)
    changed = replace(SETTINGS, vip_spend_minor=250_000, dormant_days=31, new_days=60)
    chance = random.Random(3)
    for settings in (SETTINGS, changed):
        for _ in range(8):
            api.now_ms = NOW_MS + chance.randint(-40, 120) * DAY_MS + chance.choice([-1, 0, 1])
            for segment in ("VIP", "Dormant", "New", "Active"):
                query = {"segment": segment, "sort": chance.choice(SORTS)}
                wanted = expected(customers, query["sort"], kept_by(query), now_ms=api.now_ms, settings=settings)
                assert ids(api, **query) == wanted, (query, api.now_ms, settings)
        api.put("/api/settings", {"vipSpend": 2500, "dormantDays": 31, "newDays": 60}, if_match='"0"')


def test_rows_newer_than_the_walk_count_as_today(application: Application, stores: Stores) -> None:
    tenant = make_tenant(stores, "shop")
    ahead = NOW_MS + 60_000
    purchases = PurchaseFacts(1, 100, 1_000, ahead, ahead, "r")
    put_rows(stores, tenant, [CustomerFacts("new", True, purchases)])
    api = Client(application, tenant.id)

    for query in ({}, {"segment": "New"}, {"maxDaysSinceLastOrder": 0}, {"minDaysSinceLastOrder": 0}):
        (row,) = api.get("/api/customers", **query).data
        assert row["metrics"]["lastOrderDaysAgo"] == 0
    assert api.get("/api/customers", minDaysSinceLastOrder=1).data == []


def test_lists_find_who_lapses_soon_vips_too_and_nobody_who_has_lapsed(
    application: Application, stores: Stores
) -> None:
    tenant = make_tenant(stores, "shop")
    hours_ago = {"today": 0, "in two days": 89 * 24, "in one": 90 * 24, "vip": 91 * 24 - 1, "lapsed": 91 * 24}
    put_rows(
        stores,
        tenant,
        [CustomerFacts("nobody", True)]
        + [
            CustomerFacts(one, True, PurchaseFacts(1, 900_000 if one == "vip" else 100, 1_000, at_ms, at_ms, "r"))
            for one, hours in hours_ago.items()
            for at_ms in [NOW_MS - hours * 3_600_000]
        ],
    )
    api = Client(application, tenant.id)

    def found(**query: int) -> dict[str, int | None]:
        return {row["contactID"]: row["metrics"]["daysToLapse"] for row in api.get("/api/customers", **query).data}

    left: dict[str, int | None] = {"today": 91, "in two days": 2, "in one": 1, "vip": 0}
    assert found() == left | {"lapsed": None, "nobody": None}
    assert found(maxDaysToLapse=0) == {"vip": 0}
    assert found(maxDaysToLapse=1) == {"in one": 1, "vip": 0}
    assert found(minDaysToLapse=2) == {"today": 91, "in two days": 2}
    assert found(minDaysToLapse=1, maxDaysToLapse=2) == {"in two days": 2, "in one": 1}
    assert found(minDaysToLapse=0) == left
    assert found(minDaysToLapse=92) == {}
