"""Logistic regression with a ridge, by Newton's method: a handful of inputs, the standard library alone."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, fsum, sqrt

# How far a coefficient may move before it costs as much as one row: the standard deviation of a Gaussian around what is
# expected. Inputs but the first are standardised, so that the same ridge suits them all.
_RIDGE = 1.0 / 0.5**2
# An input that varies less than this (its standard deviation) says nothing.
_LEAST_SPREAD = 0.05
_MOST_STEPS = 50
_TOLERANCE = 1e-9


def logistic_regression(
    inputs: Sequence[Sequence[float]], outcomes: Sequence[bool], *, expected: Sequence[float]
) -> tuple[float, list[float]]:
    """Intercept and coefficients that make the outcomes likeliest, drawn towards the expected ones; in order of inputs.

    The ridge is over coefficients: of the first input as it is, of the others per standard deviation. The intercept is
    free. An input that hardly varies keeps its expected coefficient where that is not 0, and is left out otherwise.
    """
    size, rows = len(expected), len(inputs)
    means, scales, kept = [0.0] * size, [1.0] * size, []
    for at in range(size):
        column = [row[at] for row in inputs]
        mean = fsum(column) / rows
        spread = sqrt(fsum((one - mean) ** 2 for one in column) / rows)
        if at == 0 or spread >= _LEAST_SPREAD:
            kept.append(at)
        if at:
            means[at], scales[at] = mean, spread or 1.0
    design = [[1.0, *((row[at] - means[at]) / scales[at] for at in kept)] for row in inputs]
    found = _newton(design, outcomes, [0.0, *(expected[at] for at in kept)], [0.0, *(_RIDGE for _ in kept)])
    coefficients = [0.0] * size
    for at, one in zip(kept, found[1:], strict=True):
        coefficients[at] = one / scales[at]
    return found[0] - sum(one * mean for one, mean in zip(coefficients, means, strict=True)), coefficients


def _newton(
    design: Sequence[Sequence[float]], outcomes: Sequence[bool], centre: Sequence[float], ridge: Sequence[float]
) -> list[float]:
    """The maximum of the penalised log-likelihood, which is concave: steps are halved only where they overshoot."""
    size = len(centre)
    at = list(centre)
    for _ in range(_MOST_STEPS):
        slope = [-by * (one - middle) for by, one, middle in zip(ridge, at, centre, strict=True)]
        curve = [[ridge[i] if i == j else 0.0 for j in range(size)] for i in range(size)]
        for row, came in zip(design, outcomes, strict=True):
            odds = sum(one * by for one, by in zip(at, row, strict=True))
            p = 1.0 / (1.0 + exp(-odds)) if odds > -700.0 else 0.0
            off, weight = came - p, p * (1.0 - p)
            for i, one in enumerate(row):
                slope[i] += off * one
                weighted, line = weight * one, curve[i]
                for j in range(i, size):
                    line[j] += weighted * row[j]
        step = _solved(curve, slope)
        longest = max(map(abs, step))
        share = min(1.0, 5.0 / longest) if longest else 1.0
        at = [one + share * by for one, by in zip(at, step, strict=True)]
        if longest <= _TOLERANCE:
            break
    return at


def _solved(upper: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """x of A x = b for a positive definite A whose upper half is given, by Cholesky; a direction without curvature
    stays where it is."""
    size = len(right)
    root = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            rest = upper[j][i] - sum(root[i][k] * root[j][k] for k in range(j))
            if i == j:
                root[i][i] = sqrt(rest) if rest > 0.0 else 0.0
            else:
                root[i][j] = rest / root[j][j] if root[j][j] else 0.0
    half = [0.0] * size
    for i in range(size):
        rest = right[i] - sum(root[i][k] * half[k] for k in range(i))
        half[i] = rest / root[i][i] if root[i][i] else 0.0
    found = [0.0] * size
    for i in reversed(range(size)):
        rest = half[i] - sum(root[k][i] * found[k] for k in range(i + 1, size))
        found[i] = rest / root[i][i] if root[i][i] else 0.0
    return found
