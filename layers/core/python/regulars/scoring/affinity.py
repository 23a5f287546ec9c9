"""How close a customer is to a product, and when they are likely to buy it again.

See docs/scoring.md, Affinity, source 000.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple, TypeVar

from ..facts.product import ProductFacts
from ..facts.time import DAY_MS, days_since


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


L = TypeVar("L", bound=StrEnum)


class Band(NamedTuple):
    """`points` for whole numbers from `low` to `high`, both inclusive; `high` None: without end."""

    low: int
    high: int | None
    points: int


# Purchases; days since the last one; units, where 19.999 are 19; days between purchases, where 0 is no pattern.
FREQUENCY = (Band(1, 2, 10), Band(3, 4, 15), Band(5, 9, 25), Band(10, 19, 35), Band(20, None, 40))
RECENCY = (Band(0, 7, 30), Band(8, 30, 25), Band(31, 90, 15), Band(91, 180, 10), Band(181, None, 5))
QUANTITY = (Band(0, 0, 0), Band(1, 19, 5), Band(20, 49, 10), Band(50, 99, 15), Band(100, None, 20))
CONSISTENCY = (Band(0, 0, 0), Band(1, 30, 10), Band(31, 60, 7), Band(61, 90, 5), Band(91, None, 3))


class Affinity(NamedTuple):
    """A pair's score, at most 100, and the four parts that make it up.

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
    """The score of a customer and a product at `now_ms`: never below 15, since who bought once has bought."""
    purchases = product.purchases
    count = len(purchases)
    units_milli = purchases[0].units_milli if count == 1 else product.units_milli
    return affinity_of_sums(count, units_milli, purchases[0].at_ms, purchases[-1].at_ms, now_ms)


def affinity_of_sums(count: int, units_milli: int, first_at_ms: int, last_at_ms: int, now_ms: int) -> Affinity:
    """The same from a pair's sums: one or more purchases, their units, the instants of the first and the last."""
    days_since_last = days_since(last_at_ms, now_ms)
    frequency_days, next_at_ms = 0, None
    if count > 1:
        frequency_days = gap_days(count, first_at_ms, last_at_ms)
        if frequency_days:
            next_at_ms = last_at_ms + frequency_days * DAY_MS
    frequency, segment = _BY_PURCHASES[count if count < _MOST_PURCHASES else -1]
    recency, level = _BY_DAYS[days_since_last if days_since_last < _MOST_DAYS else -1]
    quantity = _BY_UNITS[units_milli // 1_000 if units_milli < _MOST_UNITS_MILLI else -1]
    consistency = _BY_GAP[frequency_days if frequency_days < _MOST_GAP else -1]
    values = (
        frequency + recency + quantity + consistency,
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
    # As `Affinity(*values)`, in a third of the time: a tenant has hundreds of thousands of pairs.
    return tuple.__new__(Affinity, values)


def pair_segment(count: int) -> PairSegment:
    """The segment of a pair by its number of purchases, one or more, without the rest of its affinity."""
    return _BY_PURCHASES[count if count < _MOST_PURCHASES else -1][1]


def engagement_level(last_at_ms: int, now_ms: int) -> EngagementLevel:
    """The level of a pair at `now_ms`, without the rest of its affinity."""
    days = days_since(last_at_ms, now_ms)
    return _BY_DAYS[days if days < _MOST_DAYS else -1][1]


def gap_days(count: int, first_at_ms: int, last_at_ms: int) -> int:
    """The mean gap of two or more purchases in whole days, rounded half up."""
    gaps_ms = (count - 1) * DAY_MS
    return (2 * (last_at_ms - first_at_ms) + gaps_ms) // (2 * gaps_ms)


def predicted_ms(product: ProductFacts) -> int | None:
    """When the customer is likely to buy the product again: the affinity's `next_at_ms`, without the rest of it."""
    purchases = product.purchases
    if len(purchases) < 2:
        return None
    last_at_ms = purchases[-1].at_ms
    days = gap_days(len(purchases), purchases[0].at_ms, last_at_ms)
    return last_at_ms + days * DAY_MS if days else None


def band_of(bands: Sequence[Band], value: int) -> Band:
    """The band that holds a whole number of 0 or more."""
    return next(band for band in reversed(bands) if value >= band.low)


def _spread(bands: Sequence[Band]) -> list[int]:
    """Points by value, from 0 to where the last band begins: this is looked up once for every pair of a tenant."""
    return [band_of(bands, max(value, bands[0].low)).points for value in range(bands[-1].low + 1)]


def _labelled(bands: Sequence[Band], labels: type[L]) -> list[tuple[int, L]]:
    named = {band.points: label for band, label in zip(bands, labels, strict=True)}
    return [(points, named[points]) for points in _spread(bands)]


_BY_PURCHASES = _labelled(FREQUENCY, PairSegment)
_BY_DAYS = _labelled(RECENCY, EngagementLevel)
_BY_UNITS = _spread(QUANTITY)
_BY_GAP = _spread(CONSISTENCY)
_MOST_PURCHASES, _MOST_DAYS, _MOST_GAP = FREQUENCY[-1].low, RECENCY[-1].low, CONSISTENCY[-1].low
_MOST_UNITS_MILLI = 1_000 * QUANTITY[-1].low
