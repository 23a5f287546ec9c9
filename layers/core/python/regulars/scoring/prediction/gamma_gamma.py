"""Gamma-Gamma: what an order will be worth (Fader and Hardie 2013, "The Gamma-Gamma Model of Monetary Value")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import lgamma, log
from typing import NamedTuple

from .special import digamma

# q stays above 1: at or below it the mean over customers, p v / (q - 1), has no end. v is in minor units.
BOUNDS = {"p": (1e-2, 1e3), "q": (1.05, 1e3), "v": (1e-3, 1e15)}


class GammaGamma(NamedTuple):
    """The three parameters; `v` is in minor units."""

    p: float
    q: float
    v: float


def expected_value(model: GammaGamma, x: int, m: float) -> float:
    """Expected value of a purchase day in the unit of v and m (equation 5); `m` is the mean over `x` repeat days."""
    p, q, v = model
    return p * (v + x * m) / (p * x + q - 1.0)


class ValueLikelihood:
    """The log-likelihood of cells `(x, spend of the x repeat days in minor units) -> customers`, x and spend > 0."""

    def __init__(self, cells: Mapping[tuple[int, float], int]) -> None:
        self.customers = sum(cells.values())
        by_x: dict[int, list[tuple[float, int]]] = {}
        self._constant = 0.0
        for (x, spend), customers in cells.items():
            by_x.setdefault(x, []).append((spend, customers))
        # By x: customers, and the sums of their ln(spend) and of ln(spend / x).
        self._groups: list[tuple[int, int, float, list[tuple[float, int]]]] = []
        for x, group in sorted(by_x.items()):
            number = sum(customers for _, customers in group)
            logs = sum(customers * log(spend) for spend, customers in group)
            self._constant -= logs - number * log(x)
            self._groups.append((x, number, logs, group))

    def __call__(self, parameters: Sequence[float]) -> tuple[float, list[float]]:
        """Log-likelihood (equation 1a) and its gradient over p, q, v."""
        p, q, v = parameters
        log_v, gamma_q, psi_q = log(v), lgamma(q), digamma(q)
        value, by_p, by_q, by_v = self._constant, 0.0, 0.0, 0.0
        for x, number, logs, group in self._groups:
            shape = p * x
            sum_log = sum_inverse = 0.0
            for spend, customers in group:
                whole = spend + v
                sum_log += customers * log(whole)
                sum_inverse += customers / whole
            psi_both = digamma(shape + q)
            value += number * (lgamma(shape + q) - lgamma(shape) - gamma_q + q * log_v)
            value += shape * logs - (shape + q) * sum_log
            by_p += x * (number * (psi_both - digamma(shape)) + logs - sum_log)
            by_q += number * (psi_both - psi_q + log_v) - sum_log
            by_v += number * q / v - (shape + q) * sum_inverse
        return value, [by_p, by_q, by_v]
