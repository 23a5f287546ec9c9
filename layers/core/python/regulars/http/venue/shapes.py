"""Venue intelligence (source 002): its `CustomerProfile`, `CustomerSegment`, `RFMAnalysis` and `CustomerInsight`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, NotRequired

from pydantic import Field

from ...facts.items.head import MergedBy
from ...facts.order import OrderStatus
from ...people.journey import STEP_KINDS
from ...scoring.habits import PartOfDay
from ...scoring.insights import Impact, InsightType, Metric
from ...scoring.lifecycle import LifecycleSegment
from ...scoring.prediction.fit import Basis, FitWarning
from ...scoring.rfm import RfmGroup
from ...scoring.venue import VenueSegment
from ..communications.shapes import CommunicationStep
from ..consents.shapes import ConsentStep
from ..door.operation import Operation
from ..door.shapes import Envelope, Instant, Made, Meta, Money, Shape
from ..interactions.shapes import InteractionStep
from ..loyalty.point_shapes import BroughtStep, LoyaltyStep
from ..notes.shapes import NoteStep
from ..predictions.shapes import CustomerModels
from .explained_shapes import ClvValuesExplanation, ProfileExplanation, RFMExplanation, VenueSegmentsExplanation

_Days = Annotated[int | None, Field(description="Whole days since the newest counted order; null without one.")]
_Units = Annotated[float, Field(description="Units bought in all counted orders.")]
_PerYear = Annotated[float, Field(description="Orders over the years since the first one, at least one year.")]
_Score = Annotated[int | None, Field(ge=1, le=5, description="Null without a counted order.")]
_Explained = Field(description="With `explain=true` only.")


class VenueSegmentCount(Shape):
    segment: VenueSegment
    count: int
    percentage: Annotated[float, Field(description="Of all customers, to 2 decimals.")]


class VenueSegments(Envelope):
    data: Annotated[list[VenueSegmentCount], Field(description="All seven, whatever their count.")]
    meta: Meta
    explanation: NotRequired[Annotated[VenueSegmentsExplanation, _Explained]]


class CustomerPreferences(Shape):
    eventTypes: Annotated[list[str], Field(description="The categories in the most orders, at most 5.")]


class CustomerBehavior(Shape):
    purchaseTime: Annotated[
        PartOfDay | None, Field(description="When most orders are placed, in the tenant's zone; null without one.")
    ]


class CustomerAttributes(Shape):
    preferences: CustomerPreferences
    behavior: CustomerBehavior


class CustomerProfile(Shape):
    customerId: str
    venueId: Annotated[str, Field(description="The token's tenant.")]
    firstSeen: Instant | None
    lastSeen: Instant | None
    totalSpent: Money
    totalTickets: _Units
    averageOrderValue: Annotated[Money, Field(description="Spend over orders; 0 without orders.")]
    purchaseFrequency: _PerYear
    daysSinceLastPurchase: _Days
    segment: VenueSegment
    predictedLifetimeValue: Annotated[Money, Field(description="Average order value, times frequency, times 3 years.")]
    churnProbability: Annotated[float | None, Field(description="By source 002's table; null without orders.")]
    models: Annotated[CustomerModels, Field(description="What the models of last night's fit expect.")]
    attributes: CustomerAttributes
    explanation: NotRequired[Annotated[ProfileExplanation, _Explained]]


class CustomerProfileAnswer(Envelope):
    data: CustomerProfile


class CustomerInsight(Shape):
    type: InsightType
    title: str
    impact: Impact
    suggestedActions: list[str]
    metric: Metric
    value: Annotated[float, Field(description="More than `threshold`.")]
    threshold: float


class CustomerInsights(Envelope):
    data: list[CustomerInsight]
    meta: Meta


class RFMAnalysis(Shape):
    """Over all history; `frequency` is units bought."""

    customerId: str
    venueId: str
    recency: _Days
    frequency: _Units
    monetary: Money
    recencyScore: _Score
    frequencyScore: _Score
    monetaryScore: _Score
    segment: Annotated[RfmGroup | None, Field(description="Null without a counted order.")]
    rfmScore: Annotated[str | None, Field(description="The three scores as one text; null without a counted order.")]
    lastCalculatedAt: Instant
    explanation: NotRequired[Annotated[RFMExplanation, _Explained]]


class RFMAnalysisAnswer(Envelope):
    data: RFMAnalysis


class CustomerLifetimeValue(Shape):
    customerId: str
    venueId: str
    simple: Annotated[Money, Field(description="Average order value, times orders a year, times 3 years.")]
    model: Annotated[Money | None, Field(description="Over the horizon, by a fitted model; null where there is none.")]
    basis: Annotated[Basis, Field(description="What `model` rests on.")]
    warning: Annotated[FitWarning | None, Field(description="A caution about the model; null where there is none.")]
    horizonDays: Annotated[int, Field(description="The setting `clvHorizonDays`.")]
    explanation: NotRequired[Annotated[ClvValuesExplanation, _Explained]]


class CustomerLifetimeValueAnswer(Envelope):
    data: CustomerLifetimeValue


class OrderStep(Shape):
    status: OrderStatus
    currency: str
    total: Money
    refundedAmount: Money
    netSpend: Annotated[Money, Field(description="0 of an order that does not count.")]
    units: float
    lines: Annotated[int, Field(description="How many lines it has.")]
    reference: str | None
    channel: str | None


class MilestoneStep(Shape):
    number: Annotated[int, Field(description="Of the counted order, from 1 on.")]
    orderId: str


class SegmentStep(Shape):
    segment: Annotated[LifecycleSegment, Field(description="The lifecycle segment entered.")]
    previous: LifecycleSegment | None


class MergedStep(Shape):
    customerId: Annotated[str, Field(description="Who was merged into the customer.")]
    mergedBy: MergedBy


class JourneyStep(Shape):
    at: Instant
    kind: Annotated[str, Field(json_schema_extra={"enum": list(STEP_KINDS)})]
    id: Annotated[str, Field(description="Unique within its kind; an order's is its order id.")]
    title: str
    data: Annotated[
        Mapping[str, Any],
        Made(
            OrderStep
            | MilestoneStep
            | SegmentStep
            | NoteStep
            | CommunicationStep
            | InteractionStep
            | ConsentStep
            | MergedStep
            | LoyaltyStep
            | BroughtStep
        ),
    ]


class CustomerJourney(Envelope):
    data: list[JourneyStep]
    meta: Meta


OPERATIONS = {
    "get_venue_segments": Operation("Venue", VenueSegments, problems=(409,)),
    "get_venue_insights": Operation("Venue", CustomerInsights, problems=(404,)),
    "get_venue_journey": Operation("Venue", CustomerJourney, problems=(404, 409)),
    "get_venue_rfm": Operation("Venue", RFMAnalysisAnswer, problems=(404,)),
    "get_venue_clv": Operation("Venue", CustomerLifetimeValueAnswer, problems=(404,)),
    "get_venue_customer": Operation("Venue", CustomerProfileAnswer, problems=(404,)),
}
