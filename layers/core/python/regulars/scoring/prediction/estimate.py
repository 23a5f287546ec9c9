"""Maximum likelihood over the logarithms of positive parameters in a box, with or without a penalty."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import exp, log
from typing import NamedTuple

from .maximise import maximise

Likelihood = Callable[[Sequence[float]], tuple[float, list[float]]]

# Slope of the mean log-likelihood over the logarithm of a parameter: parameters to seven digits where it is curved,
# and small enough to follow Online Retail's ridge to the bound.
_TOLERANCE = 1e-8
# CDNOW's cells take about 20, Online Retail's 45.
_MOST_CALLS = 300
_AT_BOUND = 1e-9


class Estimate(NamedTuple):
    """Parameters in the order of their bounds, the log-likelihood without penalty, and which reached their bound."""

    parameters: tuple[float, ...]
    log_likelihood: float
    at_bound: tuple[str, ...]


def estimate(
    likelihood: Likelihood,
    customers: int,
    bounds: Mapping[str, tuple[float, float]],
    starts: Sequence[Sequence[float]],
    *,
    deviations: Sequence[float] | None,
) -> Estimate | None:
    """The maximum from the first start that converges; None where none does.

    `deviations` add a penalty: a Gaussian on the logarithms, centred on the first start, with these standard
    deviations in the order of the bounds.
    """
    box = [(log(low), log(high)) for low, high in bounds.values()]
    centre = [log(one) for one in starts[0]]
    weights = None if deviations is None else [1.0 / one**2 for one in deviations]
    scale = 1.0 / max(1, customers)

    def mean(logs: Sequence[float]) -> tuple[float, list[float]]:
        parameters = [exp(one) for one in logs]
        value, slope = likelihood(parameters)
        slope = [by * one for by, one in zip(slope, parameters, strict=True)]
        if weights:
            off = [one - middle for one, middle in zip(logs, centre, strict=True)]
            value -= sum(by * one * one for by, one in zip(weights, off, strict=True)) / 2
            slope = [by - weight * one for by, weight, one in zip(slope, weights, off, strict=True)]
        return value * scale, [by * scale for by in slope]

    for start in starts:
        found = maximise(mean, [log(one) for one in start], box, tolerance=_TOLERANCE, most_calls=_MOST_CALLS)
        if found.converged:
            parameters, reached = _inside(found.at, bounds)
            return Estimate(parameters, likelihood(parameters)[0], reached)
    return None


def _inside(
    logs: Sequence[float], bounds: Mapping[str, tuple[float, float]]
) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """The parameters, exactly at their bound where they reached it, and the names of those that did."""
    parameters, reached = [], []
    for one, (name, (low, high)) in zip(logs, bounds.items(), strict=True):
        bound = next((edge for edge in (low, high) if abs(one - log(edge)) <= _AT_BOUND), None)
        parameters.append(exp(one) if bound is None else bound)
        if bound is not None:
            reached.append(name)
    return tuple(parameters), tuple(reached)
