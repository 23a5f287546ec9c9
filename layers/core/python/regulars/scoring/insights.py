"""What is worth saying of a customer, and what to do about it: source 002's insights (docs/scoring.md, Venue)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, NamedTuple

from ..facts.customer import PurchaseFacts
from .settings import Settings
from .venue import Venue

HIGH_CHURN = 0.6
INACTIVE_DAYS = 90


Metric = Literal["churnProbability", "daysSinceLastPurchase", "totalSpent"]
"""What an insight looks at."""


class InsightType(StrEnum):
    CHURN_RISK = "CHURN_RISK"
    LOW_ENGAGEMENT = "LOW_ENGAGEMENT"
    HIGH_VALUE = "HIGH_VALUE"


class Impact(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"


class Insight(NamedTuple):
    """`value` of `metric` is more than `threshold`: a probability, whole days, or minor units for `totalSpent`."""

    type: InsightType
    title: str
    impact: Impact
    suggested_actions: tuple[str, ...]
    metric: Metric
    value: float
    threshold: float


def insights(purchases: PurchaseFacts, venue: Venue, settings: Settings) -> list[Insight]:
    """Every insight that holds, in source 002's order; none without a counted order."""
    churn, days = venue.churn_probability, venue.days_since_last_order
    if churn is None or days is None:
        return []
    looked_at: tuple[tuple[InsightType, Metric, float, float], ...] = (
        (InsightType.CHURN_RISK, "churnProbability", churn, HIGH_CHURN),
        (InsightType.LOW_ENGAGEMENT, "daysSinceLastPurchase", days, INACTIVE_DAYS),
        (InsightType.HIGH_VALUE, "totalSpent", purchases.spend_minor, settings.venue.vip_spend_minor),
    )
    return [
        Insight(type_, *_SAID[type_], metric, value, threshold)
        for type_, metric, value, threshold in looked_at
        if value > threshold
    ]


_SAID = {
    InsightType.CHURN_RISK: (
        "High Churn Risk",
        Impact.HIGH,
        ("Send personalized retention offer", "Reach out with exclusive event previews"),
    ),
    InsightType.LOW_ENGAGEMENT: ("Inactive Customer", Impact.MEDIUM, ("Send re-engagement campaign",)),
    InsightType.HIGH_VALUE: ("VIP Customer", Impact.HIGH, ("Provide VIP treatment",)),
}
