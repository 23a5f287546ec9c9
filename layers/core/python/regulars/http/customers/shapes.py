"""Customers: rows, single answers, histories, summaries (source 004)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from ...scoring.affinity import EngagementLevel, PairSegment
from ...scoring.lifecycle import LifecycleSegment, PurchaseFrequency
from ..door.operation import Operation
from ..door.shapes import Envelope, Instant, Made, Meta, Money, Shape, made
from ..orders.shapes import StoredOrder
from ..predictions.shapes import FittedModels
from ..segments.shapes import SegmentVerdict
from .answers import SHOWN_COUNTS
from .field_shapes import counts_of, shape_of, shape_of_told, told_of_nobody
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


# The counters that the registry shows in summaries.
_COUNTS: dict[str, Any] = {
    field.counted.shown_as: Annotated[counts_of(field), Field(description=field.counted.doc)]
    for field in SHOWN_COUNTS
    if field.counted and field.counted.shown_as
}
if TYPE_CHECKING:

    class Counted(Shape):
        """Customers by value of each field that summaries count."""
else:
    Counted = made("Counted", _COUNTS)


class _Derived(Counted):
    asOf: Instant
    currency: str
    repeatPurchaseRate: Annotated[
        float | None, Field(description="Customers with two orders or more, of those with any.")
    ]
    segments: list[SegmentSummary]
    transitions: list[TransitionCount]
    timeInSegments: list[MeanTime]
    recalculation: Annotated[Recalculated | None, Field(description="Of the night that recorded it; null: none did.")]


class Summary(_Derived):
    day: Annotated[str | None, Field(description="Of a night's: the tenant's own day; null: live.")]
    customers: Annotated[int, Field(description="All, those without a counted order too.")]
    noOrders: int
    pairs: Annotated[int, Field(description="Customers with a product they bought.")]
    pairSegments: dict[PairSegment, int]
    pairEngagementLevels: dict[EngagementLevel, int]


class PastDay(_Derived):
    """A day as it ended, by the orders known today and under today's settings; before the first order as recorded.

    What a night alone can count is null where none recorded the day.
    """

    day: Annotated[str, Field(description="The tenant's own day; the newest may be under way.")]
    customers: Annotated[int, Field(description="All; of a day that no night recorded, those with a counted order.")]
    noOrders: int | None
    pairs: Annotated[int | None, Field(description="Customers with a product they bought.")]
    pairSegments: dict[PairSegment, int] | None
    pairEngagementLevels: dict[EngagementLevel, int] | None
    newCustomers: Annotated[int | None, Field(description="First ordered on this day.")]
    orders: Annotated[int | None, Field(description="Counted orders of this day.")]
    revenue: Annotated[Money | None, Field(description="Net spend of this day, less what was refunded since.")]


class ErasedOnDay(Shape):
    day: Annotated[str, Field(description="The tenant's own day.")]
    persons: int


class SummaryWithHistory(Summary):
    models: Annotated[FittedModels | None, Field(description="Fitted by the last night; null before the first.")]
    history: Annotated[list[PastDay], Field(description="The newest days, the newest first.")]
    erased: Annotated[
        list[ErasedOnDay],
        Field(description="The days on which persons were erased, newest first: from there on totals are smaller."),
    ]


class SummaryAnswer(Envelope):
    data: SummaryWithHistory


OPERATIONS = {
    "get_customers": Operation("Customers", CustomerList, problems=(409,)),
    "get_summary": Operation("Customers", SummaryAnswer, problems=(409,)),
    "get_customer_by_hash": Operation("Customers", HashedCustomerAnswer, problems=(404,)),
    "get_customer_orders": Operation("Customers", CustomerOrders, problems=(404,)),
    "get_segment_history": Operation("Customers", SegmentHistoryAnswer, problems=(404,)),
    "get_customer": Operation("Customers", CustomerAnswer, problems=(404,)),
}
