"""Venue intelligence by the rules of source 002 (scoring.md §4): a venue is a tenant."""

from __future__ import annotations

from fractions import Fraction

from ..facts.money import divide_half_up
from ..facts.time import DAY_MS

# 365.25 days.
YEAR_MS = DAY_MS * 1_461 // 4
HORIZON_YEARS = 3
# Source 002's own numbers, which no setting moves: more than so many days since the last order, percent; then more
# than so many orders a year, percent of that.
CHURN_BY_DAYS = ((180, 80), (90, 60), (60, 40), (30, 20), (-1, 10))
CHURN_BY_FREQUENCY = ((4, 50), (2, 70), (-1, 100))


def churn_by_rules(days_since_last: int, order_count: int, age_ms: int) -> float:
    """Churn probability, 0.05 to 0.8, by whole days since the last order and by orders per year.

    `age_ms` is the time since the first order, as `exceeds_a_year` takes it.
    """
    by_days, by_frequency = churn_parts(days_since_last, order_count, age_ms)
    return by_days * by_frequency / 10_000


def churn_parts(days_since_last: int, order_count: int, age_ms: int) -> tuple[int, int]:
    """The percentage for the days since the last order, and the percentage of it for the orders per year."""
    by_days = next(percent for days, percent in CHURN_BY_DAYS if days_since_last > days)
    by_frequency = next(
        percent for per_year, percent in CHURN_BY_FREQUENCY if exceeds_a_year(order_count, age_ms, per_year)
    )
    return by_days, by_frequency


def simple_clv_minor(spend_minor: int, age_ms: int) -> int:
    """Predicted lifetime value in minor units: average order value times orders per year times three years.

    The orders cancel, so that nothing is rounded but the result, half up: spend / max(1, years) * 3.
    """
    return divide_half_up(HORIZON_YEARS * spend_minor * YEAR_MS, max(YEAR_MS, age_ms))


def orders_per_year(order_count: int, age_ms: int) -> float:
    """Orders over the years since the first one, of which there is at least one; to the nearest float."""
    return order_count * YEAR_MS / max(YEAR_MS, age_ms)


def exceeds_a_year(order_count: int, age_ms: int, per_year: int | Fraction) -> bool:
    """Whether the exact orders per year are more than `per_year`, without dividing."""
    return order_count * YEAR_MS > per_year * max(YEAR_MS, age_ms)
