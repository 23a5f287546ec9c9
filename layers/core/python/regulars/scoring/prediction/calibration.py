"""How good probabilities were, once what they were about has happened."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

Outcome = tuple[float, bool]
_ROUNDING = 1e-24


class Band(NamedTuple):
    """Customers whose predictions are alike: how many, their mean prediction, and the share that came true."""

    customers: int
    predicted: float
    actual: float


class Calibration(NamedTuple):
    """Predictions beside what happened. None where there is nothing to compare.

    `brier` is the mean squared error (0 is perfect; `base_brier` is what the base rate alone gets); `auc` the chance
    that one who ordered was ranked above one who did not; `slope` the least-squares slope of actual over predicted.
    """

    customers: int
    predicted: float | None
    actual: float | None
    brier: float | None
    base_brier: float | None
    auc: float | None
    slope: float | None
    bands: tuple[Band, ...]


def calibration(outcomes: Sequence[Outcome], *, bands: int = 10) -> Calibration:
    """Of `(predicted probability, whether it came true)`, in bands of equal counts.

    Equal predictions keep their order, so callers give outcomes in an order that tells nothing, such as by hash.
    """
    number = len(outcomes)
    if not number:
        return Calibration(0, None, None, None, None, None, None, ())
    predicted = sum(one for one, _ in outcomes) / number
    actual = sum(came for _, came in outcomes) / number
    return Calibration(
        number,
        predicted,
        actual,
        brier(outcomes),
        actual * (1.0 - actual),
        auc(outcomes),
        slope(outcomes),
        tuple(_bands(outcomes, bands)),
    )


def brier(outcomes: Sequence[Outcome]) -> float:
    """Mean squared error of at least one prediction (Brier 1950), 0 to 1."""
    return sum((one - came) ** 2 for one, came in outcomes) / len(outcomes)


def auc(ranked: Sequence[tuple[float, bool]]) -> float | None:
    """The area under the ROC curve: ties count half (Mann and Whitney 1947). None where all came out alike."""
    positive = sum(came for _, came in ranked)
    negative = len(ranked) - positive
    if not positive or not negative:
        return None
    below, won = 0, 0.0
    for _, tied in groupby(sorted(ranked, key=lambda one: one[0]), key=lambda one: one[0]):
        came = [one[1] for one in tied]
        hits = sum(came)
        won += hits * (below + (len(came) - hits) / 2)
        below += len(came) - hits
    return won / (positive * negative)


def slope(outcomes: Sequence[Outcome]) -> float | None:
    """Least squares of actual over predicted: 1 is calibrated, below 1 is too sure. None for equal predictions."""
    number = len(outcomes)
    mean = sum(one for one, _ in outcomes) / number
    actual = sum(came for _, came in outcomes) / number
    spread = sum((one - mean) ** 2 for one, _ in outcomes)
    # Equal predictions do not always equal their mean: that spread would be rounding alone.
    if spread <= number * _ROUNDING:
        return None
    return sum((one - mean) * (came - actual) for one, came in outcomes) / spread


def _bands(outcomes: Sequence[Outcome], bands: int) -> list[Band]:
    ordered = sorted(outcomes, key=lambda one: one[0])
    edges = [len(ordered) * edge // bands for edge in range(bands + 1)]
    found = []
    for low, high in pairwise(edges):
        if part := ordered[low:high]:
            found.append(
                Band(len(part), sum(one for one, _ in part) / len(part), sum(came for _, came in part) / len(part))
            )
    return found
