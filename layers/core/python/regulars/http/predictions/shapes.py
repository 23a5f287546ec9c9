"""What the models expect, and the models themselves (docs/scoring.md, Models)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...scoring.lifecycle import LifecycleSegment
from ...scoring.prediction.fit import Basis, FitWarning
from ..door.shapes import Instant, Money, Shape

_Share = Annotated[float | None, Field(ge=0, le=1)]
_Basis = Annotated[Basis, Field(description="The tenant's own fit, one drawn towards CDNOW's, the rules, or nothing.")]
_Warning = Annotated[FitWarning | None, Field(description="What to bear in mind; null: nothing.")]


class OrderModel(Shape):
    """BG/NBD; days."""

    r: float
    alpha: float
    a: float
    b: float
    logLikelihood: float | None


class ValueModel(Shape):
    """Gamma-Gamma; major units."""

    p: float
    q: float
    v: float
    logLikelihood: float | None
    basis: _Basis


class CorrectionRange(Shape):
    """A feature below the range is taken for `low`, one above it for `high`."""

    low: float
    high: float
    weight: float


class ModelCorrection(Shape):
    """ln(p'/(1 - p')) = intercept + logOdds x ln(p/(1 - p)) + each weight x its feature; p is the model's."""

    horizonDays: Annotated[int, Field(description="It corrects predictions of this horizon.")]
    windowDays: Annotated[int, Field(description="Learnt from who ordered in so many days before the fit.")]
    customers: Annotated[int, Field(description="Whom it was learnt from.")]
    ordered: Annotated[int, Field(description="How many of them ordered within the window.")]
    intercept: float
    logOdds: float
    repeatPurchaseDays: Annotated[CorrectionRange, Field(description="ln(1 + x).")]
    daysSinceLast: Annotated[CorrectionRange, Field(description="ln(1 + days since the last purchase day).")]
    orderValue: Annotated[CorrectionRange, Field(description="ln(mean value of an order in minor units).")]


class FittedModels(Shape):
    basis: _Basis
    warning: _Warning
    fittedAt: Annotated[Instant, Field(description="The instant that the fit knows customers at.")]
    customers: Annotated[int, Field(description="Buyers it was fitted on.")]
    orders: Annotated[OrderModel | None, Field(description="Null where the rules hold.")]
    value: Annotated[ValueModel | None, Field(description="Null where the rules hold, or nobody ever paid.")]
    correction: Annotated[
        ModelCorrection | None, Field(description="Null where fewer than 500 customers, or too much alike, teach one.")
    ]
    atBound: Annotated[list[str], Field(description="Parameters at the edge of their range.")]
    coarse: Annotated[bool, Field(description="Whether customers were counted by week.")]
    fewCameBack: Annotated[
        bool,
        Field(
            description="Whether fewer than 30 have two purchase days: an order of a repeater is then at least as "
            "probable as that of a one-time buyer who is silent as long."
        ),
    ]


class CustomerModels(Shape):
    basis: _Basis
    warning: _Warning
    corrected: Annotated[
        bool,
        Field(description="Whether the tenant's own past corrects `churnProbability`, `expectedOrders` and `clv`."),
    ]
    churnProbability: Annotated[_Share, Field(description="Of no order within `horizonDays`; null without orders.")]
    pAlive: Annotated[_Share, Field(description="1 for every one-time buyer: never one minus the churn.")]
    expectedOrders: Annotated[float | None, Field(description="Purchase days within `horizonDays`.")]
    horizonDays: Annotated[int, Field(description="The setting `churnHorizonDays`.")]
    expectedOrderValue: Annotated[Money | None, Field(description="Of the next purchase day.")]
    clv: Annotated[Money | None, Field(description="Of the orders within `clvHorizonDays`, discounted to today.")]
    clvHorizonDays: Annotated[int, Field(description="The setting `clvHorizonDays`.")]


class ModelInputs(Shape):
    """In days of the tenant's zone: the models' x, t_x and T."""

    repeatPurchaseDays: int
    ageAtLastPurchase: int
    age: int
    meanDayValue: Annotated[Money, Field(description="Of a purchase day.")]


class Uncorrected(Shape):
    """What the model alone says, before the correction and the season."""

    churnProbability: _Share
    expectedOrders: float
    clv: Annotated[Money | None, Field(description="Null where nobody ever paid.")]


class ModelsExplanation(Shape):
    uncorrected: Annotated[Uncorrected | None, Field(description="Null where no model was asked.")]
    seasonFactor: Annotated[float, Field(description="The setting: adds its logarithm to the log-odds of an order.")]
    inputs: Annotated[ModelInputs | None, Field(description="Null where no model was asked.")]
    discountRate: Annotated[float, Field(description="A year.")]
    fit: FittedModels


class SegmentForecast(Shape):
    segment: LifecycleSegment
    customers: Annotated[int, Field(description="With orders, one is enough.")]
    expectedOrders: Annotated[float, Field(description="Purchase days of all of them within `horizonDays`.")]
    clv: Annotated[Money, Field(description="Of all of them.")]


class ModelForecast(Shape):
    """What the models expect of all customers, who bought once too; never to be added to the weeks."""

    basis: _Basis
    fittedAt: Instant
    horizonDays: int
    clvHorizonDays: int
    segments: list[SegmentForecast]
