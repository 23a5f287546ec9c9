"""Counts of source 002's segments over HTTP: all seven with their share, live and of last night."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.customer import CustomerFacts, PurchaseFacts
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, HOUR_MS, rfc3339
from regulars.lists import walk as walk_module
from regulars.scoring.venue import VenueSegment
from regulars.stores.opened import Stores

from testing.api.client import Client, path_of
from testing.api.rows import put_rows
from testing.builders import NOW_MS, a_line, an_order, facts_of
from testing.machines.night import create_night_machine, run_night

SEGMENTS = path_of("customers", "venue", "acme", "segments")


def a_customer(customer_id: str, *days_ago: int, minor: int = 1_000) -> CustomerFacts:
    orders = (
        an_order(
            f"{customer_id}{at}", customer_id, ordered_at_ms=NOW_MS - days * DAY_MS, lines=(a_line(amount_minor=minor),)
        )
        for at, days in enumerate(days_ago)
    )
    facts: CustomerFacts = facts_of(*orders, customer_id=customer_id)
    return facts


def one_of_each() -> list[CustomerFacts]:
    """One customer in each segment, two that never ordered, and a row of nobody."""
    return [
        CustomerFacts("never", True, PurchaseFacts()),
        CustomerFacts("never either", True, PurchaseFacts()),
        CustomerFacts("gone"),
        a_customer("occasional", 1),
        a_customer("regular", 1, 2, 3),
        a_customer("vip", *range(5), minor=20_001),
        a_customer("at_risk", 91),
        a_customer("dormant", 181),
        a_customer("lost", 366),
    ]


def counts(answer: Any) -> dict[str, int]:
    return {row["segment"]: row["count"] for row in answer.data}


def test_all_seven_segments_come_with_their_share(stores: Stores, tenant: Tenant, api: Client) -> None:
    put_rows(stores, tenant, one_of_each())

    answer = api.get(SEGMENTS)

    assert [row["segment"] for row in answer.data] == [segment.value for segment in VenueSegment]
    assert counts(answer) == dict.fromkeys(VenueSegment, 1) | {"new": 2}
    assert {row["segment"]: row["percentage"] for row in answer.data} == dict.fromkeys(VenueSegment, 12.5) | {"new": 25}
    assert answer.json["meta"]["asOf"] == rfc3339(NOW_MS)
    explained = api.get(SEGMENTS, explain="true").json["explanation"]
    assert (explained["customers"], explained["thresholds"]["lostDays"]) == (8, 365)


def test_each_segment_is_the_list_of_those_it_counts(stores: Stores, tenant: Tenant, api: Client) -> None:
    put_rows(stores, tenant, one_of_each())

    for segment, customers in counts(api.get(SEGMENTS)).items():
        found = api.get("/api/customers", venueSegment=segment).json
        ids = {row["contactID"] for row in found["data"]}
        assert found["meta"]["total"] == len(ids) == customers
        assert ids == ({"never", "never either"} if segment == "new" else {segment})


def test_shares_are_half_up_to_two_decimals_and_of_nobody_0(stores: Stores, tenant: Tenant, api: Client) -> None:
    assert {(row["count"], row["percentage"]) for row in api.get(SEGMENTS).data} == {(0, 0)}

    put_rows(stores, tenant, [a_customer("lost", 400), *(a_customer(f"c{at}", 1) for at in range(5))])

    shares = {row["segment"]: row["percentage"] for row in api.get(SEGMENTS).data}
    assert (shares["lost"], shares["occasional"], shares["vip"]) == (16.67, 83.33, 0)


def test_counts_follow_the_clock_and_the_settings_at_once(stores: Stores, tenant: Tenant, api: Client) -> None:
    put_rows(stores, tenant, [a_customer("c", 90)])
    assert counts(api.get(SEGMENTS))["occasional"] == 1

    api.now_ms = NOW_MS + DAY_MS
    assert counts(api.get(SEGMENTS))["at_risk"] == 1
    api.put("/api/settings", {"venue": {"atRiskDays": 91}}, if_match='"0"')
    assert counts(api.get(SEGMENTS))["occasional"] == 1


def test_beyond_the_bound_the_counts_are_last_nights_who_never_ordered_included(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_rows(stores, tenant, one_of_each())
    live = api.get(SEGMENTS)
    monkeypatch.setattr(walk_module, "LIST_ROWS", 5)
    before = api.get(SEGMENTS)
    assert (before.status, before.json["code"]) == (409, "too_many_customers_live")
    create_night_machine(stores)
    run_night(stores, tenant, "night-1", at_ms=NOW_MS - 8 * HOUR_MS)

    last = api.get(SEGMENTS)

    # Eight hours earlier those of day 91, 181 and 366 were each a day younger.
    expected = {"occasional": 2, "at_risk": 1, "dormant": 1, "lost": 0}
    assert counts(last) == counts(live) | expected
    assert last.json["meta"]["asOf"] == rfc3339(NOW_MS - 8 * HOUR_MS)
