"""The largest value of a smooth function in a box: BFGS with projection onto the box, for a handful of variables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from typing import NamedTuple

Function = Callable[[Sequence[float]], tuple[float, list[float]]]
Matrix = list[list[float]]

_LONGEST_STEP = 2.0
_HALVINGS = 40
_SUFFICIENT = 1e-4
# A rise that rounding hides still counts as none lost.
_ROUNDING = 1e-13


class Maximum(NamedTuple):
    """Where the search ended; `converged` if the slope inside the box is within the tolerance there."""

    at: list[float]
    value: float
    converged: bool


def maximise(
    function: Function,
    start: Sequence[float],
    bounds: Sequence[tuple[float, float]],
    *,
    tolerance: float,
    most_calls: int,
) -> Maximum:
    """The maximum near `start` of a function that gives its value and gradient; never raises for values that are none.

    `tolerance` bounds the slope in each variable that is not held by its bound. Nocedal and Wright, Numerical
    Optimization (2006), procedure 18.2 (damped BFGS), with the variables at a bound taken out of each step.
    """
    at = [min(max(one, low), high) for one, (low, high) in zip(start, bounds, strict=True)]
    value, slope = function(at)
    calls, fresh = 1, True
    size = len(at)
    curvature = _identity(size)
    if not _finite(value, slope):
        return Maximum(at, value, False)
    while calls < most_calls:
        free = [
            i
            for i in range(size)
            if not ((at[i] <= bounds[i][0] and slope[i] < 0) or (at[i] >= bounds[i][1] and slope[i] > 0))
        ]
        if all(abs(slope[i]) <= tolerance for i in free):
            return Maximum(at, value, True)
        step = _newton_step(curvature, slope, free)
        longest = max(abs(one) for one in step)
        share = min(1.0, _LONGEST_STEP / longest) if longest else 1.0
        found = None
        for _ in range(_HALVINGS):
            if calls >= most_calls:
                break
            there = [
                min(max(one + share * by, low), high) for one, by, (low, high) in zip(at, step, bounds, strict=True)
            ]
            moved = [new - old for new, old in zip(there, at, strict=True)]
            new_value, new_slope = function(there)
            calls += 1
            rise = _dot(slope, moved)
            if _finite(new_value, new_slope) and (
                new_value >= value + _SUFFICIENT * rise - _ROUNDING * max(1.0, abs(value)) and rise > 0
            ):
                found = there, moved, new_value, new_slope
                break
            share /= 2
        if found is None:
            if fresh:
                break
            curvature, fresh = _identity(size), True
            continue
        at, moved, value, new_slope = found
        bend = [old - new for old, new in zip(slope, new_slope, strict=True)]
        slope = new_slope
        if fresh and _dot(moved, bend) > 0:
            scale = _dot(bend, bend) / _dot(moved, bend)
            curvature = [[scale * one for one in row] for row in curvature]
        _update(curvature, moved, bend)
        fresh = False
    return Maximum(at, value, False)


def _newton_step(curvature: Matrix, slope: Sequence[float], free: Sequence[int]) -> list[float]:
    """The step that the free variables take alone; along the slope if rounding has spoilt the matrix."""
    rows = [[*(curvature[i][j] for j in free), slope[i]] for i in free]
    size = len(free)
    step = [0.0] * len(slope)
    for pivot in range(size):
        if rows[pivot][pivot] <= 0.0:
            return [slope[i] if i in free else 0.0 for i in range(len(slope))]
        for below in range(pivot + 1, size):
            factor = rows[below][pivot] / rows[pivot][pivot]
            rows[below] = [low - factor * high for low, high in zip(rows[below], rows[pivot], strict=True)]
    for row in reversed(range(size)):
        known = sum(rows[row][k] * step[free[k]] for k in range(row + 1, size))
        step[free[row]] = (rows[row][size] - known) / rows[row][row]
    return step


def _update(curvature: Matrix, moved: Sequence[float], bend: Sequence[float]) -> None:
    """Powell's damping keeps the matrix positive definite where the function bends the wrong way."""
    pushed = [_dot(row, moved) for row in curvature]
    before, after = _dot(moved, pushed), _dot(moved, bend)
    if before <= 0.0:
        return
    keep = 1.0 if after >= 0.2 * before else 0.8 * before / (before - after)
    mixed = [keep * one + (1.0 - keep) * other for one, other in zip(bend, pushed, strict=True)]
    along = _dot(moved, mixed)
    if along <= 0.0:
        return
    for i, row in enumerate(curvature):
        for j in range(len(row)):
            row[j] += mixed[i] * mixed[j] / along - pushed[i] * pushed[j] / before


def _identity(size: int) -> Matrix:
    return [[float(i == j) for j in range(size)] for i in range(size)]


def _dot(first: Sequence[float], second: Sequence[float]) -> float:
    return sum(one * other for one, other in zip(first, second, strict=True))


def _finite(value: float, slope: Sequence[float]) -> bool:
    return isfinite(value) and all(map(isfinite, slope))
