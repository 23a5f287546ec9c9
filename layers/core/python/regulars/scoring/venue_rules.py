"""Source 002's numbers without a customer: churn by steps, orders a year, simple lifetime value.

See docs/scoring.md, Venue.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from ..facts.money import divide_half_up
from ..facts.time import DAY_MS

# 365.25 days.
YEAR_MS = DAY_MS * 1_461 // 4
CLV_YEARS = 3


class Step(NamedTuple):
    """So many percent above so much; None: whatever there is."""

    above: int | None
    percent: int


# Source 002's own numbers, which no setting moves: by days since the last order, and of that by orders a year.
CHURN_BY_DAYS = (Step(180, 80), Step(90, 60), Step(60, 40), Step(30, 20), Step(None, 10))
CHURN_BY_FREQUENCY = (Step(4, 50), Step(2, 70), Step(None, 100))

_CHURN_DAYS = sorted(step.above for step in CHURN_BY_DAYS if step.above is not None)


def churn_by_rules(days_since_last: int, order_count: int, age_ms: int) -> float:
    """Churn probability, 0.05 to 0.8, by whole days since the last order and by orders a year since `age_ms`."""
    by_days, by_frequency = churn_steps(days_since_last, order_count, age_ms)
    return by_days.percent * by_frequency.percent / 10_000


def churn_steps(days_since_last: int, order_count: int, age_ms: int) -> tuple[Step, Step]:
    """The step for the days since the last order, and the one for the orders a year."""
    by_days = CHURN_BY_DAYS[-1 - bisect_left(_CHURN_DAYS, days_since_last)]
    for by_frequency in CHURN_BY_FREQUENCY:
        if by_frequency.above is None or exceeds_a_year(order_count, age_ms, by_frequency.above):
            break
    return by_days, by_frequency


def simple_clv_minor(spend_minor: int, age_ms: int) -> int:
    """Predicted lifetime value in minor units: average order value times orders a year times three years.

    The orders cancel, so that nothing is rounded but the result, half up: spend / max(1, years) * 3.
    """
    return divide_half_up(CLV_YEARS * spend_minor * YEAR_MS, max(YEAR_MS, age_ms))


def orders_per_year(order_count: int, age_ms: int) -> float:
    """Orders over the years since the first one, of which there is at least one; to the nearest float."""
    return order_count * YEAR_MS / max(YEAR_MS, age_ms)


def exceeds_a_year(order_count: int, age_ms: int, per_year: int) -> bool:
    """Whether the exact orders a year are more than `per_year`, without dividing."""
    return order_count * YEAR_MS > per_year * max(YEAR_MS, age_ms)
