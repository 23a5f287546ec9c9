"""How close a customer is to a product, and when he is likely to buy it again (scoring.md §2, source 000)."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from ..facts.product import ProductFacts
from ..facts.time import DAY_MS


class PairSegment(StrEnum):
    """By the number of purchases: from 1, 3, 5, 10 and 20."""

    NEW = "new"
    OCCASIONAL = "occasional"
    REGULAR = "regular"
    FREQUENT = "frequent"
    CHAMPION = "champion"


class EngagementLevel(StrEnum):
    """By whole days since the last purchase: up to 7, 30, 90, 180, and beyond."""

    VERY_HIGH = "very_high"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    AT_RISK = "at_risk"


class Affinity(NamedTuple):
    """A pair's score, 0 to 100, and the four parts that make it up.

    `frequency_days` is the mean gap in whole days, rounded half up, 0 for a single purchase; `next_at_ms` is that long
    after the last purchase, None where there is no gap.
    """

    score: int
    frequency: int
    recency: int
    quantity: int
    consistency: int
    segment: PairSegment
    engagement_level: EngagementLevel
    days_since_last: int
    frequency_days: int
    next_at_ms: int | None


def affinity(product: ProductFacts, now_ms: int) -> Affinity:
    """The score of a customer and a product at `now_ms`: never below 5, since who bought once has bought."""
    purchases = product.purchases
    count = len(purchases)
    last_at_ms = purchases[-1].at_ms
    days_since_last = (now_ms - last_at_ms) // DAY_MS if now_ms > last_at_ms else 0
    frequency_days = _mean_gap_days(last_at_ms - purchases[0].at_ms, count)
    units_milli = purchases[0].units_milli if count == 1 else sum(purchase.units_milli for purchase in purchases)

    if count >= 20:
        frequency, segment = 40, _CHAMPION
    elif count >= 10:
        frequency, segment = 35, _FREQUENT
    elif count >= 5:
        frequency, segment = 25, _REGULAR
    elif count >= 3:
        frequency, segment = 15, _OCCASIONAL
    else:
        frequency, segment = 10, _NEW

    if days_since_last <= 7:
        recency, level = 30, _VERY_HIGH
    elif days_since_last <= 30:
        recency, level = 25, _HIGH
    elif days_since_last <= 90:
        recency, level = 15, _MEDIUM
    elif days_since_last <= 180:
        recency, level = 10, _LOW
    else:
        recency, level = 5, _AT_RISK

    if units_milli >= 100_000:
        quantity = 20
    elif units_milli >= 50_000:
        quantity = 15
    elif units_milli >= 20_000:
        quantity = 10
    else:
        quantity = 5 if units_milli >= 1_000 else 0

    if frequency_days == 0:
        consistency, next_at_ms = 0, None
    else:
        next_at_ms = last_at_ms + frequency_days * DAY_MS
        if frequency_days <= 30:
            consistency = 10
        elif frequency_days <= 60:
            consistency = 7
        else:
            consistency = 5 if frequency_days <= 90 else 3

    score = min(frequency + recency + quantity + consistency, 100)
    return Affinity(
        score,
        frequency,
        recency,
        quantity,
        consistency,
        segment,
        level,
        days_since_last,
        frequency_days,
        next_at_ms,
    )


def _mean_gap_days(span_ms: int, count: int) -> int:
    """`span / (count - 1)` in whole days, half up; 0 for a single purchase."""
    if count == 1:
        return 0
    gaps_ms = (count - 1) * DAY_MS
    return (2 * span_ms + gaps_ms) // (2 * gaps_ms)


# A name of the module is found faster than a member of an enumeration; this runs once for every pair of a tenant.
_NEW, _OCCASIONAL, _REGULAR, _FREQUENT, _CHAMPION = PairSegment
_VERY_HIGH, _HIGH, _MEDIUM, _LOW, _AT_RISK = EngagementLevel
