"""Summaries: of this instant or of last night, and of days past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from ...scoring.affinity import EngagementLevel, PairSegment
from ...scoring.lifecycle import LifecycleSegment
from ..customers.field_shapes import counts_of
from ..customers.shapes import TransitionCount
from ..door.operation import Operation
from ..door.shapes import Envelope, Instant, Money, Shape, made
from ..predictions.shapes import FittedModels
from ..recalculations.shapes import Recalculated
from .answers import SHOWN_COUNTS


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
    "get_summary": Operation("Customers", SummaryAnswer, problems=(409,)),
}
