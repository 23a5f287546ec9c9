"""Venue segments at every threshold (docs/scoring.md, Venue, source 002)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from regulars.facts.customer import PurchaseFacts
from regulars.facts.time import DAY_MS
from regulars.scoring.settings import Settings
from regulars.scoring.venue import VenueSegment, venue
from regulars.scoring.venue_rules import YEAR_MS

from testing.builders import NOW_MS

DOLLARS = Settings.defaults(2)
NEW, OCCASIONAL, REGULAR, VIP = VenueSegment.NEW, VenueSegment.OCCASIONAL, VenueSegment.REGULAR, VenueSegment.VIP
AT_RISK, DORMANT, LOST = VenueSegment.AT_RISK, VenueSegment.DORMANT, VenueSegment.LOST


def bought(orders: int = 1, *, first_ago_ms: int = 0, last_ago_ms: int = 0, **changes: Any) -> PurchaseFacts:
    """So many orders of 10.00 in all, one unit, the first and the last so long before `NOW_MS`."""
    values = {"spend_minor": 1_000, "units_milli": 1_000} | changes
    first_at_ms, last_at_ms = NOW_MS - max(first_ago_ms, last_ago_ms), NOW_MS - last_ago_ms
    return PurchaseFacts(order_count=orders, first_at_ms=first_at_ms, last_at_ms=last_at_ms, **values)


@pytest.mark.parametrize(
    ("last_ago_ms", "segment", "days", "threshold"),
    [
        (90 * DAY_MS, REGULAR, 90, 2),
        (91 * DAY_MS - 1, REGULAR, 90, 2),
        (91 * DAY_MS, AT_RISK, 91, 90),
        (181 * DAY_MS - 1, AT_RISK, 180, 90),
        (181 * DAY_MS, DORMANT, 181, 180),
        (366 * DAY_MS - 1, DORMANT, 365, 180),
        (366 * DAY_MS, LOST, 366, 365),
    ],
)
def test_day_91_is_at_risk_day_181_dormant_and_day_366_lost(
    last_ago_ms: int, segment: VenueSegment, days: int, threshold: int
) -> None:
    found = venue(bought(10, last_ago_ms=last_ago_ms), DOLLARS, NOW_MS)

    assert (found.value, found.days_since_last_order, found.threshold) == (segment, days, threshold)


@pytest.mark.parametrize("last_ago_days", [0, 91, 181, 366])
def test_who_bought_no_units_is_new_however_long_ago_and_however_much_they_spent(last_ago_days: int) -> None:
    purchases = bought(5, last_ago_ms=last_ago_days * DAY_MS, units_milli=0, spend_minor=100_001)

    found = venue(purchases, DOLLARS, NOW_MS)

    assert (found.value, found.rule, found.threshold) == (NEW, "totalTickets", None)
    assert venue(replace(purchases, units_milli=1), DOLLARS, NOW_MS).value is not NEW


@pytest.mark.parametrize(
    ("orders", "spend_minor", "segment", "rule"),
    [
        (5, 100_001, VIP, "totalSpent"),
        (5, 100_000, REGULAR, "purchaseFrequency"),
        (4, 100_001, REGULAR, "purchaseFrequency"),
        (3, 100_001, REGULAR, "purchaseFrequency"),
        (2, 100_001, OCCASIONAL, "otherwise"),
        (1, 0, OCCASIONAL, "otherwise"),
    ],
)
def test_a_vip_has_spent_more_than_1000_and_orders_more_than_4_times_a_year_a_regular_more_than_twice(
    orders: int, spend_minor: int, segment: VenueSegment, rule: str
) -> None:
    found = venue(bought(orders, first_ago_ms=YEAR_MS, spend_minor=spend_minor), DOLLARS, NOW_MS)

    assert (found.value, found.rule) == (segment, rule)


@pytest.mark.parametrize(
    ("orders", "first_ago_ms", "segment"),
    [
        (9, 2 * YEAR_MS, VIP),
        (8, 2 * YEAR_MS - 1, VIP),
        (8, 2 * YEAR_MS, REGULAR),
        (4, 2 * YEAR_MS - 1, REGULAR),
        (4, 2 * YEAR_MS, OCCASIONAL),
        (5, 0, VIP),
        (3, 0, REGULAR),
        (2, 0, OCCASIONAL),
    ],
)
def test_orders_a_year_are_exact_to_the_millisecond_and_the_first_year_counts_whole(
    orders: int, first_ago_ms: int, segment: VenueSegment
) -> None:
    assert venue(bought(orders, first_ago_ms=first_ago_ms, spend_minor=200_000), DOLLARS, NOW_MS).value is segment


@pytest.mark.parametrize(("exponent", "thousand_minor"), [(0, 1_000), (2, 100_000), (3, 1_000_000)])
def test_the_default_of_1000_is_in_major_units_of_yen_dollars_and_dinars(exponent: int, thousand_minor: int) -> None:
    settings = Settings.defaults(exponent)

    assert venue(bought(5, spend_minor=thousand_minor), settings, NOW_MS).value is REGULAR
    assert venue(bought(5, spend_minor=thousand_minor + 1), settings, NOW_MS).value is VIP


def test_every_threshold_is_the_tenants_own() -> None:
    own = replace(
        DOLLARS,
        venue=replace(
            DOLLARS.venue,
            vip_spend_minor=500,
            vip_frequency=6,
            regular_frequency=5,
            at_risk_days=10,
            dormant_days=20,
            lost_days=30,
        ),
    )

    for orders, last_ago_days, segment in (
        (7, 0, VIP),
        (6, 10, REGULAR),
        (5, 10, OCCASIONAL),
        (7, 11, AT_RISK),
        (7, 20, AT_RISK),
        (7, 21, DORMANT),
        (7, 30, DORMANT),
        (7, 31, LOST),
    ):
        assert venue(bought(orders, last_ago_ms=last_ago_days * DAY_MS), own, NOW_MS).value is segment


def test_without_orders_they_are_new_numbers_are_0_and_days_and_churn_unknown() -> None:
    found = venue(PurchaseFacts(), DOLLARS, NOW_MS)

    assert (found.value, found.rule, found.threshold) == (NEW, "totalTickets", None)
    assert (found.days_since_last_order, found.age_ms, found.orders_per_year) == (None, 0, 0.0)
    assert (found.churn_probability, found.simple_clv_minor) == (None, 0)


def test_the_score_carries_frequency_churn_and_lifetime_value() -> None:
    found = venue(bought(9, first_ago_ms=3 * YEAR_MS, last_ago_ms=61 * DAY_MS, spend_minor=90_000), DOLLARS, NOW_MS)

    assert (found.age_ms, found.orders_per_year) == (3 * YEAR_MS, 3.0)
    assert (found.churn_probability, found.simple_clv_minor) == (0.28, 90_000)


def test_an_order_newer_than_the_clock_counts_no_days_and_no_years() -> None:
    found = venue(bought(1, first_ago_ms=-DAY_MS, last_ago_ms=-DAY_MS), DOLLARS, NOW_MS)

    assert (found.days_since_last_order, found.age_ms, found.orders_per_year) == (0, 0, 1.0)
