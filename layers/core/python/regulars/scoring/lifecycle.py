"""Lifecycle segment and purchase frequency (scoring.md §1, source 004)."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from ..facts.customer import PurchaseFacts
from ..facts.time import DAY_MS
from .fields import Field, Kind
from .settings import Settings


class LifecycleSegment(StrEnum):
    VIP = "VIP"
    ACTIVE = "Active"
    NEW = "New"
    DORMANT = "Dormant"


class PurchaseFrequency(StrEnum):
    WEEKLY = "Weekly"
    MONTHLY = "Monthly"
    QUARTERLY = "Quarterly"
    OCCASIONAL = "Occasional"
    ONE_TIME = "One-time"
    NONE = "None"


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
    # Whole days elapsed, never below 0 (scoring.md §0).
    since_last = (now_ms - last_at_ms) // DAY_MS if now_ms > last_at_ms else 0
    since_first = (now_ms - first_at_ms) // DAY_MS if now_ms > first_at_ms else 0
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


FIELDS = (
    Field(
        "segment",
        Kind.TEXT,
        None,
        lambda facts, scores: scores.lifecycle.value,
        doc="Lifecycle segment: VIP, Dormant, New or Active; the first rule that holds.",
    ),
    Field(
        "lastOrderDaysAgo",
        Kind.INTEGER,
        "days",
        lambda facts, scores: scores.lifecycle.days_since_last_order,
        doc="Whole days since the newest counted order; null without one.",
    ),
    Field(
        "purchaseFrequency",
        Kind.TEXT,
        None,
        lambda facts, scores: scores.lifecycle.frequency,
        doc="Weekly, Monthly, Quarterly or Occasional by the exact average gap; One-time; None.",
    ),
)
