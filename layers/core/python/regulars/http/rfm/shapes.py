"""RFM scores (source 001): its `CustomerRFMScore` and its distribution."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from ...scoring.rfm import RfmGroup
from ..door.operation import Operation
from ..door.shapes import Body, Envelope, Instant, Money, Shape
from ..settings.shapes import RfmBands

_Score = Annotated[int | None, Field(ge=1, le=10, description="1 to 5, with scale 10 to 10; null without an order.")]
_Explained = Field(description="With `explain=true` only.")
_Scale = Annotated[int, Field(description="5: fixed bands; 10: deciles of the tenant's own customers.")]


RFMComponent = TypedDict(
    "RFMComponent",
    {
        "score": _Score,
        "value": float | Instant | None,
        "unit": str,
        "upTo": NotRequired[Annotated[list[int], Field(description="For 5, 4, 3 and 2; beyond the last 1.")]],
        "from": NotRequired[Annotated[list[float], Field(description="For 5, 4, 3 and 2; below the last 1.")]],
        "above": NotRequired[Annotated[list[float | Instant], Field(description="For 2, 3 and so on to 10; else 1.")]],
    },
)


class RFMScoreExplanation(Shape):
    recency: RFMComponent
    frequency: RFMComponent
    monetary: RFMComponent
    windowDays: Annotated[int | None, Field(description="Null: all history.")]
    windowEmpty: Annotated[bool | None, Field(description="Orders, but none in the window: 1-1-1, Lost.")]
    bands: Annotated[RfmBands, Field(description="The settings that gave the group.")]


class CustomerRFMScore(Shape):
    customerId: str
    days: Annotated[int, Field(description="The window; 0: all history.")]
    recency: Annotated[int | None, Field(description="Whole days since the newest order, in the window or not.")]
    frequency: Annotated[int | None, Field(description="Orders in the window.")]
    monetary: Annotated[Money | None, Field(description="Spend in the window.")]
    recencyScore: _Score
    frequencyScore: _Score
    monetaryScore: _Score
    rfmScore: Annotated[str | None, Field(examples=["543", "10-4-3"], description="The scores as one text.")]
    rfmSegment: Annotated[RfmGroup | None, Field(description="By the bands, whatever the scale.")]
    windowEmpty: bool | None
    lastCalculatedAt: Instant
    explanation: NotRequired[Annotated[RFMScoreExplanation, _Explained]]


class RFMCutPoints(Shape):
    """Nine values each: a customer above the first scores 2, above the ninth 10."""

    asOf: Annotated[Instant, Field(description="Of the night that left them.")]
    customers: int
    lastOrder: list[Instant]
    orders: list[int]
    spend: list[Money]


class RFMCell(Shape):
    recencyScore: Annotated[int, Field(ge=1, le=5)]
    frequencyScore: Annotated[int, Field(ge=1, le=5)]
    customers: int
    groups: Annotated[dict[RfmGroup, int], Field(description="Those that the money score makes of it.")]


class RFMGrid(Shape):
    asOf: Annotated[Instant, Field(description="Of this instant, or of last night.")]
    cells: Annotated[list[RFMCell], Field(min_length=25, max_length=25, description="The best first.")]


class OfEverybody(Shape):
    """How a distribution stands in the answer."""

    distribution: dict[RfmGroup, int] | None
    unscored: int | None
    distributionAsOf: Instant | None
    distributionReason: str | None


class RFMScores(Envelope):
    scores: list[CustomerRFMScore]
    distribution: Annotated[
        dict[RfmGroup, int] | None, Field(description="Over all customers, whatever the filter; null: see the reason.")
    ]
    unscored: Annotated[int | None, Field(description="Customers without a counted order.")]
    distributionAsOf: Annotated[Instant | None, Field(description="Of this instant, or of last night.")]
    distributionReason: Annotated[str | None, Field(description="Why there is no distribution; null where it is.")]
    count: Annotated[int, Field(description="Scores of this page.")]
    total: Annotated[int | None, Field(description="All that match; null where they are more than can be counted now.")]
    totalAsOf: Annotated[Instant | None, Field(description="Of when `total` is; null: of `asOf`.")]
    limit: int
    offset: int
    nextCursor: Annotated[str | None, Field(description="Ends the walk where null; a short page does not.")]
    asOf: Annotated[Instant, Field(description="The clock of the whole walk.")]
    scale: _Scale
    cutPoints: Annotated[RFMCutPoints | None, Field(description="With scale 10 only.")]
    grid: NotRequired[Annotated[RFMGrid | None, Field(description="With `grid=true`; null where nobody knows it.")]]


class RFMRequest(Body):
    userId: Annotated[str | None, Field(description="The token's tenant, if given.")] = None
    customerId: str
    days: Annotated[int | None, Field(ge=0, le=36_500, description="365 where not given; 0: all history.")] = None
    scale: Literal[5, 10] | None = None


class CustomerRFMScoreAnswer(Envelope):
    data: CustomerRFMScore


OPERATIONS = {
    "get_rfm": Operation("Customers", RFMScores, problems=(404, 409)),
    "post_rfm": Operation("Customers", CustomerRFMScoreAnswer, RFMRequest, problems=(404, 409, 413)),
}
