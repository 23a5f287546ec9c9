"""What made source 002's numbers up, with `explain=true`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from ...scoring.venue import VenueSegment
from ..door.shapes import Money, Shape
from ..predictions.shapes import ModelsExplanation
from ..settings.shapes import VenueThresholds


class VenueSegmentsExplanation(Shape):
    customers: Annotated[int, Field(description="All, those without a counted order too: they are `new`.")]
    thresholds: VenueThresholds


class VenueSegmentInputs(Shape):
    totalTickets: float
    daysSinceLastPurchase: int | None
    totalSpent: Money
    purchaseFrequency: float


class VenueSegmentExplanation(Shape):
    value: VenueSegment
    rule: Annotated[
        Literal["totalTickets", "daysSinceLastPurchase", "totalSpent", "purchaseFrequency", "otherwise"],
        Field(description="What decided; `totalSpent` together with `purchaseFrequency` above `vipFrequency`."),
    ]
    threshold: Annotated[float | None, Field(description="What it was compared with; null: with nothing.")]
    inputs: VenueSegmentInputs
    thresholds: VenueThresholds


class OrdersPerYearExplanation(Shape):
    value: float
    orderCount: int
    years: Annotated[float, Field(description="Of 365.25 days, since the first order.")]
    countedYears: Annotated[float, Field(description="The same, at least one.")]


class ChurnFactor(Shape):
    factor: float
    value: Annotated[
        float | None,
        Field(description="Days since the last order, null where none is within the window; or orders a year."),
    ]
    moreThan: Annotated[int | None, Field(description="What `value` is more than; null: the factor of all others.")]


class ChurnExplanation(Shape):
    """The product of the factors."""

    value: float
    byDays: ChurnFactor
    byFrequency: ChurnFactor


class ClvExplanation(Shape):
    """The product of the three, rounded once."""

    averageOrderValue: Money
    purchaseFrequency: float
    years: int


class ClvValuesExplanation(Shape):
    simple: ClvExplanation
    model: Annotated[ModelsExplanation | None, Field(description="Null before the first night.")]


class ProfileExplanation(Shape):
    segment: VenueSegmentExplanation
    purchaseFrequency: OrdersPerYearExplanation
    churnProbability: Annotated[ChurnExplanation | None, Field(description="Null without a counted order.")]
    predictedLifetimeValue: ClvExplanation
    models: Annotated[ModelsExplanation | None, Field(description="Null before the first night.")]


class RecencyPart(Shape):
    score: int | None
    value: int | None
    unit: str
    upTo: Annotated[list[int], Field(description="The most days for the scores 5, 4, 3, 2; more days score 1.")]


AmountPart = TypedDict(
    "AmountPart",
    {
        "score": int | None,
        "value": float,
        "unit": str,
        "from": Annotated[list[float], Field(description="From so much on score 5, 4, 3, 2; less scores 1.")],
    },
)


class RFMExplanation(Shape):
    recency: RecencyPart
    frequency: AmountPart
    monetary: AmountPart
