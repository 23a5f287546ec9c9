"""Funnel and cohorts."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from pydantic import Field

from ..door.operation import Operation
from ..door.shapes import Envelope, Instant, Money, Shape

Step = Literal["firstOrder", "secondOrder", "thirdOrder"]
_Share = Annotated[float | None, Field(description="0 to 1, to 4 decimals; null where there is nobody.")]
_AsOf = Annotated[Instant, Field(description="Of this instant, or of last night.")]
_Month = Annotated[str, Field(examples=["2025-03"], description="In the tenant's zone.")]


class FunnelStep(Shape):
    step: Step
    customers: int
    share: _Share
    shareOfPrevious: Annotated[float | None, Field(description="Of those who got to the step before.")]
    medianDays: Annotated[float | None, Field(description="Whole days since the order before; null of the first.")]


class Funnel(Shape):
    asOf: _AsOf
    steps: list[FunnelStep]


class FunnelAnswer(Envelope):
    data: Funnel


class _Revenue(Shape):
    revenue: NotRequired[
        Annotated[
            Money | None, Field(description="With `value=revenue`: net spend of the month; null of an older night.")
        ]
    ]
    revenuePerCustomer: NotRequired[
        Annotated[
            Money | None, Field(description="With `value=revenue`: for each of the cohort, who ordered in it or not.")
        ]
    ]


class RetainedMonth(_Revenue):
    month: _Month
    monthsLater: int
    customers: Annotated[int, Field(description="Of the cohort, who ordered in this month.")]
    share: _Share


class Cohort(Shape):
    month: Annotated[str, Field(examples=["2025-03"], description="Of the first order, in the tenant's zone.")]
    customers: int
    retention: Annotated[list[RetainedMonth], Field(description="Up to the month under way, which is the last.")]


class LaterMonth(_Revenue):
    monthsLater: int
    of: Annotated[int, Field(description="Customers who have come as far.")]
    customers: Annotated[int, Field(description="Of them, who ordered in this month.")]
    share: _Share


class ProductCohort(Shape):
    """With `by=firstProduct`: customers by the product on which most was spent in their first order."""

    productId: Annotated[str | None, Field(description="Null: of all further products, and of orders without a line.")]
    productName: Annotated[str | None, Field(description="As the tenant's orders name it; null: not known.")]
    customers: int
    retention: Annotated[list[LaterMonth], Field(description="Up to two years.")]


class ChannelCohort(Shape):
    """With `by=channel`: customers by the channel of their first order."""

    channel: Annotated[str | None, Field(description="Null: of all further channels, and of orders that name none.")]
    customers: int
    retention: Annotated[list[LaterMonth], Field(description="Up to two years.")]


class Cohorts(Shape):
    asOf: _AsOf
    cohorts: Annotated[
        list[Cohort] | list[ProductCohort] | list[ChannelCohort],
        Field(
            description="By month ascending, those in which nobody ordered first left out; or by product, or channel."
        ),
    ]


class CohortsAnswer(Envelope):
    data: Cohorts


OPERATIONS = {
    "get_funnel": Operation("Analytics", FunnelAnswer, problems=(409,)),
    "get_cohorts": Operation("Analytics", CohortsAnswer, problems=(409,)),
}
