"""What made source 002's numbers up: components, inputs, and the thresholds that applied.

See docs/scoring.md, Conventions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..facts.customer import CustomerFacts
from ..facts.money import divide_half_up
from .explain import Explanation, integer, money, number, quantity, text
from .setting import told
from .settings import Settings
from .venue_rules import CLV_YEARS, YEAR_MS, churn_steps

if TYPE_CHECKING:
    from .venue import Venue


def explain(facts: CustomerFacts, scores: Any, settings: Settings) -> Mapping[str, Explanation]:
    found: Venue = scores.venue
    purchases = facts.purchases
    average_minor = divide_half_up(purchases.spend_minor, max(1, purchases.order_count))
    return {
        "venueSegment": {
            "value": text(found.value),
            "rule": text(found.rule),
            "threshold": money(found.threshold) if found.rule == "totalSpent" else integer(found.threshold),
            "inputs": {
                "totalTickets": quantity(purchases.units_milli),
                "daysSinceLastPurchase": integer(found.days_since_last_order),
                "totalSpent": money(purchases.spend_minor),
                "purchaseFrequency": number(found.orders_per_year),
            },
            "thresholds": told(settings.venue),
        },
        # `years` since the first order, of which at least one is counted.
        "ordersPerYear": {
            "value": number(found.orders_per_year),
            "orderCount": integer(purchases.order_count),
            "years": number(found.age_ms / YEAR_MS),
            "countedYears": number(max(YEAR_MS, found.age_ms) / YEAR_MS),
        },
        "churnProbabilityByRules": _churn(found, purchases.order_count),
        # The product of the three; rounded once, at the end.
        "simpleClv": {
            "averageOrderValue": money(average_minor),
            "purchaseFrequency": number(found.orders_per_year),
            "years": integer(CLV_YEARS),
        },
    }


def _churn(found: Venue, order_count: int) -> Explanation:
    """The product of two factors, each with what its input is more than; `moreThan` null: whatever it is.

    None without a counted order.
    """
    if found.days_since_last_order is None:
        return None
    by_days, by_frequency = churn_steps(found.days_since_last_order, order_count, found.age_ms)
    return {
        "value": number(found.churn_probability),
        "byDays": {
            "factor": number(by_days.percent / 100),
            "value": integer(found.days_since_last_order),
            "moreThan": integer(by_days.above),
        },
        "byFrequency": {
            "factor": number(by_frequency.percent / 100),
            "value": number(found.orders_per_year),
            "moreThan": integer(by_frequency.above),
        },
    }
