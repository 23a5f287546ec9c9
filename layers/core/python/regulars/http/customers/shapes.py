"""Customers: rows, single answers, histories, summaries (source 004)."""

from __future__ import annotations

from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from ...scoring.lifecycle import LifecycleSegment, PurchaseFrequency
from ..door.operation import Operation
from ..door.shapes import Envelope, Instant, Made, Meta, Money, Shape, made
from ..orders.shapes import StoredOrder
from ..segments.shapes import SegmentVerdict
from .field_shapes import shape_of, shape_of_told, told_of_nobody
from .rows import METRICS

# From the registry of fields: a new score is in the description of the API by itself.
_METRICS: dict[str, Any] = {field.name: Annotated[shape_of(field), Field(description=field.doc)] for field in METRICS}
Metrics = Annotated[dict[str, Any], Made(made("Metrics", _METRICS))]


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


# Every explanation of the metrics. One of a new score has the shape of what it tells of a customer without orders.
_DRAWN: dict[str, Any] = {"segment": SegmentExplanation, "purchaseFrequency": FrequencyExplanation}
_TOLD: dict[str, Any] = {
    name: _DRAWN.get(name) or shape_of_told(f"{name[0].upper()}{name[1:]}Explanation", part)
    for name, part in told_of_nobody().items()
}
Explanation = Annotated[dict[str, Any], Made(made("Explanation", _TOLD))]


class CustomerDetail(Shape):
    contactID: str
    name: str
    email: str | None
    company: str | None
    phone: str | None
    accountName: str | None
    accountCode: str | None
    metrics: Metrics
    explanation: NotRequired[Annotated[Explanation, Field(description="With `explain=true` only.")]]
    customSegments: NotRequired[
        Annotated[
            list[SegmentVerdict],
            Field(description="With `explain=true` only: every own segment; not as of another time."),
        ]
    ]


class CustomerAnswer(Envelope):
    data: CustomerDetail


class Duration(Shape):
    days: int
    milliseconds: int


class HashedCustomer(Shape):
    contactID: str
    customerHash: str


class HashedCustomerAnswer(Envelope):
    data: HashedCustomer


class CustomerOrders(Envelope):
    data: list[StoredOrder]
    meta: Meta


Entry = TypedDict(
    "Entry",
    {
        "segment": LifecycleSegment,
        "from": Instant,
        "until": Annotated[Instant | None, Field(description="null: still under way.")],
        "days": int,
        "milliseconds": int,
    },
)


class SegmentTime(Shape):
    segment: LifecycleSegment
    days: int
    milliseconds: int
    stays: int


TransitionCount = TypedDict("TransitionCount", {"from": LifecycleSegment, "to": LifecycleSegment, "count": int})


class SegmentHistory(Shape):
    contactID: str
    asOf: Instant
    entries: list[Entry]
    timeInSegments: list[SegmentTime]
    transitions: list[TransitionCount]


class SegmentHistoryAnswer(Envelope):
    data: SegmentHistory


OPERATIONS = {
    "get_customers": Operation("Customers", CustomerList, problems=(409,)),
    "get_customer_by_hash": Operation("Customers", HashedCustomerAnswer, problems=(404,)),
    "get_customer_orders": Operation("Customers", CustomerOrders, problems=(404,)),
    "get_segment_history": Operation("Customers", SegmentHistoryAnswer, problems=(404,)),
    "get_customer": Operation("Customers", CustomerAnswer, problems=(404,)),
}
