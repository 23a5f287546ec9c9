"""Source 002's churn table and lifetime value at every boundary (docs/scoring.md, Venue)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.scoring.venue_rules import YEAR_MS, churn_by_rules, exceeds_a_year, orders_per_year, simple_clv_minor


def test_a_year_is_365_and_a_quarter_days() -> None:
    assert YEAR_MS == 365.25 * 86_400 * 1_000


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, 0.1),
        (30, 0.1),
        (31, 0.2),
        (60, 0.2),
        (61, 0.4),
        (90, 0.4),
        (91, 0.6),
        (180, 0.6),
        (181, 0.8),
        (36_500, 0.8),
    ],
)
def test_churn_steps_up_the_day_after_30_60_90_and_180(days: int, expected: float) -> None:
    assert churn_by_rules(days, 1, YEAR_MS) == expected


@pytest.mark.parametrize(
    ("days", "twice", "thrice", "five_times"),
    [(30, 0.1, 0.07, 0.05), (60, 0.2, 0.14, 0.1), (90, 0.4, 0.28, 0.2), (180, 0.6, 0.42, 0.3), (181, 0.8, 0.56, 0.4)],
)
def test_more_than_2_orders_a_year_take_30_percent_off_and_more_than_4_half(
    days: int, twice: float, thrice: float, five_times: float
) -> None:
    found = [churn_by_rules(days, orders, YEAR_MS) for orders in (2, 3, 4, 5)]

    assert found == [twice, thrice, thrice, five_times]


@pytest.mark.parametrize(
    ("orders", "age_ms", "expected"),
    [
        (4, 2 * YEAR_MS, 0.8),
        (4, 2 * YEAR_MS - 1, 0.56),
        (8, 2 * YEAR_MS, 0.56),
        (8, 2 * YEAR_MS - 1, 0.4),
        (5, 0, 0.4),
        (4, 0, 0.56),
        (2, 0, 0.8),
    ],
)
def test_a_millisecond_decides_between_exactly_2_or_4_orders_a_year_and_more(
    orders: int, age_ms: int, expected: float
) -> None:
    assert churn_by_rules(181, orders, age_ms) == expected


@pytest.mark.parametrize(
    ("orders", "age_ms", "expected"),
    [(3, 0, 3.0), (3, YEAR_MS, 3.0), (3, 2 * YEAR_MS, 1.5), (1, 4 * YEAR_MS, 0.25), (0, 0, 0.0)],
)
def test_orders_per_year_count_at_least_one_year(orders: int, age_ms: int, expected: float) -> None:
    assert orders_per_year(orders, age_ms) == expected


@given(st.integers(0, 100_000), st.integers(0, 60 * YEAR_MS), st.fractions(0, 1_000))
def test_comparing_is_exact_where_a_division_could_round(orders: int, age_ms: int, per_year: Fraction) -> None:
    # Tenants set whole numbers; a part of one comes closer to the bound.
    exceeds: Callable[[int, int, Any], bool] = exceeds_a_year
    assert exceeds(orders, age_ms, per_year) == (Fraction(orders * YEAR_MS, max(YEAR_MS, age_ms)) > per_year)


@pytest.mark.parametrize(
    ("spend_minor", "age_ms", "expected"),
    [
        (10_000, 0, 30_000),
        (10_000, YEAR_MS, 30_000),
        (10_000, 2 * YEAR_MS, 15_000),
        (10_000, 3 * YEAR_MS, 10_000),
        (1, 2 * YEAR_MS, 2),  # 1.5 minor units
        (1, 6 * YEAR_MS, 1),  # .5
        (1, 6 * YEAR_MS + 1, 0),
        (0, 0, 0),
    ],
)
def test_the_simple_lifetime_value_is_three_years_of_spend_at_the_pace_so_far(
    spend_minor: int, age_ms: int, expected: int
) -> None:
    assert simple_clv_minor(spend_minor, age_ms) == expected
