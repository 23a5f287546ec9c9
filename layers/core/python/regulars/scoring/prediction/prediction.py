"""What is served of a tenant's fit for one customer, and what it rests on (docs/scoring.md, Models)."""

from __future__ import annotations

from math import floor, isfinite, log
from typing import NamedTuple

from ...facts.customer import PurchaseFacts, TimelineEntry
from ...facts.money import average
from ...facts.time import days_since, elapsed_ms
from ..fields import Field, Kind, Score
from ..settings import Settings
from ..venue_rules import churn_by_rules
from .bgnbd import expected_orders_alive, order_probability, p_alive
from .clv import discounted_orders
from .correction import Row, features, log_odds, sigmoid
from .days import PurchaseDays, purchase_days
from .fit import Basis, Fit, FitWarning
from .gamma_gamma import expected_value


class Uncorrected(NamedTuple):
    """What the model alone says; `clv_minor` is None where nobody ever paid anything."""

    churn_probability: float
    expected_orders: float
    clv_minor: int | None


class Prediction(NamedTuple):
    """What the models expect of a customer; None for what they cannot say.

    Probabilities are 0 to 1; `churn_probability` and `expected_orders` are over `churn_horizon_days`, `clv_minor` is
    over `clv_horizon_days`, discounted. `corrected` says whether the tenant's own past has corrected these three;
    `uncorrected` is what the model alone says of them, before the season. `days`, `spend_minor` and `fit` are
    what the numbers were made of.
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
    corrected: bool = False
    uncorrected: Uncorrected | None = None
    days: PurchaseDays | None = None
    spend_minor: int = 0
    fit: Fit | None = None

    @property
    def mean_day_value_minor(self) -> int | None:
        """What was spent on a purchase day, half up to the minor unit."""
        return None if self.days is None else average(self.spend_minor, self.days.x + 1)


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
    x, t_x, age, _ = days
    model = fit.orders
    alive = p_alive(model, x, t_x, age)
    if_alive = order_probability(model, x, age, churn_days)
    orders_if_alive = expected_orders_alive(model, x, age, churn_days)
    by_model = corrected = alive * if_alive
    correction = fit.correction if fit.correction and fit.correction.horizon_days == churn_days else None
    if correction:
        seen = features(x, age - t_x, purchases.spend_minor, purchases.order_count)
        corrected = correction.corrected(Row(by_model, seen))
    elif fit.few_came_back:
        # How customers leave is CDNOW's then, not this tenant's: no silence tells more than that of a one-time buyer.
        corrected = max(by_model, order_probability(model, 0, age - t_x, churn_days))
    in_season = in_this_season(corrected, settings.season_factor)

    def as_if_alive(probability: float) -> float:
        """The P(alive) under which the model would have said this probability; it may exceed 1."""
        return alive if probability == by_model else probability / if_alive

    # All that was spent in x + 1 days says more of the next one than the x repeat days alone.
    value = expected_value(fit.value, x + 1, purchases.spend_minor / (x + 1)) if fit.value else None
    clv_if_alive = None
    if value is not None:
        orders = discounted_orders(
            lambda day: expected_orders_alive(model, x, age, day), clv_days, settings.discount_rate
        )
        clv_if_alive = orders * value
    return Prediction(
        fit.basis,
        warning,
        churn_days,
        clv_days,
        1.0 - in_season,
        alive,
        as_if_alive(in_season) * orders_if_alive,
        _minor(value),
        _times(as_if_alive(corrected), clv_if_alive),
        correction is not None,
        Uncorrected(1.0 - by_model, alive * orders_if_alive, _times(alive, clv_if_alive)),
        days,
        purchases.spend_minor,
        fit,
    )


def in_this_season(probability: float, factor: float) -> float:
    """The probability of an order when `factor` times as many orders as in the mean of a year are expected."""
    return probability if factor == 1.0 else sigmoid(log_odds(probability) + log(factor))


def needs_timeline(purchases: PurchaseFacts, fit: Fit | None) -> bool:
    """Whether a model holds and the orders that it counts were not read: rows of an index have no timeline.

    One order is known without it.
    """
    return bool(fit and fit.orders) and purchases.order_count > 1 and len(purchases.timeline) != purchases.order_count


def _times(share: float, amount: float | None) -> int | None:
    return None if amount is None else _minor(share * amount)


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
            "modelCorrected",
            Kind.BOOLEAN,
            None,
            lambda facts, scores: scores.prediction and scores.prediction.corrected,
            doc="Whether the tenant's own past has corrected the probability, the orders and the value.",
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
