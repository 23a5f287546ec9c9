"""What is answered from the last night: who is due, and what is expected to be bought."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from ...scoring.affinity import EngagementLevel, PairSegment
from ..door.operation import Operation
from ..door.shapes import Envelope, Instant, Money, Shape
from ..predictions.shapes import ModelForecast

_Day = Annotated[str, Field(json_schema_extra={"format": "date"}, examples=["2025-10-23"])]
_Night = Annotated[Instant, Field(description="The instant of the night that found it.")]
_ProductName = Annotated[
    str | None, Field(description="From the newest order that gives one, as of last night or a later import.")
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


class DueMeta(Shape):
    count: Annotated[int, Field(description="Rows of this page.")]
    total: Annotated[None, Field(description="Not known: each row is checked when its page is asked for.")]
    totalAsOf: Annotated[Instant | None, Field(description="Of when `total` is; null: of `asOf`.")]
    nextCursor: Annotated[str | None, Field(description="Ends the walk where null; a short page does not.")]
    asOf: _Night
    checkedAt: Annotated[Instant, Field(description="The clock of the whole walk: each row is right at it.")]


class DueCustomers(Envelope):
    data: list[DueCustomer]
    meta: DueMeta


_MeanOf = Annotated[
    int,
    Field(description="The last full weeks that the mean is of: 8, or 4 where fewer are known; else 0."),
]
_Wape = Annotated[
    float | None,
    Field(
        description="How wrong the last eight forecasts of purchases were over the four weeks after each: the sum of "
        "errors over the sum of purchases, to 4 decimals; 0 is perfect. Null where none can be held against anything."
    ),
]


class UsualUnits(Shape):
    """By the mean of recent weeks, to 2 decimals; null with fewer than four full weeks."""

    purchases: float | None
    units: float | None


class UnitsInRhythm(Shape):
    """By the pairs whose predicted date is still to come, at that date and every further gap. No forecast."""

    purchases: int
    units: Annotated[float, Field(description="By each pair's average quantity, to 2 decimals.")]


class OfDays(Shape):
    """What a day and all days together say."""

    expected: UsualUnits
    inRhythm: UnitsInRhythm


class DayDemand(Shape):
    date: Annotated[_Day, Field(description="In the tenant's zone.")]
    expected: UsualUnits
    inRhythm: UnitsInRhythm


class ProductDemand(Shape):
    productId: str
    productName: _ProductName
    category: _Category
    asOf: _Night
    overdue: _Overdue
    meanOfWeeks: _MeanOf
    wape: _Wape
    expected: UsualUnits
    inRhythm: UnitsInRhythm
    days: Annotated[list[DayDemand], Field(description="Every day, those without a purchase too.")]


class ProductDemandAnswer(Envelope):
    data: ProductDemand


_Purchases = Annotated[
    float | None, Field(description="By the mean of recent weeks, to 1 decimal; null with fewer than four full weeks.")
]
_Revenue = Annotated[Money | None, Field(description="Of all orders, after refunds, by the mean of recent weeks.")]
_KnownPairs = Annotated[
    float | None,
    Field(
        description="Those of `purchases` that repeat one: by each pair's rate, times what came in the last 28 days "
        "over what the rates said; the rest are first purchases of a product. Null with fewer than 500 pairs."
    ),
]


class RevenueInRhythm(Shape):
    """By the pairs whose predicted date is still to come, at that date and every further gap. No forecast."""

    purchases: int
    revenue: Annotated[Money, Field(description="By each pair's average order value.")]


class OfWeeks(Shape):
    """What a week and all weeks together say."""

    purchases: float | None
    revenue: Money | None
    wape: float | None
    knownPairs: float | None
    inRhythm: RevenueInRhythm


WeekForecast = TypedDict(
    "WeekForecast",
    {
        "from": Annotated[_Day, Field(description="The first day, in the tenant's zone.")],
        "to": Annotated[_Day, Field(description="The day behind the last.")],
        "purchases": _Purchases,
        "revenue": _Revenue,
        "wape": _Wape,
        "knownPairs": _KnownPairs,
        "inRhythm": RevenueInRhythm,
    },
)


class Forecast(Shape):
    asOf: _Night
    currency: str
    overdue: _Overdue
    meanOfWeeks: _MeanOf
    seasonal: Annotated[
        bool,
        Field(
            description="Whether weeks of purchases are weighted by the same weeks a year ago: where two years are "
            "known, and that was closer over the last 26 weeks."
        ),
    ]
    purchases: _Purchases
    revenue: _Revenue
    wape: _Wape
    revenueWape: Annotated[float | None, Field(description="The same of revenue.")]
    knownPairs: _KnownPairs
    inRhythm: RevenueInRhythm
    weeks: list[WeekForecast]
    models: Annotated[
        ModelForecast | None, Field(description="By segment, beside the weeks; null where no model held that night.")
    ]


class ForecastAnswer(Envelope):
    data: Forecast


OPERATIONS = {
    "get_due": Operation("Product affinity", DueCustomers, problems=(409,)),
    "get_demand": Operation("Product affinity", ProductDemandAnswer, problems=(409,)),
    "get_forecast": Operation("Product affinity", ForecastAnswer, problems=(409,)),
}
