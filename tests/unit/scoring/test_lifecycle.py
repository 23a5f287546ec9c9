"""Lifecycle segment and purchase frequency at every threshold, to the millisecond.

See docs/scoring.md, Lifecycle segment.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import PurchaseFacts
from regulars.facts.time import DAY_MS
from regulars.scoring.lifecycle import LifecycleSegment, PurchaseFrequency, lifecycle, purchase_frequency
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, purchases_at

DOLLARS = Settings.defaults(2)
VIP, ACTIVE = LifecycleSegment.VIP, LifecycleSegment.ACTIVE
NEW, DORMANT = LifecycleSegment.NEW, LifecycleSegment.DORMANT


def bought(*, first_ago_ms: int, last_ago_ms: int = 0, spend_minor: int = 1_000, orders: int = 2) -> PurchaseFacts:
    """Purchases so long before `NOW_MS`."""
    return PurchaseFacts(orders, spend_minor, 1_000, NOW_MS - first_ago_ms, NOW_MS - last_ago_ms)


@pytest.mark.parametrize(("spend_minor", "segment"), [(499_999, ACTIVE), (500_000, ACTIVE), (500_001, VIP)])
def test_exactly_5000_is_not_vip_and_a_cent_more_is(spend_minor: int, segment: LifecycleSegment) -> None:
    purchases = bought(first_ago_ms=40 * DAY_MS, spend_minor=spend_minor)

    assert lifecycle(purchases, DOLLARS, NOW_MS).value is segment


@pytest.mark.parametrize(("exponent", "threshold_minor"), [(0, 5_000), (2, 500_000), (3, 5_000_000)])
def test_the_default_of_5000_is_in_major_units_of_yen_dollars_and_dinars(exponent: int, threshold_minor: int) -> None:
    settings = Settings.defaults(exponent)
    at = bought(first_ago_ms=40 * DAY_MS, spend_minor=threshold_minor)
    above = bought(first_ago_ms=40 * DAY_MS, spend_minor=threshold_minor + 1)

    assert lifecycle(at, settings, NOW_MS).value is ACTIVE
    assert lifecycle(above, settings, NOW_MS).value is VIP


@pytest.mark.parametrize(
    ("last_ago_ms", "segment", "days"),
    [
        (90 * DAY_MS, ACTIVE, 90),
        (91 * DAY_MS - 1, ACTIVE, 90),  # 90 days 23:59:59.999
        (91 * DAY_MS, DORMANT, 91),
        (400 * DAY_MS, DORMANT, 400),
    ],
)
def test_90_days_are_not_dormant_and_91_days_to_the_second_are(
    last_ago_ms: int, segment: LifecycleSegment, days: int
) -> None:
    found = lifecycle(bought(first_ago_ms=500 * DAY_MS, last_ago_ms=last_ago_ms), DOLLARS, NOW_MS)

    assert (found.value, found.days_since_last_order) == (segment, days)


@pytest.mark.parametrize(
    ("first_ago_ms", "segment", "days"),
    [(0, NEW, 0), (30 * DAY_MS, NEW, 30), (31 * DAY_MS - 1, NEW, 30), (31 * DAY_MS, ACTIVE, 31)],
)
def test_day_30_is_new_and_day_31_is_not(first_ago_ms: int, segment: LifecycleSegment, days: int) -> None:
    found = lifecycle(bought(first_ago_ms=first_ago_ms), DOLLARS, NOW_MS)

    assert (found.value, found.days_since_first_order) == (segment, days)


def test_the_first_rule_that_holds_wins() -> None:
    rich_and_gone = bought(first_ago_ms=500 * DAY_MS, last_ago_ms=400 * DAY_MS, spend_minor=500_001)
    assert lifecycle(rich_and_gone, DOLLARS, NOW_MS).value is VIP

    first_order_lately = bought(first_ago_ms=0, spend_minor=500_001, orders=1)
    assert lifecycle(first_order_lately, DOLLARS, NOW_MS).value is VIP

    new_for_a_year = replace(DOLLARS, new_days=365)
    gone_but_new = bought(first_ago_ms=100 * DAY_MS, last_ago_ms=91 * DAY_MS)
    assert lifecycle(gone_but_new, new_for_a_year, NOW_MS).value is DORMANT


def test_without_a_counted_order_the_segment_is_new_and_every_date_is_unknown() -> None:
    found = lifecycle(PurchaseFacts(), DOLLARS, NOW_MS)

    assert found.value is NEW
    assert found.frequency is PurchaseFrequency.NONE
    assert (found.days_since_first_order, found.days_since_last_order) == (None, None)
    assert (found.rule, found.threshold) == ("noOrders", None)


def test_an_order_ahead_of_the_clock_counts_zero_days() -> None:
    found = lifecycle(bought(first_ago_ms=-5 * DAY_MS, last_ago_ms=-9 * DAY_MS), DOLLARS, NOW_MS)

    assert (found.days_since_first_order, found.days_since_last_order) == (0, 0)
    assert found.value is NEW


@pytest.mark.parametrize(
    ("purchases", "rule", "threshold"),
    [
        (bought(first_ago_ms=0, spend_minor=500_001), "totalSpend", 500_000),
        (bought(first_ago_ms=200 * DAY_MS, last_ago_ms=91 * DAY_MS), "lastOrderDaysAgo", 90),
        (bought(first_ago_ms=0), "firstOrderDaysAgo", 30),
        (bought(first_ago_ms=31 * DAY_MS), "otherwise", None),
    ],
)
def test_the_answer_names_the_rule_that_held_and_its_threshold(
    purchases: PurchaseFacts, rule: str, threshold: int | None
) -> None:
    found = lifecycle(purchases, DOLLARS, NOW_MS)

    assert (found.rule, found.threshold) == (rule, threshold)


def test_the_thresholds_are_the_tenants_own() -> None:
    settings = replace(DOLLARS, vip_spend_minor=0, dormant_days=0, new_days=0)

    assert lifecycle(bought(first_ago_ms=0, spend_minor=1), settings, NOW_MS).value is VIP
    free = bought(first_ago_ms=DAY_MS, last_ago_ms=DAY_MS, spend_minor=0)
    assert lifecycle(free, settings, NOW_MS - 1).value is NEW
    assert lifecycle(free, settings, NOW_MS).value is DORMANT


WEEKLY, MONTHLY, QUARTERLY = PurchaseFrequency.WEEKLY, PurchaseFrequency.MONTHLY, PurchaseFrequency.QUARTERLY
OCCASIONAL = PurchaseFrequency.OCCASIONAL


@pytest.mark.parametrize("orders", [2, 3, 8, 1_000])
@pytest.mark.parametrize(
    ("days", "at", "just_above"), [(7, WEEKLY, MONTHLY), (30, MONTHLY, QUARTERLY), (90, QUARTERLY, OCCASIONAL)]
)
def test_an_average_gap_of_exactly_the_threshold_belongs_to_it_and_a_millisecond_more_does_not(
    orders: int, days: int, at: PurchaseFrequency, just_above: PurchaseFrequency
) -> None:
    span_ms = (orders - 1) * days * DAY_MS

    assert purchase_frequency(orders, span_ms, DOLLARS) is at
    assert purchase_frequency(orders, span_ms + 1, DOLLARS) is just_above


def test_the_average_gap_is_exact_and_not_in_whole_days() -> None:
    # 3 orders in 15 days: gaps of 7.5 days are no longer weekly, though 7 whole days are.
    assert purchase_frequency(3, 15 * DAY_MS, DOLLARS) is MONTHLY


def test_one_order_is_one_time_and_none_is_none() -> None:
    assert lifecycle(purchases_at(NOW_MS), DOLLARS, NOW_MS).frequency is PurchaseFrequency.ONE_TIME
    assert lifecycle(purchases_at(), DOLLARS, NOW_MS).frequency is PurchaseFrequency.NONE


def test_orders_at_one_instant_are_weekly() -> None:
    assert lifecycle(purchases_at(NOW_MS, NOW_MS), DOLLARS, NOW_MS).frequency is WEEKLY


def test_the_frequency_bands_are_the_tenants_own() -> None:
    settings = replace(DOLLARS, frequency_days=(1, 2, 3))

    spans = {days: purchase_frequency(2, days * DAY_MS, settings) for days in (1, 2, 3, 4)}

    assert spans == {1: WEEKLY, 2: MONTHLY, 3: QUARTERLY, 4: OCCASIONAL}


@given(
    first_ago_ms=st.integers(0, 400 * DAY_MS),
    last_share=st.floats(0, 1),
    spend_minor=st.integers(0, 1_000_000),
    settings=st.builds(
        Settings,
        vip_spend_minor=st.integers(0, 1_000_000),
        dormant_days=st.integers(0, 200),
        new_days=st.integers(0, 200),
    ),
)
def test_the_segment_is_the_first_rule_of_the_table(
    first_ago_ms: int, last_share: float, spend_minor: int, settings: Settings
) -> None:
    purchases = bought(first_ago_ms=first_ago_ms, last_ago_ms=int(first_ago_ms * last_share), spend_minor=spend_minor)

    assert purchases.first_at_ms is not None
    assert purchases.last_at_ms is not None
    if spend_minor > settings.vip_spend_minor:
        expected = VIP
    elif (NOW_MS - purchases.last_at_ms) // DAY_MS > settings.dormant_days:
        expected = DORMANT
    elif (NOW_MS - purchases.first_at_ms) // DAY_MS <= settings.new_days:
        expected = NEW
    else:
        expected = ACTIVE
    assert lifecycle(purchases, settings, NOW_MS).value is expected
