"""Funnel and cohorts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ..door.shapes import Envelope, Instant, Shape

_Share = Annotated[float | None, Field(description="0 to 1, to 4 decimals; null where there is nobody.")]
_AsOf = Annotated[Instant, Field(description="Of this instant, or of last night.")]
_Month = Annotated[str, Field(examples=["2025-03"], description="In the tenant's zone.")]


class FunnelStep(Shape):
    step: Literal["firstOrder", "secondOrder", "thirdOrder"]
    customers: int
    share: _Share
    shareOfPrevious: Annotated[float | None, Field(description="Of those who got to the step before.")]
    medianDays: Annotated[float | None, Field(description="Whole days since the order before; null of the first.")]


class Funnel(Shape):
    asOf: _AsOf
    steps: list[FunnelStep]


class FunnelAnswer(Envelope):
    data: Funnel


class RetainedMonth(Shape):
    month: _Month
    monthsLater: int
    customers: Annotated[int, Field(description="Of the cohort, who ordered in this month.")]
    share: _Share


class Cohort(Shape):
    month: Annotated[str, Field(examples=["2025-03"], description="Of the first order, in the tenant's zone.")]
    customers: int
    retention: Annotated[list[RetainedMonth], Field(description="Up to the month under way, which is the last.")]


class Cohorts(Shape):
    asOf: _AsOf
    cohorts: Annotated[list[Cohort], Field(description="Ascending; months in which nobody ordered first are left out.")]


class CohortsAnswer(Envelope):
    data: Cohorts
