"""Lifecycle segment and purchase frequency (docs/scoring.md, Lifecycle segment, source 004)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..facts.customer import CustomerFacts, PurchaseFacts
from ..facts.time import DAY_MS, days_since
from .explain import Explanation, integer, money, money_text, number, text
from .fields import Counted, Field, Filter, Kind, Operator, Previewed, Score, at_least_and_at_most
from .lifecycle_reach import days_from, days_up_to, of_frequencies, of_segments
from .lifecycle_values import LifecycleSegment, PurchaseFrequency
from .settings import Settings
from .turns import days_after, days_reached

__all__ = ["SCORE", "Lifecycle", "LifecycleSegment", "PurchaseFrequency", "lifecycle", "purchase_frequency"]


class Lifecycle(NamedTuple):
    """The segment with what made it: `rule` names the rule that held, `threshold` what it compared with.

    `threshold` is minor units for the rule `totalSpend`, days for the rules of days, else None.
    """

    value: LifecycleSegment
    rule: str
    threshold: int | None
    days_since_first_order: int | None
    days_since_last_order: int | None
    frequency: PurchaseFrequency


_VIP, _ACTIVE, _NEW, _DORMANT = (
    LifecycleSegment.VIP,
    LifecycleSegment.ACTIVE,
    LifecycleSegment.NEW,
    LifecycleSegment.DORMANT,
)


def lifecycle(purchases: PurchaseFacts, settings: Settings, now_ms: int) -> Lifecycle:
    """The first rule that holds: VIP, Dormant, New, else Active; without a counted order New."""
    first_at_ms, last_at_ms = purchases.first_at_ms, purchases.last_at_ms
    if first_at_ms is None or last_at_ms is None:
        return Lifecycle(_NEW, "noOrders", None, None, None, PurchaseFrequency.NONE)
    since_last, since_first = days_since(last_at_ms, now_ms), days_since(first_at_ms, now_ms)
    frequency = purchase_frequency(purchases.order_count, last_at_ms - first_at_ms, settings)
    if purchases.spend_minor > settings.vip_spend_minor:
        return Lifecycle(_VIP, "totalSpend", settings.vip_spend_minor, since_first, since_last, frequency)
    if since_last > settings.dormant_days:
        return Lifecycle(_DORMANT, "lastOrderDaysAgo", settings.dormant_days, since_first, since_last, frequency)
    if since_first <= settings.new_days:
        return Lifecycle(_NEW, "firstOrderDaysAgo", settings.new_days, since_first, since_last, frequency)
    return Lifecycle(_ACTIVE, "otherwise", None, since_first, since_last, frequency)


def purchase_frequency(order_count: int, span_ms: int, settings: Settings) -> PurchaseFrequency:
    """By the exact average gap `span / (orders - 1)`, compared without dividing."""
    if order_count < 2:
        return PurchaseFrequency.ONE_TIME if order_count else PurchaseFrequency.NONE
    day_gaps_ms = (order_count - 1) * DAY_MS
    weekly, monthly, quarterly = settings.frequency_days
    if span_ms <= weekly * day_gaps_ms:
        return PurchaseFrequency.WEEKLY
    if span_ms <= monthly * day_gaps_ms:
        return PurchaseFrequency.MONTHLY
    if span_ms <= quarterly * day_gaps_ms:
        return PurchaseFrequency.QUARTERLY
    return PurchaseFrequency.OCCASIONAL


def explain(facts: CustomerFacts, scores: Any, settings: Settings) -> Mapping[str, Explanation]:
    """The rule that held, its inputs and thresholds; the exact average gap."""
    purchases, found = facts.purchases, scores.lifecycle
    gap_days = None
    if purchases.order_count > 1 and purchases.first_at_ms is not None and purchases.last_at_ms is not None:
        gap_days = (purchases.last_at_ms - purchases.first_at_ms) / (purchases.order_count - 1) / DAY_MS
    weekly, monthly, quarterly = settings.frequency_days
    return {
        "segment": {
            "value": text(found.value),
            "rule": text(found.rule),
            "threshold": money(found.threshold) if found.rule == "totalSpend" else integer(found.threshold),
            "inputs": {
                "orderCount": integer(purchases.order_count),
                "totalSpend": money_text(purchases.spend_minor),
                "firstOrderDaysAgo": integer(found.days_since_first_order),
                "lastOrderDaysAgo": integer(found.days_since_last_order),
            },
            "thresholds": {
                "vipSpend": money(settings.vip_spend_minor),
                "dormantDays": integer(settings.dormant_days),
                "newDays": integer(settings.new_days),
            },
        },
        "purchaseFrequency": {
            "value": text(found.frequency),
            "averageGapDays": number(gap_days),
            "orderCount": integer(purchases.order_count),
            "thresholds": {"weekly": integer(weekly), "monthly": integer(monthly), "quarterly": integer(quarterly)},
        },
    }


def _turns(facts: CustomerFacts, settings: Settings, now_ms: int, wanted: Sequence[Any]) -> Iterator[int]:
    yield from days_after(facts.purchases.last_at_ms, (settings.dormant_days + 1,))
    yield from days_after(facts.purchases.first_at_ms, (settings.new_days + 1,))


SCORE = Score(
    "lifecycle",
    "Lifecycle",
    (
        Field(
            "segment",
            Kind.ENUMERATION,
            None,
            lambda facts, scores: scores.lifecycle.value,
            doc="Lifecycle segment: VIP, Dormant, New or Active; the first rule that holds.",
            values=LifecycleSegment,
            nullable=False,
            in_lists=True,
            filters=(Filter("segment", Operator.ONE_OF, "Only these lifecycle segments.", of_segments),),
            # Their orders and spend are summed too: `Summary.by_segment`.
            counted=Counted(None, totals=True),
            previewed=Previewed("moved", "moves", "Customers who would change their lifecycle segment."),
            changes_with_time=True,
            turns=_turns,
            in_rules="lifecycleSegment",
        ),
        Field(
            "lastOrderDaysAgo",
            Kind.INTEGER,
            "days",
            lambda facts, scores: scores.lifecycle.days_since_last_order,
            doc="Whole days since the newest counted order; null without one.",
            in_lists=True,
            filters=at_least_and_at_most(
                "DaysSinceLastOrder", "Days since the last order", at_least=days_from, at_most=days_up_to
            ),
            changes_with_time=True,
            turns=days_reached(lambda facts: facts.purchases.last_at_ms),
        ),
        Field(
            "purchaseFrequency",
            Kind.ENUMERATION,
            None,
            lambda facts, scores: scores.lifecycle.frequency,
            doc="Weekly, Monthly, Quarterly or Occasional by the exact average gap; One-time; None.",
            values=PurchaseFrequency,
            nullable=False,
            in_lists=True,
            filters=(Filter("purchaseFrequency", Operator.ONE_OF, "Only these purchase frequencies.", of_frequencies),),
            counted=Counted(
                "purchaseFrequency",
                values=tuple(one for one in PurchaseFrequency if one is not PurchaseFrequency.NONE),
                totals=True,
            ),
            previewed=Previewed(
                "frequencyMoved", "frequencyMoves", "Customers who would change their purchase frequency."
            ),
            in_rules="purchaseCadence",
        ),
    ),
    compute=lambda facts, settings, now_ms: lifecycle(facts.purchases, settings, now_ms),
    explain=explain,
    in_past=True,
)
