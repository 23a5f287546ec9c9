"""Both log-likelihoods: their gradients are their slopes, and cells count as often as customers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from math import exp, isfinite, lgamma, log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.scoring.prediction.gamma_gamma import GammaGamma, ValueLikelihood, expected_value
from regulars.scoring.prediction.likelihood import OrderLikelihood
from regulars.scoring.prediction.special import digamma

cells = st.dictionaries(
    st.tuples(st.integers(0, 40), st.integers(0, 300), st.integers(0, 300)).map(
        lambda one: (one[0], min(one[1:]) if one[0] else 0, max(one[1:]))
    ),
    st.integers(1, 9),
    min_size=1,
    max_size=12,
)
values = st.dictionaries(
    st.tuples(st.integers(1, 40), st.integers(1, 10**7)), st.integers(1, 9), min_size=1, max_size=12
)


def moderate(*ranges: tuple[float, float]) -> st.SearchStrategy[tuple[float, ...]]:
    return st.tuples(*(st.floats(log(low), log(high)).map(exp) for low, high in ranges))


def slopes(function: Callable[[Sequence[float]], tuple[float, list[float]]], at: Sequence[float]) -> list[float]:
    """Differences over a thousandth of a percent, times the parameter."""
    found = []
    for index, one in enumerate(at):
        high, low = list(at), list(at)
        high[index], low[index] = one * (1 + 1e-5), one * (1 - 1e-5)
        found.append((function(high)[0] - function(low)[0]) / 2e-5)
    return found


@given(cells, moderate((0.05, 5), (1, 500), (0.05, 20), (0.05, 20)))
def test_the_gradient_of_the_orders_is_the_slope(some: dict[tuple[int, int, int], int], at: tuple[float, ...]) -> None:
    likelihood = OrderLikelihood(some)

    value, gradient = likelihood(at)

    scaled = [by * one for by, one in zip(gradient, at, strict=True)]
    assert scaled == pytest.approx(slopes(likelihood, at), rel=1e-4, abs=1e-5 * max(1.0, abs(value)))


@given(values, moderate((0.1, 20), (1.1, 20), (10, 1e6)))
def test_the_gradient_of_the_value_is_the_slope(some: dict[tuple[int, float], int], at: tuple[float, ...]) -> None:
    likelihood = ValueLikelihood(some)

    value, gradient = likelihood(at)

    scaled = [by * one for by, one in zip(gradient, at, strict=True)]
    assert scaled == pytest.approx(slopes(likelihood, at), rel=1e-4, abs=1e-5 * max(1.0, abs(value)))


def test_a_cell_of_three_customers_is_three_cells() -> None:
    at = (0.3, 20.0, 0.7, 2.0)
    one = Counter({(2, 30, 60): 1, (0, 0, 60): 1})

    single, triple = OrderLikelihood(one)(at), OrderLikelihood(dict.fromkeys(one, 3))(at)

    assert triple[0] == pytest.approx(3 * single[0])
    assert triple[1] == pytest.approx([3 * by for by in single[1]])


def test_a_customer_who_is_certainly_gone_has_a_finite_likelihood() -> None:
    value, gradient = OrderLikelihood(Counter({(3_000, 3_000, 36_500): 1}))((100.0, 0.01, 1.0, 1.0))

    assert all(map(isfinite, (value, *gradient)))


def test_the_value_s_log_likelihood_is_equation_1a_of_fader_and_hardie_2013() -> None:
    p, q, v, x, m = 6.0, 4.0, 1_500.0, 3, 2_000.0

    expected = (
        lgamma(p * x + q) - lgamma(p * x) - lgamma(q)
        + q * log(v) + (p * x - 1) * log(m) + p * x * log(x) - (p * x + q) * log(x * m + v)
    )  # fmt: skip

    assert ValueLikelihood({(x, x * m): 1})((p, q, v))[0] == pytest.approx(expected, rel=1e-12)


def test_the_expected_value_moves_from_everybody_s_mean_to_the_customer_s_own() -> None:
    model = GammaGamma(p=6.25, q=3.74, v=1_544.0)

    means = [expected_value(model, x, 10_000.0) for x in (0, 1, 10, 10_000)]

    assert means[0] == pytest.approx(6.25 * 1_544 / 2.74)
    assert means == sorted(means)
    assert means[1] == pytest.approx(6.25 * 11_544 / (6.25 + 2.74))
    assert means[3] == pytest.approx(10_000, rel=1e-3)
    assert expected_value(model, 4, 0.0) == pytest.approx(6.25 * 1_544 / (25 + 2.74))


@pytest.mark.parametrize(
    ("x", "expected"),
    # Abramowitz and Stegun, table 6.1, and 6.3.3
    [(1.0, -0.5772156649), (0.5, -1.9635100260), (1.5, 0.0364899740), (2.0, 0.4227843351), (10.0, 2.2517525890667)],
)  # fmt: skip
def test_digamma_has_its_published_values(x: float, expected: float) -> None:
    assert digamma(x) == pytest.approx(expected, abs=1e-10)


@given(st.floats(1e-3, 1e6))
def test_digamma_climbs_by_one_over_x(x: float) -> None:
    assert digamma(x + 1) - digamma(x) == pytest.approx(1 / x, rel=1e-9, abs=1e-14 * abs(digamma(x)) * 10)
