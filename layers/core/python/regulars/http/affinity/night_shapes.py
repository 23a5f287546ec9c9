"""What is answered from the last night: who is due, and what is expected to be bought."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...scoring.affinity import EngagementLevel, PairSegment
from ..door.shapes import Envelope, Instant, Meta, Money, Shape
from ..predictions.shapes import ModelForecast

_Day = Annotated[str, Field(json_schema_extra={"format": "date"}, examples=["2025-10-23"])]
_Night = Annotated[Instant, Field(description="The instant of the night that found it.")]
_ProductName = Annotated[
    str | None, Field(description="As the newest order says that names it, by the last night or an import since.")
]
_Category = Annotated[str | None, Field(description="As the newest order says that names it; null: none does.")]
_Overdue = Annotated[
    int, Field(description="Customers with a product whose predicted date had passed: expected on no day.")
]


class DueCustomer(Shape):
    customerId: str
    customerName: str
    productId: str
    productName: _ProductName
    affinityScore: Annotated[int, Field(ge=0, le=100)]
    purchaseCount: int
    daysSinceLastPurchase: int
    purchaseFrequencyDays: int
    nextPredictedPurchaseDate: Annotated[Instant, Field(description="Last purchase plus the days between.")]
    customerSegment: PairSegment
    engagementLevel: EngagementLevel
    category: _Category


class DueMeta(Meta):
    total: Annotated[None, Field(description="Not known: each row is checked when its page is asked for.")]
    asOf: _Night
    checkedAt: Annotated[Instant, Field(description="The clock of the whole walk: each row is right at it.")]


class DueCustomers(Envelope):
    data: list[DueCustomer]
    meta: DueMeta


class DayDemand(Shape):
    date: Annotated[_Day, Field(description="In the tenant's zone.")]
    expectedPurchases: int
    expectedUnits: Annotated[float, Field(description="By each pair's average quantity, to 2 decimals.")]


class ProductDemand(Shape):
    productId: str
    productName: _ProductName
    category: _Category
    asOf: _Night
    overdue: _Overdue
    expectedPurchases: int
    expectedUnits: float
    days: Annotated[list[DayDemand], Field(description="Every day, those without a purchase too.")]


class ProductDemandAnswer(Envelope):
    data: ProductDemand


class WeekForecast(Shape):
    from_: Annotated[_Day, Field(alias="from", description="The first day, in the tenant's zone.")]
    to: Annotated[_Day, Field(description="The day behind the last.")]
    expectedPurchases: int
    expectedRevenue: Annotated[Money, Field(description="By each pair's average order value.")]


class Forecast(Shape):
    asOf: _Night
    currency: str
    overdue: _Overdue
    expectedPurchases: int
    expectedRevenue: Money
    weeks: list[WeekForecast]
    models: Annotated[
        ModelForecast | None, Field(description="By segment, beside the weeks; null where no model held that night.")
    ]


class ForecastAnswer(Envelope):
    data: Forecast
