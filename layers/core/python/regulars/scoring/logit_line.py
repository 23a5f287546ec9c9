"""Probabilities corrected by what came of such: a line through their logits (Platt 1999)."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from math import exp, log, log1p
from typing import NamedTuple

LEAST_OUTCOMES, LEAST_OF_EACH = 500, 50
"""With fewer there is nothing to learn from: the probabilities stay."""
# A line that is learnt may stray so far from the slope 1 before it costs as much as one standard error.
_SLOPE_DEVIATION = 0.5
_CLIP = 1e-6
_MOST_STEPS, _TOLERANCE = 50, 1e-10


class LogitLine(NamedTuple):
    """`sigmoid(intercept + slope * logit(probability))`; the slope is above 0, so that no two change places."""

    intercept: float = 0.0
    slope: float = 1.0

    def corrected(self, probability: float) -> float:
        """What is nearer than 1e-6 to 0 or 1 counts as that far from it."""
        return _sigmoid(self.intercept + self.slope * _logit(probability))


def learnt(outcomes: Iterable[tuple[float, int]]) -> LogitLine | None:
    """The most probable line by `(probability, whether it came true)`, the slope drawn towards 1.

    None where too few outcomes tell: fewer than 500, or than 50 of either kind; and where they rank the wrong way.
    """
    logits, trues = array("d"), bytearray()
    for probability, true in outcomes:
        logits.append(_logit(probability))
        trues.append(true)
    came = sum(trues)
    if len(trues) < LEAST_OUTCOMES or min(came, len(trues) - came) < LEAST_OF_EACH:
        return None
    # One probability for all is where every weight is far from 0.
    line = LogitLine(_logit(came / len(trues)), 0.0)
    height, step = _climbed(line, logits, trues)
    for _ in range(_MOST_STEPS):
        tried = LogitLine(line.intercept + step.intercept, line.slope + step.slope)
        tried_height, tried_step = _climbed(tried, logits, trues)
        if tried_height < height:
            step = LogitLine(step.intercept / 2.0, step.slope / 2.0)
        else:
            line, height, step = tried, tried_height, tried_step
        if abs(step.intercept) + abs(step.slope) < _TOLERANCE:
            break
    return line if line.slope > 0.0 else None


def _climbed(line: LogitLine, logits: Sequence[float], trues: Sequence[int]) -> tuple[float, LogitLine]:
    """The logarithm of the line's likelihood, which has one summit, and Newton's step towards it."""
    weight = 1.0 / _SLOPE_DEVIATION**2
    intercept, slope = line
    height, up_intercept, up_slope = -weight * (slope - 1.0) ** 2 / 2.0, 0.0, -weight * (slope - 1.0)
    first, mixed, second = 0.0, 0.0, weight
    for logit, true in zip(logits, trues, strict=True):
        value = intercept + slope * logit
        expected = _sigmoid(value)
        # The logarithm of 1 + exp(value), without an overflow.
        height += true * value - max(value, 0.0) - log1p(exp(-abs(value)))
        error, spread = true - expected, expected * (1.0 - expected)
        up_intercept += error
        up_slope += error * logit
        first += spread
        mixed += spread * logit
        second += spread * logit * logit
    determinant = first * second - mixed * mixed
    if determinant <= 0.0:
        return height, LogitLine(0.0, 0.0)
    return height, LogitLine(
        (second * up_intercept - mixed * up_slope) / determinant,
        (first * up_slope - mixed * up_intercept) / determinant,
    )


def _logit(probability: float) -> float:
    within = min(max(probability, _CLIP), 1.0 - _CLIP)
    return log(within / (1.0 - within))


def _sigmoid(value: float) -> float:
    return 1.0 / (1.0 + exp(-value)) if value >= 0.0 else exp(value) / (1.0 + exp(value))
