"""The probability of an order, corrected by what the tenant's own last window showed (docs/scoring.md, Models).

BG/NBD knows neither what a customer spends nor its own past errors. A logistic regression on its log-odds and on three
features of the customer knows both.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, isfinite, log, log1p
from typing import Any, NamedTuple

from .logistic import logistic_regression

LEAST_ROWS, LEAST_OF_EACH = 500, 50
# A probability is never surer than this before its log-odds are taken.
_SURE = 1e-6
# What lies beyond these shares of the learning rows is taken for what lies there.
_LOW, _HIGH = 0.01, 0.99
# The shift of the level that makes two means equal is looked for between minus and plus this, by halving.
_FARTHEST, _HALVINGS = 8.0, 40

Features = tuple[float, float, float]
"""ln(1 + repeat purchase days), ln(1 + days since the last one), ln(mean value of an order in minor units)."""


class Row(NamedTuple):
    """A customer at an instant: the model's probability of an order within a horizon, and their features."""

    probability: float
    features: Features


class Correction(NamedTuple):
    """ln(p'/(1 - p')) = intercept + log_odds x ln(p/(1 - p)) + weights x features, each feature within its range.

    It holds for `horizon_days` alone. `rows` customers taught it, of whom `ordered` ordered within the last
    `window_days`.
    """

    horizon_days: int
    window_days: int
    rows: int
    ordered: int
    intercept: float
    log_odds: float
    weights: Features
    low: Features
    high: Features

    def corrected(self, row: Row) -> float:
        """p', 0 to 1."""
        return sigmoid(self.intercept + self._rest(row))

    def _rest(self, row: Row) -> float:
        w2, w3, w4 = self.weights
        (l2, l3, l4), (h2, h3, h4) = self.low, self.high
        f2, f3, f4 = row.features
        return (
            self.log_odds * log_odds(row.probability)
            + w2 * (l2 if f2 < l2 else h2 if f2 > h2 else f2)
            + w3 * (l3 if f3 < l3 else h3 if f3 > h3 else f3)
            + w4 * (l4 if f4 < l4 else h4 if f4 > h4 else f4)
        )

    @classmethod
    def of(cls, stored: Sequence[Any]) -> Correction:
        """What JSON made of one."""
        one = cls(*stored)
        return one._replace(weights=_three(one.weights), low=_three(one.low), high=_three(one.high))


def features(x: int, silent_days: int, spend_minor: int, orders: int) -> Features:
    """Those of a customer with an order; an order worth less than a minor unit counts as one."""
    return log1p(x), log1p(silent_days), log(max(1.0, spend_minor / orders))


def log_odds(probability: float) -> float:
    """ln(p / (1 - p)) of a probability no surer than a millionth."""
    p = min(max(probability, _SURE), 1.0 - _SURE)
    return log(p / (1.0 - p))


def sigmoid(at: float) -> float:
    """The probability whose log-odds these are."""
    if at >= 0.0:
        return 1.0 / (1.0 + exp(-at))
    grown = exp(at)
    return grown / (1.0 + grown)


def learnt(
    rows: Sequence[tuple[Row, bool]], today: Sequence[Row], *, horizon_days: int, window_days: int
) -> Correction | None:
    """The correction that `rows`, with whether each ordered within the window, teach; None where they are too few.

    `today` are customers as they are now, asked about `horizon_days`. Their mean moves half way back to the model's
    own: one window is one season.
    """
    ordered = sum(came for _, came in rows)
    if len(rows) < LEAST_ROWS or min(ordered, len(rows) - ordered) < LEAST_OF_EACH:
        return None
    columns = [sorted(column) for column in zip(*(row.features for row, _ in rows), strict=True)]
    low = _three([_quantile(column, _LOW) for column in columns])
    high = _three([_quantile(column, _HIGH) for column in columns])
    inputs = [
        (
            log_odds(row.probability),
            *(min(max(one, least), most) for one, least, most in zip(row.features, low, high, strict=True)),
        )
        for row, _ in rows
    ]
    intercept, (first, *weights) = logistic_regression(
        inputs, [came for _, came in rows], expected=(1.0, 0.0, 0.0, 0.0)
    )
    found = Correction(horizon_days, window_days, len(rows), ordered, intercept, first, _three(weights), low, high)
    found = found._replace(intercept=intercept + _shift(found, today) / 2.0)
    return found if all(map(isfinite, (found.intercept, found.log_odds, *found.weights))) else None


def _shift(found: Correction, today: Sequence[Row]) -> float:
    """What to add to the log-odds so that the corrected mean of today's customers is the model's own."""
    rests = [found.intercept + found._rest(row) for row in today]
    wanted = sum(row.probability for row in today)
    low, high = -_FARTHEST, _FARTHEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        if sum(sigmoid(middle + rest) for rest in rests) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def _quantile(ascending: Sequence[float], share: float) -> float:
    """Between the two values nearest to the share, by a straight line."""
    at = share * (len(ascending) - 1)
    below = int(at)
    above = min(below + 1, len(ascending) - 1)
    return ascending[below] + (ascending[above] - ascending[below]) * (at - below)


def _three(values: Sequence[float]) -> Features:
    one, two, three = values
    return one, two, three
