"""What is served of BG/NBD: finite over the whole box of parameters, and the same by series and by integral."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from math import exp, isfinite, log

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from regulars.scoring.prediction import bgnbd
from regulars.scoring.prediction.bgnbd import (
    BOUNDS,
    BgNbd,
    churn_probability,
    expected_orders,
    expected_orders_alive,
    order_probability,
    p_alive,
)

CDNOW = BgNbd(r=0.2426, alpha=30.90, a=0.7929, b=2.4259)


def _within(low: float, high: float, drawn: float) -> float:
    return min(max(drawn, low), high)


models = st.builds(
    BgNbd, *(st.floats(log(low), log(high)).map(exp).map(partial(_within, low, high)) for low, high in BOUNDS.values())
)
histories = st.tuples(st.integers(0, 3_000), st.integers(0, 36_500), st.integers(0, 36_500)).map(
    lambda one: (min(one[0], min(one[1:])), min(one[1:]) if one[0] else 0, max(one[1:]))
)
horizons = st.integers(1, 3_650)


@given(models, histories, horizons)
@example(BgNbd(1e-3, 1e-2, 1e-3, 1e-3), (0, 0, 0), 3_650)
@example(BgNbd(1e2, 1e-2, 1e3, 1e-3), (3_000, 36_500, 36_500), 3_650)
@example(BgNbd(1e2, 1e5, 1e-3, 1e3), (1, 1, 1), 1)
def test_every_served_number_is_finite_and_in_its_range(
    model: BgNbd, history: tuple[int, int, int], horizon: int
) -> None:
    x, t_x, age = history

    orders = expected_orders(model, x, t_x, age, horizon)

    assert 0.0 <= p_alive(model, x, t_x, age) <= 1.0
    assert 0.0 <= churn_probability(model, x, t_x, age, horizon) <= 1.0
    assert isfinite(orders)
    # Nobody orders more than one who never drops out.
    assert 0.0 <= orders <= (model.r + x) / (model.alpha + age) * horizon * (1 + 1e-9)


@given(models, histories, horizons)
def test_more_days_expect_more_orders_and_at_least_the_chance_of_one(
    model: BgNbd, history: tuple[int, int, int], horizon: int
) -> None:
    x, _, age = history

    fewer = expected_orders_alive(model, x, age, horizon)

    assert fewer <= expected_orders_alive(model, x, age, horizon + 30) * (1 + 1e-5)
    assert order_probability(model, x, age, horizon) <= fewer * (1 + 1e-5) + 1e-12


@pytest.mark.parametrize("x", [0, 1, 7, 200])
@pytest.mark.parametrize("model", [CDNOW, BgNbd(0.72, 65.9, 1e-3, 1e3), BgNbd(3.0, 20.0, 29.0, 1e-3)])
def test_series_and_integral_agree(model: BgNbd, x: int, monkeypatch: pytest.MonkeyPatch) -> None:
    by_series = [expected_orders_alive(model, x, 250, horizon) for horizon in (1, 90, 365, 2_000)]

    monkeypatch.setattr(bgnbd, "_LARGEST_Z", 0.0)

    assert by_series == pytest.approx(
        [expected_orders_alive(model, x, 250, horizon) for horizon in (1, 90, 365, 2_000)], rel=1e-8
    )


@pytest.mark.parametrize(("a", "b"), [(1.0, 2.5), (0.4, 0.6), (1.0, 1e-3), (1e-3, 1.0 - 1e-3)])
def test_a_of_1_and_a_plus_b_plus_x_of_1_are_no_poles(a: float, b: float) -> None:
    at, beside = (expected_orders_alive(BgNbd(0.25, 30.0, a + by, b), 0, 100, 90) for by in (0.0, 1e-6))

    assert at == pytest.approx(beside, rel=1e-5)


def test_a_young_customer_of_a_tenant_with_alpha_below_two_days_is_expected_as_by_adding_up_days() -> None:
    # d/dH of the expectation, by a thousand small steps of the alive customer's own rate.
    model, horizon = BgNbd(0.8, 0.5, 0.9, 3.0), 400.0

    grid = [horizon * (step / 400) ** 3 for step in range(401)]
    steps = [
        expected_orders_alive(model, 0, 0, late) - expected_orders_alive(model, 0, 0, early)
        for early, late in pairwise(grid)
    ]

    assert all(one > 0 for one in steps)
    assert sum(steps) == pytest.approx(expected_orders_alive(model, 0, 0, horizon), rel=1e-9)


def test_without_dropping_out_the_orders_are_the_rate_times_the_days() -> None:
    never = BgNbd(0.5, 50.0, 1e-3, 1e3)

    assert expected_orders(never, 4, 200, 250, 90) == pytest.approx(4.5 / 300 * 90, rel=1e-4)


def test_churn_is_not_the_chance_of_being_dead() -> None:
    one_time = p_alive(CDNOW, 0, 0, 300), churn_probability(CDNOW, 0, 0, 300, 90)

    assert one_time[0] == 1.0
    assert one_time[1] == pytest.approx((330.9 / 420.9) ** 0.2426)


def test_the_chance_of_being_alive_falls_with_silence_and_is_that_of_the_last_drop_out_right_after_an_order() -> None:
    falling = [p_alive(CDNOW, 3, 100, age) for age in (100, 101, 200, 1_000, 36_500)]

    assert falling[0] == pytest.approx(1 / (1 + 0.7929 / (2.4259 + 2)))
    assert falling == sorted(falling, reverse=True)
    assert p_alive(BgNbd(1e2, 1e-2, 1e3, 1e-3), 3_000, 3_000, 36_500) == 0.0
