"""The one special function that the gradients need and `math` lacks."""

from __future__ import annotations

from math import log

# From here on the asymptotic series is exact to a float's last digits.
_FAR = 10.0


def digamma(x: float) -> float:
    """The derivative of `math.lgamma` for x > 0, to about 1e-14 (Abramowitz and Stegun 6.3.5 and 6.3.18)."""
    below = 0.0
    while x < _FAR:
        below += 1.0 / x
        x += 1.0
    square = 1.0 / (x * x)
    series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square * (1 / 132)))))
    return log(x) - 0.5 / x - series - below
