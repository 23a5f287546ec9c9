"""Source 001's churn risk: source 002's rules over the orders of the last days (docs/scoring.md, Venue)."""

from __future__ import annotations

from typing import NamedTuple

from ..facts.customer import PurchaseFacts
from ..facts.time import DAY_MS, days_since, elapsed_ms
from .explain import Explanation, integer, number
from .rfm import in_window
from .venue_rules import CHURN_BY_DAYS, CHURN_BY_FREQUENCY, Step, churn_steps, orders_per_year

# Who ordered, but not within the window, is as far gone as the rules know.
_NONE_WITHIN = (CHURN_BY_DAYS[0], CHURN_BY_FREQUENCY[-1])


class ChurnWindow(NamedTuple):
    """The risk, 0.05 to 0.8, by two steps, and their inputs; `days_since_last` None: no order within the window."""

    by_days: Step
    by_frequency: Step
    days_since_last: int | None
    orders_per_year: float

    @property
    def value(self) -> float:
        return self.by_days.percent * self.by_frequency.percent / 10_000

    def explained(self) -> Explanation:
        """As the venue's churn probability is explained."""
        return {
            "value": number(self.value),
            "byDays": {
                "factor": number(self.by_days.percent / 100),
                "value": integer(self.days_since_last),
                "moreThan": None if self.days_since_last is None else integer(self.by_days.above),
            },
            "byFrequency": {
                "factor": number(self.by_frequency.percent / 100),
                "value": number(self.orders_per_year),
                "moreThan": integer(self.by_frequency.above),
            },
        }


def churn_within(purchases: PurchaseFacts, days: int, now_ms: int) -> ChurnWindow | None:
    """By the orders of the last `days` (0: all history), over the time since the first order, at most `days` of it.

    As everywhere at least one year is counted. None without a counted order. Raises `ValueError` where the timeline
    would decide and was not read.
    """
    first_at_ms, last_at_ms = purchases.first_at_ms, purchases.last_at_ms
    if first_at_ms is None or last_at_ms is None:
        return None
    window = in_window(purchases, now_ms, days)
    if window is None:
        raise ValueError("the timeline was not read")
    orders, _ = window
    if not orders:
        return ChurnWindow(*_NONE_WITHIN, None, 0.0)
    age_ms = elapsed_ms(first_at_ms, now_ms)
    if days:
        age_ms = min(age_ms, days * DAY_MS)
    since_last = days_since(last_at_ms, now_ms)
    return ChurnWindow(*churn_steps(since_last, orders, age_ms), since_last, orders_per_year(orders, age_ms))
