"""Engagement, churn risk and NPS (source 003)."""

from __future__ import annotations

from typing import Annotated, Any, NotRequired

from pydantic import Field

from ...scoring.churn_risk import ChurnRiskBand
from ...scoring.engagement import EngagementBand
from ...scoring.lifecycle import LifecycleSegment
from ..door.operation import Operation
from ..door.shapes import Envelope, Instant, Shape
from ..predictions.shapes import CustomerModels

_OrdersAlone = Annotated[
    bool,
    Field(
        description="No message, payment, change of tier, complaint or signal is known of anybody: bands say little."
    ),
]
_Score = Annotated[int | None, Field(ge=0, le=100)]


class EngagementRange(Shape):
    label: Annotated[str, Field(examples=["High (70-100)"])]
    band: EngagementBand
    min: int
    max: int
    count: int


class EngagementAnswer(Envelope):
    distribution: list[EngagementRange]
    ordersAlone: _OrdersAlone
    asOf: Instant


class ChurnRiskAnswer(Envelope):
    critical: Annotated[int, Field(description="From 80.")]
    high: Annotated[int, Field(description="60 to 79.")]
    medium: Annotated[int, Field(description="30 to 59.")]
    low: Annotated[int, Field(description="Below 30.")]
    total: int
    unanswered: Annotated[
        int,
        Field(description="Who complained, answered NPS with 6 or less or rated 2 or less, unanswered since."),
    ]
    ordersAlone: _OrdersAlone
    asOf: Instant


class NpsCounts(Shape):
    npsScore: Annotated[
        float | None, Field(description="Percent of promoters less percent of detractors; null without answers.")
    ]
    answers: int
    promoters: Annotated[int, Field(description="9 or 10.")]
    passives: int
    detractors: Annotated[int, Field(description="0 to 6.")]


class NpsSegment(NpsCounts):
    segment: LifecycleSegment


class NpsOfAll(NpsCounts):
    segments: list[NpsSegment]
    asOf: Instant


class NpsAnswer(Envelope):
    data: NpsOfAll


class CustomerIntelligence(Shape):
    customerId: str
    engagementScore: _Score
    engagement: EngagementBand | None
    engagementScoreAt: Instant
    churnRiskScore: _Score
    churnRisk: ChurnRiskBand | None
    churnRiskScoreAt: Instant
    healthScore: Annotated[_Score, Field(description="Half the engagement, half what the churn risk leaves of 100.")]
    loyaltyTiers: Annotated[
        list[str] | None,
        Field(description="As rules of segments name them, `<program>: <tier>`.", examples=[["Coffee Club: Gold"]]),
    ]
    npsScore: Annotated[int | None, Field(ge=0, le=10, description="The newest answer.")]
    averageRating: float | None
    models: CustomerModels
    explanation: NotRequired[
        Annotated[dict[str, Any], Field(description="With `explain=true`: each part, its weight and its inputs.")]
    ]


class IntelligenceAnswer(Envelope):
    data: CustomerIntelligence


OPERATIONS = {
    "get_engagement": Operation("Analytics", EngagementAnswer, problems=(409,)),
    "get_churn_risk": Operation("Analytics", ChurnRiskAnswer, problems=(409,)),
    "get_nps": Operation("Analytics", NpsAnswer, problems=(409,)),
    "get_intelligence": Operation("Customers", IntelligenceAnswer, problems=(404,)),
}
