"""Customers: rows, single answers, histories, summaries (source 004)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, create_model

from ...scoring.affinity import EngagementLevel, PairSegment
from ...scoring.fields import Kind
from ...scoring.lifecycle import LifecycleSegment, PurchaseFrequency
from ...scoring.rfm import RfmGroup
from ..render import METRICS
from .common import Envelope, Instant, Meta, Money, Shape
from .orders import StoredOrder
from .predictions import FittedModels

_TYPES: dict[Kind, Any] = {
    Kind.TEXT: str | None,
    Kind.INTEGER: int | None,
    Kind.MONEY: Money | None,
    Kind.MONEY_TEXT: str,
    Kind.INSTANT: Instant | None,
}
_CLOSED: dict[str, Any] = {"segment": LifecycleSegment, "purchaseFrequency": PurchaseFrequency}

# From the registry of fields: a new score stands in the documentation by itself.
_METRICS: dict[str, Any] = {
    field.name: (Annotated[_CLOSED.get(field.name, _TYPES[field.kind]), Field(description=field.doc)], ...)
    for field in METRICS
}
Metrics: Any = create_model("Metrics", __base__=Shape, **_METRICS)


class Customer(Shape):
    contactID: str
    name: str
    email: str | None
    company: str | None
    metrics: Metrics


class CustomerList(Envelope):
    data: list[Customer]
    meta: Meta


class SegmentInputs(Shape):
    orderCount: int
    totalSpend: str
    firstOrderDaysAgo: int | None
    lastOrderDaysAgo: int | None


class SegmentThresholds(Shape):
    vipSpend: Money
    dormantDays: int
    newDays: int


class SegmentExplanation(Shape):
    value: LifecycleSegment
    rule: Annotated[str, Field(description="totalSpend, lastOrderDaysAgo, firstOrderDaysAgo, otherwise or noOrders.")]
    threshold: Annotated[float | None, Field(description="What that rule compares with: money or days.")]
    inputs: SegmentInputs
    thresholds: SegmentThresholds


class FrequencyThresholds(Shape):
    weekly: int
    monthly: int
    quarterly: int


class FrequencyExplanation(Shape):
    value: PurchaseFrequency
    averageGapDays: Annotated[float | None, Field(description="(last - first) / (orders - 1); null below two orders.")]
    orderCount: int
    thresholds: FrequencyThresholds


class Explanation(Shape):
    segment: SegmentExplanation
    purchaseFrequency: FrequencyExplanation


class CustomerDetail(Shape):
    contactID: str
    name: str
    email: str | None
    company: str | None
    phone: str | None
    accountName: str | None
    accountCode: str | None
    metrics: Metrics
    explanation: Annotated[Explanation | None, Field(description="With `explain=true` only.")] = None


class CustomerAnswer(Envelope):
    data: CustomerDetail


class HashedCustomer(Shape):
    contactID: str
    customerHash: str


class HashedCustomerAnswer(Envelope):
    data: HashedCustomer


class CustomerOrders(Envelope):
    data: list[StoredOrder]
    meta: Meta


class Entry(Shape):
    segment: LifecycleSegment
    from_: Annotated[Instant, Field(alias="from")]
    until: Annotated[Instant | None, Field(description="null: still under way.")]
    days: int
    milliseconds: int


class SegmentTime(Shape):
    segment: LifecycleSegment
    days: int
    milliseconds: int
    stays: int


class TransitionCount(Shape):
    from_: Annotated[LifecycleSegment, Field(alias="from")]
    to: LifecycleSegment
    count: int


class SegmentHistory(Shape):
    contactID: str
    asOf: Instant
    entries: list[Entry]
    timeInSegments: list[SegmentTime]
    transitions: list[TransitionCount]


class SegmentHistoryAnswer(Envelope):
    data: SegmentHistory


class SegmentSummary(Shape):
    segment: LifecycleSegment
    customers: int
    orders: int
    spend: Money
    averageSpendPerCustomer: Money | None
    averageOrderValue: Money | None


class MeanTime(Shape):
    segment: LifecycleSegment
    meanDays: Annotated[float | None, Field(description="Over completed stays.")]
    completedStays: int
    openStays: int


class Recalculated(Shape):
    """What a recalculation did; pairs are customers with a product."""

    processed: Annotated[int, Field(description="Pairs, and customers that failed.")]
    updated: Annotated[int, Field(description="Pairs derived anew.")]
    errors: Annotated[int, Field(description="Customers that failed.")]
    written: Annotated[int, Field(description="Announcements and repaired rows: 0 where nothing changed.")]
    drift: Annotated[int, Field(description="Customers whose stored facts differed from their orders: repaired.")]
    lagging: Annotated[int, Field(description="Customers whose newest orders were on their way.")]


class Summary(Shape):
    day: Annotated[str | None, Field(description="Of a night's: the tenant's own day; null: live.")]
    asOf: Instant
    currency: str
    customers: Annotated[int, Field(description="All, those without a counted order too.")]
    noOrders: int
    repeatPurchaseRate: Annotated[
        float | None, Field(description="Customers with two orders or more, of those with any.")
    ]
    segments: list[SegmentSummary]
    purchaseFrequency: dict[PurchaseFrequency, int]
    rfmGroups: Annotated[
        dict[RfmGroup, int] | None,
        Field(description="Over 365 days; null of a night that did not count them yet."),
    ]
    transitions: list[TransitionCount]
    timeInSegments: list[MeanTime]
    pairs: Annotated[int, Field(description="Customers with a product they bought.")]
    pairSegments: dict[PairSegment, int]
    pairEngagementLevels: dict[EngagementLevel, int]
    recalculation: Annotated[Recalculated | None, Field(description="Of a night's; null: live.")]


class SummaryWithHistory(Summary):
    models: Annotated[FittedModels | None, Field(description="Fitted by the last night; null before the first.")]
    history: Annotated[list[Summary], Field(description="Of past nights, the newest first, one a day.")]


class SummaryAnswer(Envelope):
    data: SummaryWithHistory
