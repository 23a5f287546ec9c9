"""A customer and a product they bought (source 000, its `CustomerProductAffinity`)."""

from __future__ import annotations

from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from ...scoring.affinity import EngagementLevel, PairSegment
from ..door.operation import Operation
from ..door.shapes import Envelope, Instant, Meta, Money, Shape

_Score = Annotated[int, Field(ge=0, le=100)]
_ProductName = Annotated[str | None, Field(description="As their newest order names it; null where none does.")]
_Predicted = Annotated[
    Instant | None, Field(description="Last purchase plus the days between; null without a pattern.")
]


AffinityPart = TypedDict(
    "AffinityPart",
    {
        "points": int,
        "most": Annotated[int, Field(description="The most points that this part gives.")],
        "value": Annotated[float, Field(description="What is compared with the bands.")],
        "unit": str,
        "from": Annotated[int, Field(description="The band that held: from so much on ...")],
        "to": Annotated[int | None, Field(description="... up to so much in whole numbers; null: without end.")],
    },
)


class AffinityExplanation(Shape):
    """The score is the sum of these points."""

    frequency: Annotated[AffinityPart, Field(description="Its band is also the pair segment's.")]
    recency: Annotated[AffinityPart, Field(description="Its band is also the engagement level's.")]
    quantity: AffinityPart
    consistency: Annotated[AffinityPart, Field(description="0 points where there is no pattern: a single purchase.")]


class CustomerProductAffinity(Shape):
    customerId: str
    customerName: str
    productId: str
    productName: _ProductName
    affinityScore: _Score
    purchaseCount: Annotated[int, Field(description="Counted orders with the product.")]
    totalQuantityPurchased: float
    totalSpent: Annotated[Money, Field(description="Of the product's lines, less what refunds took of them.")]
    averageQuantity: Annotated[float, Field(description="Units a purchase, to 2 decimals.")]
    averageOrderValue: Annotated[float, Field(description="Spend per purchase, to 2 decimals.")]
    firstPurchaseDate: Instant
    lastPurchaseDate: Instant
    purchaseFrequencyDays: Annotated[int, Field(description="Mean days between purchases; 0 for a single one.")]
    daysSinceLastPurchase: int
    nextPredictedPurchaseDate: _Predicted
    customerSegment: PairSegment
    engagementLevel: EngagementLevel
    lastCalculated: Annotated[Instant, Field(description="The clock of the answer, and of the whole walk.")]
    category: Annotated[str | None, Field(description="As their newest order names it; null where none does.")]
    explanation: NotRequired[Annotated[AffinityExplanation, Field(description="With `explain=true` only.")]]


class CustomerProductAffinities(Envelope):
    data: list[CustomerProductAffinity]
    count: Annotated[int, Field(description="Rows of this page.")]
    nextCursor: Annotated[str | None, Field(description="Ends the walk where null; a short page does not.")]


class PredictiveRecommendation(Shape):
    productId: str
    productName: _ProductName
    affinityScore: _Score
    purchaseCount: int
    nextPredictedPurchaseDate: _Predicted
    daysSinceLastPurchase: int
    customerSegment: PairSegment
    engagementLevel: EngagementLevel
    probability: NotRequired[
        Annotated[
            float, Field(ge=0, le=1, description="Of a purchase within `probabilityDays`; with `order=probability`.")
        ]
    ]
    expectedDate: NotRequired[
        Annotated[
            Instant | None,
            Field(description="The middle of the time until the next purchase; null beyond ten years. As above."),
        ]
    ]
    probabilityDays: NotRequired[Annotated[int, Field(description="As above.")]]


class PredictiveRecommendations(Envelope):
    message: str
    data: list[PredictiveRecommendation]
    count: int
    corrected: NotRequired[
        Annotated[
            bool,
            Field(description="With `order=probability`: whether the shop's own last 30 days have corrected them."),
        ]
    ]
    asOf: NotRequired[Annotated[Instant, Field(description="With `order=probability`: the night that learnt.")]]


class AtRiskCustomer(Shape):
    customerId: str
    customerName: str
    affinityScore: _Score
    purchaseCount: int
    daysSinceLastPurchase: int
    purchaseFrequencyDays: int
    nextPredictedPurchaseDate: Annotated[Instant, Field(description="Has passed: last purchase plus the days between.")]
    customerSegment: PairSegment
    engagementLevel: EngagementLevel


class AtRiskCustomers(Envelope):
    message: str
    data: list[AtRiskCustomer]
    count: int
    meta: Meta


class ProductCustomer(Shape):
    customerId: str
    customerName: str
    productId: str
    productName: Annotated[str | None, Field(description="From the newest order that gives one; null where none does.")]
    affinityScore: _Score
    purchaseCount: Annotated[int, Field(description="Counted orders with the product: 3 or more.")]
    totalQuantityPurchased: float
    totalSpent: Money
    averageQuantity: float
    averageOrderValue: float
    firstPurchaseDate: Instant
    lastPurchaseDate: Instant
    purchaseFrequencyDays: int
    daysSinceLastPurchase: int
    nextPredictedPurchaseDate: _Predicted
    customerSegment: PairSegment
    engagementLevel: EngagementLevel
    lastCalculated: Annotated[Instant, Field(description="The clock of the whole walk.")]
    category: Annotated[str | None, Field(description="From the newest order that gives one; null where none does.")]


class ProductCustomers(Envelope):
    data: list[ProductCustomer]
    meta: Meta


OPERATIONS = {
    "get_affinities": Operation("Product affinity", CustomerProductAffinities, problems=(404,)),
    "get_recommendations": Operation("Product affinity", PredictiveRecommendations, problems=(404, 409)),
    "get_at_risk_customers": Operation("Product affinity", AtRiskCustomers, problems=(409,)),
    "get_best_customers": Operation("Product affinity", ProductCustomers, problems=(409,)),
}
