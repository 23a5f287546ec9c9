"""What is served of a tenant's fit for one customer, and what it rests on (docs/scoring.md, Models)."""

from __future__ import annotations

from math import floor, isfinite
from typing import NamedTuple

from ...facts.customer import PurchaseFacts, TimelineEntry
from ...facts.time import days_since, elapsed_ms
from ..fields import Field, Kind, Score
from ..settings import Settings
from ..venue_rules import churn_by_rules
from .bgnbd import churn_probability, expected_orders_alive, p_alive
from .clv import discounted_orders
from .days import PurchaseDays, purchase_days
from .fit import Basis, Fit, FitWarning
from .gamma_gamma import expected_value


class Prediction(NamedTuple):
    """What the models expect of a customer; None for what they cannot say.

    Probabilities are 0 to 1; `churn_probability` and `expected_orders` are over `churn_horizon_days`, `clv_minor` is
    over `clv_horizon_days`, discounted. `days` and `fit` are what the numbers were made of.
    """

    basis: Basis
    warning: FitWarning | None
    churn_horizon_days: int
    clv_horizon_days: int
    churn_probability: float | None = None
    p_alive: float | None = None
    expected_orders: float | None = None
    expected_order_value_minor: int | None = None
    clv_minor: int | None = None
    days: PurchaseDays | None = None
    fit: Fit | None = None


def prediction(purchases: PurchaseFacts, fit: Fit | None, settings: Settings, now_ms: int) -> Prediction | None:
    """The customer's prediction at `now_ms`; `fit` None before the tenant's first one.

    Without an order they are not eligible. None where the timeline would decide and is missing (`needs_timeline`).
    """
    if needs_timeline(purchases, fit):
        return None
    warning = fit.warning if fit else None
    churn_days, clv_days = settings.churn_horizon_days, settings.clv_horizon_days
    first_at_ms, last_at_ms = purchases.first_at_ms, purchases.last_at_ms
    if first_at_ms is None or last_at_ms is None:
        return Prediction(Basis.NOT_ELIGIBLE, warning, churn_days, clv_days, fit=fit)
    if fit is None or fit.orders is None:
        age_ms = elapsed_ms(first_at_ms, now_ms)
        by_rules = churn_by_rules(days_since(last_at_ms, now_ms), purchases.order_count, age_ms)
        return Prediction(Basis.RULES, warning, churn_days, clv_days, by_rules, fit=fit)
    timeline = purchases.timeline or (TimelineEntry(first_at_ms, purchases.spend_minor, purchases.units_milli),)
    days = purchase_days(timeline, settings.timezone, now_ms)
    x, t_x, age, repeat_minor = days
    model = fit.orders
    alive = p_alive(model, x, t_x, age)
    value = expected_value(fit.value, x, repeat_minor / x if x else 0.0) if fit.value else None
    clv = None
    if value is not None:
        orders = discounted_orders(
            lambda day: expected_orders_alive(model, x, age, day), clv_days, settings.discount_rate
        )
        clv = alive * orders * value
    return Prediction(
        fit.basis,
        warning,
        churn_days,
        clv_days,
        churn_probability(model, x, t_x, age, churn_days),
        alive,
        alive * expected_orders_alive(model, x, age, churn_days),
        _minor(value),
        _minor(clv),
        days,
        fit,
    )


def needs_timeline(purchases: PurchaseFacts, fit: Fit | None) -> bool:
    """Whether a model holds and the orders that it counts were not read: rows of an index have no timeline.

    One order is known without it.
    """
    return bool(fit and fit.orders) and purchases.order_count > 1 and len(purchases.timeline) != purchases.order_count


def _minor(amount: float | None) -> int | None:
    return floor(amount + 0.5) if amount is not None and isfinite(amount) else None


SCORE = Score(
    "prediction",
    "Predictions",
    (
        Field(
            "modelBasis",
            Kind.ENUMERATION,
            None,
            lambda facts, scores: scores.prediction and scores.prediction.basis,
            doc="What the model's numbers rest on: model, prior, rules or not_eligible.",
            values=Basis,
        ),
        Field(
            "modelChurnProbability",
            Kind.NUMBER,
            None,
            lambda facts, scores: scores.prediction and scores.prediction.churn_probability,
            doc="Probability of no order within `churnHorizonDays`, 0 to 1; null without a counted order.",
            changes_with_time=True,
            decimals=6,
        ),
        Field(
            "pAlive",
            Kind.NUMBER,
            None,
            lambda facts, scores: scores.prediction and scores.prediction.p_alive,
            doc="Probability that the customer has not left for good, 0 to 1; 1 for every one-time buyer.",
            changes_with_time=True,
            decimals=6,
        ),
        Field(
            "expectedOrders",
            Kind.NUMBER,
            "purchase days",
            lambda facts, scores: scores.prediction and scores.prediction.expected_orders,
            doc="Purchase days expected within `churnHorizonDays`.",
            changes_with_time=True,
            decimals=6,
        ),
        Field(
            "expectedOrderValue",
            Kind.MONEY,
            "currency",
            lambda facts, scores: scores.prediction and scores.prediction.expected_order_value_minor,
            doc="Expected value of the customer's next purchase day.",
        ),
        Field(
            "modelClv",
            Kind.MONEY,
            "currency",
            lambda facts, scores: scores.prediction and scores.prediction.clv_minor,
            doc="Value of the orders expected within `clvHorizonDays`, discounted to today at `discountRate` a year.",
            changes_with_time=True,
        ),
    ),
)
