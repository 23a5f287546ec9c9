"""GET /api/customers/summary: counts, sums, frequencies, transitions and mean times, against a naive computation."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from regulars.facts.customer import CustomerFacts, FactsRow, PurchaseFacts, TimelineEntry
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, HOUR_MS
from regulars.lists import walk as walk_module
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.customers import a_customer
from testing.api.lists import some_customers
from testing.api.orders import order_of
from testing.api.rows import believe_rows, put_rows
from testing.builders import NOW_MS, a_line, an_order, facts_of
from testing.machines.night import create_night_machine, run_night


def test_the_summary_of_nobody_has_every_name_and_no_average(api: Client) -> None:
    summary = api.get("/api/customers/summary").data

    assert (summary["customers"], summary["noOrders"], summary["repeatPurchaseRate"]) == (0, 0, None)
    assert [one["segment"] for one in summary["segments"]] == ["VIP", "Active", "New", "Dormant"]
    assert {one["averageSpendPerCustomer"] for one in summary["segments"]} == {None}
    assert {one["meanDays"] for one in summary["timeInSegments"]} == {None}


def test_the_repeat_purchase_rate_is_rounded_half_up(stores: Stores, tenant: Tenant, api: Client) -> None:
    """1 of 160 is 0.00625: half to even would make 0.0062 of it."""
    once = [a_customer(f"once{number}", (1, 1)) for number in range(159)]
    put_rows(stores, tenant, [*once, a_customer("twice", (2, 1), (1, 1))])

    assert api.get("/api/customers/summary").data["repeatPurchaseRate"] == 0.0063


def test_counts_sums_and_averages_by_segment_leave_out_who_never_ordered(
    stores: Stores, tenant: Tenant, api: Client
) -> None:
    never = CustomerFacts("never", True, PurchaseFacts())
    emptied = CustomerFacts("gone")
    customers = [
        a_customer("v1", (200, 500_001)),
        a_customer("v2", (3, 400_000), (1, 300_000)),
        a_customer("d", (91, 10_000), (98, 5_001)),
        a_customer("n", (30, 100)),
        a_customer("a", (90, 0), (31, 333)),
    ]
    put_rows(stores, tenant, [*customers, never, emptied])

    summary = api.get("/api/customers/summary").data

    assert (summary["customers"], summary["noOrders"], summary["currency"]) == (6, 1, "USD")
    assert summary["repeatPurchaseRate"] == 0.6
    by_segment = {one["segment"]: one for one in summary["segments"]}
    assert by_segment["VIP"] == {
        "segment": "VIP",
        "customers": 2,
        "orders": 3,
        "spend": 12000.01,
        "averageSpendPerCustomer": 6000.01,
        "averageOrderValue": 4000.0,
    }
    assert by_segment["Dormant"]["averageOrderValue"] == 75.01, "half up"
    assert summary["purchaseFrequency"] == {
        "Weekly": 2,
        "Monthly": 0,
        "Quarterly": 1,
        "Occasional": 0,
        "One-time": 2,
    }


def test_transitions_and_completed_stays_of_all_customers_are_added_up(
    stores: Stores, tenant: Tenant, api: Client
) -> None:
    # New 31 days, Active 60, Dormant 9, then Active again; and one who is New for 31 days, Active for 2.
    put_rows(stores, tenant, [a_customer("x", (120, 1), (20, 1)), a_customer("y", (33, 1))])

    summary = api.get("/api/customers/summary").data

    assert summary["transitions"] == [
        {"from": "New", "to": "Active", "count": 2},
        {"from": "Active", "to": "Dormant", "count": 1},
        {"from": "Dormant", "to": "Active", "count": 1},
    ]
    times = {one["segment"]: one for one in summary["timeInSegments"]}
    assert times["New"] == {"segment": "New", "meanDays": 31.0, "completedStays": 2, "openStays": 0}
    assert times["Active"] == {"segment": "Active", "meanDays": 60.0, "completedStays": 1, "openStays": 2}
    assert times["Dormant"] == {"segment": "Dormant", "meanDays": 9.0, "completedStays": 1, "openStays": 0}
    assert times["VIP"]["meanDays"] is None


def test_timelines_that_left_the_indexes_and_customers_too_heavy_for_a_row_count_too(
    stores: Stores, tenant: Tenant, api: Client
) -> None:
    long = tuple(TimelineEntry(NOW_MS - days * 7_919_123, 17 + days, 1_000) for days in range(400, 0, -1))
    with_long = a_customer("long", (1, 1))
    with_long = replace(with_long, purchases=replace(with_long.purchases, timeline=long))
    heavy = replace(a_customer("heavy", (33, 1)), customer_id="heavy")
    heavy = replace(heavy, purchases=replace(heavy.purchases, timeline=(), heavy=True))
    put_rows(stores, tenant, [with_long, heavy])
    mark_heavy(stores, tenant, "heavy")
    api.post("/api/orders", {"orders": [posted("heavy", 33)]})

    transitions = api.get("/api/customers/summary").data["transitions"]

    assert {"from": "New", "to": "Active", "count": 2} in transitions


def test_just_within_the_bound_there_is_a_live_summary_and_beyond_it_there_is_none(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_rows(stores, tenant, [a_customer(f"c{number}", (1, 1)) for number in range(12)])
    monkeypatch.setattr(walk_module, "LIST_ROWS", 12)
    assert api.get("/api/customers/summary").data["customers"] == 12
    monkeypatch.setattr(walk_module, "LIST_ROWS", 10)

    answer = api.get("/api/customers/summary")

    assert (answer.status, answer.json["code"]) == (409, "too_many_customers_live")


def test_more_long_histories_than_one_answer_reads_are_too_many_customers(
    stores: Stores, tenant: Tenant, api: Client
) -> None:
    for number in range(5):
        put_rows(stores, tenant, [replace(a_customer("h", (33, 1)), customer_id=f"h{number}")])
        mark_heavy(stores, tenant, f"h{number}")
        api.post("/api/orders", {"orders": [order_of(f"o{number}", 33, "0.01", customerId=f"h{number}")]})
        if number == 3:
            assert api.get("/api/customers/summary").data["customers"] == 4

    assert api.get("/api/customers/summary").json["code"] == "too_many_customers_live"


def test_beyond_the_bound_the_summary_is_that_of_last_night(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_rows(stores, tenant, [a_customer(f"c{number}", (1, 1)) for number in range(12)])
    believe_rows(monkeypatch)
    create_night_machine(stores)
    run_night(stores, tenant, "night-1", at_ms=NOW_MS - 8 * HOUR_MS)
    put_rows(stores, tenant, [a_customer("new", (1, 1))])
    live = api.get("/api/customers/summary").data
    monkeypatch.setattr(walk_module, "LIST_ROWS", 10)

    last = api.get("/api/customers/summary", history=0).data

    assert (live["customers"], live["day"], live["recalculation"]) == (13, None, None)
    assert (last["customers"], last["day"], last["history"]) == (12, "2025-10-15", [])
    assert last["asOf"] == "2025-10-15T00:30:00.000Z"
    assert last["recalculation"]["errors"] == 0


def test_the_history_has_every_day_since_the_first_order_before_any_night(
    stores: Stores, tenant: Tenant, api: Client
) -> None:
    put_rows(stores, tenant, [a_customer("ann", (3, 600_000)), a_customer("bob", (2, 500), (0, 250))])

    history = api.get("/api/customers/summary", history=730).data["history"]

    assert [(one["day"], one["customers"], one["newCustomers"], one["orders"], one["revenue"]) for one in history] == [
        ("2025-10-15", 2, 0, 1, 2.5),
        ("2025-10-14", 2, 0, 0, 0),
        ("2025-10-13", 2, 1, 1, 5),
        ("2025-10-12", 1, 1, 1, 6000),
    ]
    assert [one["asOf"] for one in history[:2]] == ["2025-10-15T08:30:00.000Z", "2025-10-14T23:59:59.999Z"]
    assert [{one["segment"]: one["customers"] for one in day["segments"]} for day in history[1::2]] == [
        {"VIP": 1, "Active": 0, "New": 1, "Dormant": 0},
        {"VIP": 1, "Active": 0, "New": 0, "Dormant": 0},
    ]
    assert [day["repeatPurchaseRate"] for day in history] == [0.5, 0, 0, 0]
    recorded_alone = ("noOrders", "pairs", "pairSegments", "pairEngagementLevels", "purchaseFrequency", "recalculation")
    assert {day[name] for day in history for name in recorded_alone} == {None}


def test_a_derived_day_stands_before_what_a_night_recorded_and_shows_what_that_alone_knows(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three customers came in one by one, though all had ordered long before: no cliff is left of that."""
    believe_rows(monkeypatch)
    create_night_machine(stores)
    for days in (3, 2, 1):
        put_rows(stores, tenant, [a_customer(f"c{days}", (90, 1))])
        run_night(stores, tenant, f"night-{days}", at_ms=NOW_MS - days * DAY_MS)
    put_rows(stores, tenant, [a_customer("late", (1, 1))])
    run_night(stores, tenant, "manual-1", at_ms=NOW_MS - DAY_MS + HOUR_MS, manual=True)

    by_default, shorter = (api.get("/api/customers/summary", **given).data["history"] for given in ({}, {"history": 2}))

    assert [(one["day"], one["customers"], one["noOrders"]) for one in by_default[:5]] == [
        ("2025-10-15", 4, None),
        ("2025-10-14", 4, 0),
        ("2025-10-13", 3, 0),
        ("2025-10-12", 3, 0),
        ("2025-10-11", 3, None),
    ]
    assert [sum(day["purchaseFrequency"].values()) for day in by_default[1:4]] == [4, 2, 1], "as the nights counted"
    assert len(by_default) == 30
    assert shorter == by_default[:2]
    assert set(by_default[0]) == (set(api.get("/api/customers/summary").data) - {"history", "models", "erased"}) | {
        "newCustomers",
        "orders",
        "revenue",
    }


def test_a_day_before_the_first_order_is_as_a_night_recorded_it(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    believe_rows(monkeypatch)
    create_night_machine(stores)
    put_rows(stores, tenant, [CustomerFacts("lead", True, PurchaseFacts())])
    run_night(stores, tenant, "night-1", at_ms=NOW_MS - 3 * DAY_MS)
    put_rows(stores, tenant, [a_customer("ann", (1, 100))])

    history = api.get("/api/customers/summary").data["history"]

    assert [(one["day"], one["customers"], one["noOrders"], one["orders"]) for one in history] == [
        ("2025-10-15", 1, None, 0),
        ("2025-10-14", 1, None, 1),
        ("2025-10-12", 1, 1, None),
    ]


def test_beyond_the_bound_the_days_are_those_that_last_night_derived(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_rows(stores, tenant, [a_customer(f"c{number}", (number, 100)) for number in range(12)])
    believe_rows(monkeypatch)
    create_night_machine(stores)
    live = api.get("/api/customers/summary", history=12).data["history"]
    run_night(stores, tenant, "night-1", at_ms=NOW_MS)
    monkeypatch.setattr(walk_module, "LIST_ROWS", 10)

    left = api.get("/api/customers/summary", history=11).data["history"]

    derived = ("day", "asOf", "segments", "transitions", "timeInSegments", "newCustomers", "orders", "revenue")
    assert [[day[name] for name in derived] for day in left] == [[day[name] for name in derived] for day in live[:11]]
    assert (left[0]["day"], left[0]["recalculation"]["errors"]) == ("2025-10-15", 0)


def test_the_days_are_the_tenants_own_also_where_clocks_change(stores: Stores, tenant: Tenant, api: Client) -> None:
    """In Sydney clocks went forward on 5 October 2025: that day has 23 hours."""
    api.put("/api/settings", {"timezone": "Australia/Sydney"}, if_match="*")
    put_rows(stores, tenant, [a_customer("ann", (12, 100))])

    history = api.get("/api/customers/summary").data["history"]

    ends = {day["day"]: day["asOf"] for day in history}
    assert [ends[day] for day in ("2025-10-04", "2025-10-05", "2025-10-06")] == [
        "2025-10-04T13:59:59.999Z",
        "2025-10-05T12:59:59.999Z",
        "2025-10-06T12:59:59.999Z",
    ]


@pytest.mark.parametrize("days", ["731", "-1", "all"])
def test_a_history_of_more_than_two_years_is_refused(api: Client, days: str) -> None:
    assert api.get("/api/customers/summary", history=days).errors == {"history": "must be a whole number from 0 to 730"}


def test_pairs_are_counted_by_their_segment_and_engagement(stores: Stores, tenant: Tenant, api: Client) -> None:
    bought = [
        an_order(f"{product}-{number}", "ann", ordered_at_ms=NOW_MS - days * DAY_MS, lines=(a_line(product),))
        for product, times, days in (("tea", 5, 20), ("jam", 1, 200))
        for number in range(times)
    ]
    put_rows(stores, tenant, [facts_of(*bought, customer_id="ann")])

    summary = api.get("/api/customers/summary").data

    assert summary["pairs"] == 2
    assert summary["pairSegments"] == {"new": 1, "occasional": 0, "regular": 1, "frequent": 0, "champion": 0}
    assert summary["pairEngagementLevels"] == {"very_high": 0, "high": 1, "medium": 0, "low": 0, "at_risk": 1}


def test_the_summary_agrees_with_the_list(stores: Stores, tenant: Tenant, api: Client) -> None:
    put_rows(stores, tenant, some_customers(80))
    rows = api.get("/api/customers", limit=1000).data
    with_orders = [row for row in rows if row["metrics"]["orderCount"]]

    summary = api.get("/api/customers/summary").data

    counted = Counter(row["metrics"]["segment"] for row in with_orders)
    assert {one["segment"]: one["customers"] for one in summary["segments"]} == {
        "VIP": 0,
        "Active": 0,
        "New": 0,
        "Dormant": 0,
    } | counted
    assert summary["noOrders"] == len(rows) - len(with_orders)


def posted(customer_id: str, days: int) -> dict[str, Any]:
    return order_of("h1", days, "0.01", customerId=customer_id)


def mark_heavy(stores: Stores, tenant: Tenant, customer_id: str) -> None:
    """What a row looks like whose timeline passes 300 KB, without making one."""
    facts = stores.rows(tenant)
    row = facts.get(customer_id)
    assert isinstance(row, FactsRow)
    key = {"pk": {"S": f"{tenant.id}#1#000"}, "sk": {"S": customer_id}}
    stores.dynamodb.update_item(
        TableName=stores.names.facts_table,
        Key=key,
        UpdateExpression="SET heavy = :yes",
        ExpressionAttributeValues={":yes": {"BOOL": True}},
    )
