"""The BG/NBD log-likelihood of cells, with its gradient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, lgamma, log, log1p

from .special import digamma

# From here on log1p(e^u) is u to a float's last digit.
_FAR = 37.0


class OrderLikelihood:
    """The log-likelihood of cells `(x, t_x, T) -> customers`, days (Fader, Hardie and Lee 2005, equation 6).

    What depends on x alone is computed once for each x, and logarithms once for each day: a call takes about half a
    microsecond for each cell.
    """

    def __init__(self, cells: Mapping[tuple[int, int, int], int]) -> None:
        self.customers = sum(cells.values())
        days: dict[int, int] = {}
        once: dict[int, int] = {}
        by_x: dict[int, list[tuple[int, int, int]]] = {}
        for (x, t_x, age), customers in cells.items():
            now = days.setdefault(age, len(days))
            if x == 0:
                once[now] = once.get(now, 0) + customers
            else:
                by_x.setdefault(x, []).append((days.setdefault(t_x, len(days)), now, customers))
        self._days = list(days)
        self._once = list(once.items())
        self._repeat = [(x, sum(cell[2] for cell in group), group) for x, group in sorted(by_x.items())]

    def __call__(self, parameters: Sequence[float]) -> tuple[float, list[float]]:
        """Log-likelihood and its gradient over r, alpha, a, b."""
        r, alpha, a, b = parameters
        ages = [alpha + day for day in self._days]
        logs = [log(age) for age in ages]
        log_alpha, log_a = log(alpha), log(a)
        gamma_r, gamma_b, gamma_ab = lgamma(r), lgamma(b), lgamma(a + b)
        psi_r, psi_b, psi_ab = digamma(r), digamma(b), digamma(a + b)
        sum_log = sum_inverse = 0.0
        for now, customers in self._once:
            sum_log += customers * logs[now]
            sum_inverse += customers / ages[now]
        value = -r * sum_log
        by_r, by_alpha, by_a, by_b = -sum_log, -r * sum_inverse, 0.0, 0.0
        for x, number, group in self._repeat:
            shape = r + x
            log_odds = log_a - log(b + x - 1.0)
            sum_value = sum_dead = sum_log = sum_inverse = 0.0
            for last, now, customers in group:
                age, log_age = ages[now], logs[now]
                since = log_age - logs[last]
                odds = log_odds + shape * since
                if odds > _FAR:
                    dead = 1.0
                    sum_value += customers * (odds - shape * log_age)
                else:
                    ratio = exp(odds)
                    dead = ratio / (1.0 + ratio)
                    sum_value += customers * (log1p(ratio) - shape * log_age)
                sum_dead += customers * dead
                sum_log += customers * (log_age - dead * since)
                sum_inverse += customers * ((1.0 - dead) / age + dead / ages[last])
            psi_abx = digamma(a + b + x)
            value += sum_value + number * (
                lgamma(shape) - gamma_r + gamma_ab - gamma_b + lgamma(b + x) - lgamma(a + b + x)
            )
            by_r += number * (digamma(shape) - psi_r) - sum_log
            by_alpha -= shape * sum_inverse
            by_a += number * (psi_ab - psi_abx) + sum_dead / a
            by_b += number * (psi_ab - psi_b + digamma(b + x) - psi_abx) - sum_dead / (b + x - 1.0)
        value += self.customers * r * log_alpha
        by_r += self.customers * log_alpha
        by_alpha += self.customers * r / alpha
        return value, [by_r, by_alpha, by_a, by_b]
