"""A customer's analytics (source 001): its `CustomerAnalytics`."""

from __future__ import annotations

from typing import Annotated, NotRequired

from pydantic import Field

from ..door.operation import Operation
from ..door.shapes import Body, Envelope, Instant, Money, Shape
from ..predictions.shapes import CustomerModels, ModelsExplanation
from ..venue.explained_shapes import ChurnExplanation, ClvExplanation, OrdersPerYearExplanation

_Score = Annotated[int | None, Field(ge=0, le=100, description="Source 003's.")]


class ProductPreference(Shape):
    productId: str
    productName: Annotated[str | None, Field(description="As orders last said it; null where none did.")]
    category: str | None
    purchaseCount: int
    totalQuantityPurchased: float
    totalSpent: Money


class AverageValueExplanation(Shape):
    totalSpent: Money
    orders: int


class RepeatRateExplanation(Shape):
    repeatOrders: int
    orders: int


class AverageGapExplanation(Shape):
    firstOrderDate: Instant | None
    lastOrderDate: Instant | None
    gaps: Annotated[int, Field(description="Number of gaps between an order and the one before.")]


class AnalyticsExplanation(Shape):
    averageOrderValue: AverageValueExplanation
    repeatPurchaseRate: RepeatRateExplanation
    averageDaysBetweenOrders: AverageGapExplanation
    ordersPerYear: OrdersPerYearExplanation
    churnRisk: Annotated[ChurnExplanation | None, Field(description="Null without a counted order.")]
    predictedLifetimeValue: ClvExplanation
    models: Annotated[ModelsExplanation | None, Field(description="Null before the first night.")]


class CustomerAnalytics(Shape):
    customerId: str
    totalOrders: int
    totalSpent: Money
    averageOrderValue: Annotated[Money | None, Field(description="Null without a counted order.")]
    repeatPurchaseRate: Annotated[
        float | None, Field(description="(orders - 1) / orders, to 4 decimals; null without a counted order.")
    ]
    averageDaysBetweenOrders: Annotated[float | None, Field(description="To 2 decimals; null below two orders.")]
    ordersPerYear: Annotated[
        float | None, Field(description="Over the years since the first order, at least one; null without one.")
    ]
    productPreferences: Annotated[
        list[ProductPreference], Field(max_length=5, description="The most often bought, then by spend.")
    ]
    churnRisk: Annotated[
        float | None,
        Field(
            description="0 to 1, by source 002's table over the orders of the last `days`; .8 where none is within "
            "them, null without a counted order."
        ),
    ]
    predictedLifetimeValue: Annotated[
        Money, Field(description="Average order value, times orders a year, times three years.")
    ]
    models: Annotated[CustomerModels, Field(description="What BG/NBD and Gamma-Gamma expect, beside the rules.")]
    engagementScore: _Score
    churnRiskScore: _Score
    npsScore: Annotated[int | None, Field(ge=0, le=10, description="Their newest answer; null without one.")]
    averageRating: Annotated[float | None, Field(description="1 to 5, over all ratings; null without any.")]
    lastCalculatedAt: Instant
    explanation: NotRequired[Annotated[AnalyticsExplanation, Field(description="With `explain=true` only.")]]


class CustomerAnalyticsList(Envelope):
    data: list[CustomerAnalytics]
    count: Annotated[int, Field(description="Rows of this page.")]
    total: Annotated[int | None, Field(description="All customers; null where they are more than can be counted now.")]
    totalAsOf: Annotated[Instant | None, Field(description="Of when `total` is; null: of `asOf`.")]
    limit: int
    offset: int
    nextCursor: Annotated[str | None, Field(description="Ends the walk where null; a short page does not.")]
    asOf: Annotated[Instant, Field(description="The clock of the whole walk.")]


class CustomerAnalyticsRequest(Body):
    userId: Annotated[str | None, Field(description="The token's tenant, if given.")] = None
    customerId: str
    days: Annotated[int | None, Field(ge=0, le=36_500, description="365 where not given; 0: all history.")] = None


class CustomerAnalyticsAnswer(Envelope):
    data: CustomerAnalytics


OPERATIONS = {
    "get_analytics": Operation("Customers", CustomerAnalyticsList, problems=(404, 409)),
    "post_analytics": Operation(
        "Customers",
        CustomerAnalyticsAnswer,
        CustomerAnalyticsRequest,
        problems=(404, 413),
    ),
}
