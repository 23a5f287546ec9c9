"""BG/NBD: what is served of it (Fader, Hardie and Lee 2005, "Counting Your Customers the Easy Way").

While alive a customer orders at a rate that varies between customers as Gamma(r, alpha); after each order they drop out
with a probability that varies as Beta(a, b). `x` counts repeat purchase days, `t_x` is the age at the last one, `T` the
age now; all times are days.
"""

from __future__ import annotations

from math import exp, expm1, lgamma, log, log1p, sqrt
from typing import NamedTuple

# Parameters lie in this box; a maximum on its edge is legitimate: nobody drops out where b has no end.
BOUNDS = {"r": (1e-3, 1e2), "alpha": (1e-2, 1e5), "a": (1e-3, 1e3), "b": (1e-3, 1e3)}
_LARGEST_EXPONENT = 700.0
_RELATIVE = 1e-13
# Beyond these the series is long (z near 1: alpha below about 2 days, or a young customer and a far horizon) or adds
# terms of both signs; the integral is neither.
_LARGEST_Z = 0.9
_LARGEST_A = 30.0
_LEAST_FIRST = -1.0


class BgNbd(NamedTuple):
    """The four parameters; `alpha` is in days."""

    r: float
    alpha: float
    a: float
    b: float


def p_alive(model: BgNbd, x: int, t_x: float, T: float) -> float:
    """P(alive | x, t_x, T), 0 to 1; 1 for every one-time buyer, whom the model cannot have lost yet."""
    if x == 0:
        return 1.0
    r, alpha, a, b = model
    odds = log(a / (b + x - 1.0)) + (r + x) * log((alpha + T) / (alpha + t_x))
    return 1.0 / (1.0 + exp(odds)) if odds < _LARGEST_EXPONENT else 0.0


def order_probability(model: BgNbd, x: int, T: float, horizon_days: float) -> float:
    """P(an order within the horizon | alive now), 0 to 1: the rate's posterior is Gamma(r + x, alpha + T)."""
    return -expm1(-(model.r + x) * log1p(horizon_days / (model.alpha + T)))


def churn_probability(model: BgNbd, x: int, t_x: float, T: float, horizon_days: float) -> float:
    """P(no order within the horizon), 0 to 1. Not 1 - P(alive), which is 0 for every one-time buyer."""
    return 1.0 - p_alive(model, x, t_x, T) * order_probability(model, x, T, horizon_days)


def expected_orders(model: BgNbd, x: int, t_x: float, T: float, horizon_days: float) -> float:
    """E(orders within the horizon | x, t_x, T): the paper's equation 10."""
    return p_alive(model, x, t_x, T) * expected_orders_alive(model, x, T, horizon_days)


def expected_orders_alive(model: BgNbd, x: int, T: float, horizon_days: float) -> float:
    """The expectation of somebody who is alive at T.

    Equation 10 with Euler's transform of its 2F1, first term taken out, so that neither a = 1 nor a + b + x = 1 is a
    pole any more:  C (1 - (1-z)^(a-1)) / (a-1)  -  (1-z)^(a-1) A z S,  with A = a + b - 1 - r, C = a + b + x - 1,
    z = H / (alpha + T + H) and S the sum over k of (A+1)_k (a)_k / (C+1)_k / (k+1)! z^k.
    """
    r, alpha, a, b = model
    if horizon_days <= 0.0:
        return 0.0
    z = horizon_days / (alpha + T + horizon_days)
    first = a + b - 1.0 - r
    if z > _LARGEST_Z or a > _LARGEST_A or first < _LEAST_FIRST:
        return _by_integral(r + x, a, b + x, horizon_days / (alpha + T))
    third = a + b + x - 1.0
    log_left = -log1p(horizon_days / (alpha + T))
    power = (a - 1.0) * log_left
    lost = -expm1(power) / (a - 1.0) if a != 1.0 else -log_left
    term = total = 1.0
    up, up_a, down, k = first + 1.0, a, third + 1.0, 2.0
    while term > total * _RELATIVE:
        term *= up * up_a / (down * k) * z
        total += term
        up += 1.0
        up_a += 1.0
        down += 1.0
        k += 1.0
    return max(0.0, third * lost - exp(power) * first * z * total)


def _by_integral(shape: float, a: float, b: float, theta: float) -> float:
    """The same expectation as E((1 - (1 + p theta)^-shape) / p) over p ~ Beta(a, b), theta = H / (alpha + T).

    The straight line between p = 0 and p = 1 is integrated exactly and only the rest by the trapezoidal rule over
    the logit of p, where the rest falls off at least like e^-|logit| however small a and b are, and is analytic, so
    that the rule converges geometrically.
    """
    at_0, at_1 = shape * theta, -expm1(-shape * log1p(theta))
    mean = a / (a + b)
    left, right = a + 1.0, b + 1.0
    width = sqrt(1.0 / left + 1.0 / right)
    step = min(0.5, width / 2.5)
    centre = log(left / right)
    # The rest is largest between the weight's centre and where the function leaves its tangent.
    low = min(centre, -log1p(theta)) - max(9.0 * width, 38.0 / left)
    high = centre + max(9.0 * width, 38.0 / right)
    scale = lgamma(a + b) - lgamma(a) - lgamma(b)
    rest, y = 0.0, low
    while y <= high:
        ln_p, ln_q = (-log1p(exp(-y)), -y - log1p(exp(-y))) if y > 0.0 else (y - log1p(exp(y)), -log1p(exp(y)))
        p = exp(ln_p)
        curve = -expm1(-shape * log1p(p * theta)) / p if p > 1e-300 else at_0
        rest += (at_0 + (at_1 - at_0) * p - curve) * exp(scale + a * ln_p + b * ln_q)
        y += step
    return max(0.0, at_0 + (at_1 - at_0) * mean - rest * step)
