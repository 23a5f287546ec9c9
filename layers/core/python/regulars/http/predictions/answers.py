"""Predictions and fits as they look from outside: what is expected, over how long, and what that rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from ...people.customer import Customer
from ...scoring.lifecycle import LifecycleSegment
from ...scoring.prediction.correction import Correction
from ...scoring.prediction.fit import Fit
from ...scoring.prediction.prediction import Prediction
from ...scoring.prediction.sums import ModelSum
from ...scoring.settings import Settings
from ..door.render import instant, money, rounded, shown

if TYPE_CHECKING:
    from ...products.forecast import ModelForecast
    from . import shapes
    from .shapes import (
        CorrectionRange,
        CustomerModels,
        FittedModels,
        ModelCorrection,
        ModelInputs,
        ModelsExplanation,
        SegmentForecast,
        Uncorrected,
    )


def models(customer: Customer, exponent: int) -> CustomerModels:
    """What the models expect of a customer whose history was read."""
    found = customer.scores.prediction
    assert found is not None, "every order was read"
    return {
        "basis": shown("modelBasis", customer, exponent),
        "warning": found.warning,
        "corrected": shown("modelCorrected", customer, exponent),
        "churnProbability": shown("modelChurnProbability", customer, exponent),
        "pAlive": shown("pAlive", customer, exponent),
        "expectedOrders": shown("expectedOrders", customer, exponent),
        "horizonDays": found.churn_horizon_days,
        "expectedOrderValue": shown("expectedOrderValue", customer, exponent),
        "clv": shown("modelClv", customer, exponent),
        "clvHorizonDays": found.clv_horizon_days,
    }


def explanation(found: Prediction | None, settings: Settings, exponent: int) -> ModelsExplanation | None:
    """What the numbers were made of: purchase days, the parameters, the date of the fit; null without a fit.

    `repeatPurchaseDays`, `ageAtLastPurchase` and `age` are the models' x, t_x and T, in days of the tenant's zone.
    """
    if found is None or found.fit is None:
        return None
    inputs: ModelInputs | None = None
    if found.days is not None:
        x, t_x, age, _ = found.days
        mean_minor = found.mean_day_value_minor
        assert mean_minor is not None, "who has purchase days has a mean of them"
        mean = money(mean_minor, exponent)
        inputs = {"repeatPurchaseDays": x, "ageAtLastPurchase": t_x, "age": age, "meanDayValue": mean}
    alone: Uncorrected | None = None
    if found.uncorrected is not None:
        alone = {
            "churnProbability": rounded(found.uncorrected.churn_probability, 6),
            "expectedOrders": rounded(found.uncorrected.expected_orders, 6),
            "clv": money(found.uncorrected.clv_minor, exponent),
        }
    return {
        "uncorrected": alone,
        "seasonFactor": settings.season_factor,
        "inputs": inputs,
        "discountRate": settings.discount_rate,
        "fit": fit(found.fit, exponent),
    }


@overload
def fit(found: Fit, exponent: int) -> FittedModels: ...
@overload
def fit(found: Fit | None, exponent: int) -> FittedModels | None: ...
def fit(found: Fit | None, exponent: int) -> FittedModels | None:
    """The models of a tenant: BG/NBD in days, Gamma-Gamma in major units; null before the first night."""
    if found is None:
        return None
    orders, value = found.orders, found.value
    return {
        "basis": found.basis,
        "warning": found.warning,
        "fittedAt": instant(found.as_of_ms),
        "customers": found.customers,
        "orders": {
            "r": orders.r,
            "alpha": orders.alpha,
            "a": orders.a,
            "b": orders.b,
            "logLikelihood": found.orders_log_likelihood,
        }
        if orders
        else None,
        "value": {
            "p": value.p,
            "q": value.q,
            "v": value.v / 10**exponent,
            "logLikelihood": found.value_log_likelihood,
            "basis": found.value_basis,
        }
        if value
        else None,
        "correction": _correction(found.correction),
        "atBound": list(found.at_bound),
        "coarse": found.coarse,
        "fewCameBack": found.few_came_back,
    }


def _correction(found: Correction | None) -> ModelCorrection | None:
    if found is None:
        return None
    ranges: list[CorrectionRange] = [
        {"low": low, "high": high, "weight": weight}
        for low, high, weight in zip(found.low, found.high, found.weights, strict=True)
    ]
    repeats, since_last, value = ranges
    return {
        "horizonDays": found.horizon_days,
        "windowDays": found.window_days,
        "customers": found.rows,
        "ordered": found.ordered,
        "intercept": found.intercept,
        "logOdds": found.log_odds,
        "repeatPurchaseDays": repeats,
        "daysSinceLast": since_last,
        "orderValue": value,
    }


def forecast(found: ModelForecast | None, exponent: int) -> shapes.ModelForecast | None:
    """By lifecycle segment, each of them; null where no model held that night."""
    if found is None:
        return None
    return {
        "basis": found.basis,
        "fittedAt": instant(found.fitted_at_ms),
        "horizonDays": found.order_days,
        "clvHorizonDays": found.clv_days,
        "segments": [
            _segment(segment, found.sums.by_segment.get(segment, ModelSum()), exponent) for segment in LifecycleSegment
        ],
    }


def _segment(segment: LifecycleSegment, one: ModelSum, exponent: int) -> SegmentForecast:
    return {
        "segment": segment,
        "customers": one.customers,
        "expectedOrders": one.orders,
        "clv": money(one.clv_minor, exponent),
    }
