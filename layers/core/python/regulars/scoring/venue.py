"""Venue intelligence by the rules of source 002 (docs/scoring.md, Venue): a venue is a tenant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from math import floor
from typing import Any, NamedTuple

from ..facts.customer import CustomerFacts, PurchaseFacts
from ..facts.time import days_since, elapsed_ms
from .fields import Counted, Field, Filter, Kind, Operator, Previewed, Score
from .settings import Settings
from .turns import days_after
from .venue_explained import explain
from .venue_rules import (
    CHURN_BY_DAYS,
    CHURN_BY_FREQUENCY,
    CLV_YEARS,
    YEAR_MS,
    churn_by_rules,
    exceeds_a_year,
    orders_per_year,
    simple_clv_minor,
)


class VenueSegment(StrEnum):
    NEW = "new"
    OCCASIONAL = "occasional"
    REGULAR = "regular"
    VIP = "vip"
    AT_RISK = "at_risk"
    DORMANT = "dormant"
    LOST = "lost"


class Venue(NamedTuple):
    """The segment with what made it, and what else source 002 says of a customer, computed when it is read.

    `rule` names the input that decided, `threshold` what it was compared with: days, orders a year, or minor units for
    the rule `totalSpent`, which also asks for `vip_frequency`; None where nothing was. `age_ms` is the time since the
    first order. Days and churn are None without a counted order, numbers 0.
    """

    value: VenueSegment
    rule: str
    threshold: int | None
    days_since_last_order: int | None
    age_ms: int
    order_count: int
    spend_minor: int

    @property
    def orders_per_year(self) -> float:
        return orders_per_year(self.order_count, self.age_ms)

    @property
    def churn_probability(self) -> float | None:
        days = self.days_since_last_order
        return None if days is None else churn_by_rules(days, self.order_count, self.age_ms)

    @property
    def simple_clv_minor(self) -> int:
        return simple_clv_minor(self.spend_minor, self.age_ms)


def venue(purchases: PurchaseFacts, settings: Settings, now_ms: int) -> Venue:
    """What the rules say of a customer at `now_ms`; without a counted order they are `new`."""
    first_at_ms, last_at_ms = purchases.first_at_ms, purchases.last_at_ms
    if first_at_ms is None or last_at_ms is None:
        return Venue(VenueSegment.NEW, "totalTickets", None, None, 0, 0, 0)
    days, age_ms = days_since(last_at_ms, now_ms), elapsed_ms(first_at_ms, now_ms)
    segment = _segment(purchases, settings, days, age_ms)
    return Venue(*segment, days, age_ms, purchases.order_count, purchases.spend_minor)


def _segment(
    purchases: PurchaseFacts, settings: Settings, days: int, age_ms: int
) -> tuple[VenueSegment, str, int | None]:
    """The first rule that holds, its name and its threshold."""
    thresholds = settings.venue
    if not purchases.units_milli:
        return VenueSegment.NEW, "totalTickets", None
    if days > thresholds.lost_days:
        return VenueSegment.LOST, "daysSinceLastPurchase", thresholds.lost_days
    if days > thresholds.dormant_days:
        return VenueSegment.DORMANT, "daysSinceLastPurchase", thresholds.dormant_days
    if days > thresholds.at_risk_days:
        return VenueSegment.AT_RISK, "daysSinceLastPurchase", thresholds.at_risk_days
    count = purchases.order_count
    if purchases.spend_minor > thresholds.vip_spend_minor and exceeds_a_year(count, age_ms, thresholds.vip_frequency):
        return VenueSegment.VIP, "totalSpent", thresholds.vip_spend_minor
    if exceeds_a_year(count, age_ms, thresholds.regular_frequency):
        return VenueSegment.REGULAR, "purchaseFrequency", thresholds.regular_frequency
    return VenueSegment.OCCASIONAL, "otherwise", None


def _when_rarer(purchases: PurchaseFacts, per_year: int) -> Iterator[int]:
    """When orders a year are no more than `per_year` any longer."""
    if purchases.first_at_ms is not None and per_year > 0:
        yield purchases.first_at_ms - (-purchases.order_count * YEAR_MS // per_year)


def _segment_turns(facts: CustomerFacts, settings: Settings, now_ms: int, wanted: Sequence[Any]) -> Iterator[int]:
    purchases, at = facts.purchases, settings.venue
    yield from days_after(purchases.last_at_ms, (at.at_risk_days + 1, at.dormant_days + 1, at.lost_days + 1))
    for per_year in (at.regular_frequency, at.vip_frequency):
        yield from _when_rarer(purchases, per_year)


def _frequency_turns(facts: CustomerFacts, settings: Settings, now_ms: int, wanted: Sequence[Any]) -> Iterator[int]:
    """A float, which is not equal to the quotient: the millisecond before and those after."""
    purchases = facts.purchases
    for per_year in wanted:
        if purchases.first_at_ms is not None and per_year > 0:
            age_ms = floor(purchases.order_count * YEAR_MS / per_year)
            yield from (purchases.first_at_ms + age_ms + more for more in (-1, 0, 1, 2))


def _churn_turns(facts: CustomerFacts, settings: Settings, now_ms: int, wanted: Sequence[Any]) -> Iterator[int]:
    purchases = facts.purchases
    yield from days_after(purchases.last_at_ms, (step.above + 1 for step in CHURN_BY_DAYS if step.above is not None))
    for step in CHURN_BY_FREQUENCY:
        yield from _when_rarer(purchases, step.above or 0)


def _clv_turns(facts: CustomerFacts, settings: Settings, now_ms: int, wanted: Sequence[int]) -> Iterator[int]:
    """`spend * 3 years / age`, half up, is `minor` or more up to an age of 2 * spend * 3 years / (2 * minor - 1)."""
    purchases = facts.purchases
    for minor in (one + more for one in wanted for more in (0, 1)):
        if purchases.first_at_ms is not None and minor > 0:
            age_ms = 2 * CLV_YEARS * purchases.spend_minor * YEAR_MS // (2 * minor - 1)
            yield purchases.first_at_ms + age_ms + 1


SCORE = Score(
    "venue",
    "Venue",
    (
        Field(
            "venueSegment",
            Kind.ENUMERATION,
            None,
            lambda facts, scores: scores.venue.value,
            doc="Venue segment: new, occasional, regular, vip, at_risk, dormant or lost; the first rule that holds.",
            values=VenueSegment,
            filters=(Filter("venueSegment", Operator.ONE_OF, "Only these venue segments."),),
            # Not in the summary: `/customers/venue/{venueId}/segments` shows the counts.
            counted=Counted(None),
            previewed=Previewed("venueMoved", "venueMoves", "Customers who would change their venue segment."),
            changes_with_time=True,
            turns=_segment_turns,
        ),
        Field(
            "unitsBought",
            Kind.QUANTITY,
            "units",
            lambda facts, scores: facts.purchases.units_milli,
            doc="Units bought in all counted orders: source 002's totalTickets.",
        ),
        Field(
            "ordersPerYear",
            Kind.NUMBER,
            "orders a year",
            lambda facts, scores: scores.venue.orders_per_year,
            doc="Orders over the years since the first one, at least one year; 0 without orders.",
            changes_with_time=True,
            turns=_frequency_turns,
        ),
        Field(
            "churnProbabilityByRules",
            Kind.NUMBER,
            None,
            lambda facts, scores: scores.venue.churn_probability,
            doc="0 to 1 by days since the last order and orders a year; null without orders.",
            changes_with_time=True,
            turns=_churn_turns,
        ),
        Field(
            "simpleClv",
            Kind.MONEY,
            "currency",
            lambda facts, scores: scores.venue.simple_clv_minor,
            doc="Average order value times orders a year times three years; 0 without orders.",
            in_lists=True,
            changes_with_time=True,
            turns=_clv_turns,
        ),
    ),
    compute=lambda facts, settings, now_ms: venue(facts.purchases, settings, now_ms),
    explain=explain,
    in_past=True,
)
