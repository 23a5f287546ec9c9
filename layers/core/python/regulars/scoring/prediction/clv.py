"""What a customer's future orders are worth today (docs/scoring.md, Models)."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, exp, log1p

YEAR_DAYS = 365.0
# Gauss-Legendre with 8 nodes on [-1, 1] (Abramowitz and Stegun, table 25.4): half of them, with their weights.
_NODES = (
    (0.1834346424956498, 0.3626837833783620),
    (0.5255324099163290, 0.3137066458778873),
    (0.7966664774136267, 0.2223810344533745),
    (0.9602898564975363, 0.1012285362903763),
)
# Eight nodes follow a discount down to e^-3; a steeper one is taken in pieces.
_STEEPEST = 3.0


def discounted_orders(expected: Callable[[float], float], horizon_days: float, rate: float) -> float:
    """Orders expected within the horizon, each discounted to today at `rate` a year.

    `expected(t)` are those within t days. The sum over days t of (E(t) - E(t-1)) / (1 + rate)^(t / 365), integrated
    by parts, so that nine expectations take the place of a year of them: E(H) d(H) + ln(1 + rate) / 365 * integral of
    E d, with d(t) = (1 + rate)^(-t / 365).
    """
    per_day = log1p(rate) / YEAR_DAYS
    worth = expected(horizon_days) * exp(-per_day * horizon_days)
    if per_day == 0.0:
        return worth
    pieces = max(1, ceil(per_day * horizon_days / _STEEPEST))
    half = horizon_days / pieces / 2.0
    integral = 0.0
    for piece in range(pieces):
        middle = (2 * piece + 1) * half
        for node, weight in _NODES:
            for day in (middle - half * node, middle + half * node):
                integral += weight * expected(day) * exp(-per_day * day)
    return worth + per_day * half * integral
