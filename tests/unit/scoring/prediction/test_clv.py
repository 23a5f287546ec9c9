"""Discounted orders: eight nodes against the sum over days that defines them (docs/scoring.md, Models)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.scoring.prediction.bgnbd import BgNbd, expected_orders_alive
from regulars.scoring.prediction.clv import discounted_orders

from testing.examples import examples

MODELS = [BgNbd(0.2426, 30.90, 0.7929, 2.4259), BgNbd(0.722, 65.9, 1e-3, 1e3), BgNbd(1.2, 1.0, 1.0, 1.0)]


def by_days(model: BgNbd, x: int, age: int, horizon: int, rate: float) -> float:
    expected = [expected_orders_alive(model, x, age, day) for day in range(horizon + 1)]
    total: float = sum((expected[day] - expected[day - 1]) / (1 + rate) ** (day / 365) for day in range(1, horizon + 1))
    return total


def served(model: BgNbd, x: int, age: int, horizon: int, rate: float) -> float:
    return discounted_orders(lambda day: expected_orders_alive(model, x, age, day), horizon, rate)


@examples(20)
@given(
    st.sampled_from(MODELS),
    st.integers(0, 60),
    st.integers(0, 2_000),
    st.sampled_from([1, 30, 365]),
    st.floats(0, 0.15),
)
def test_eight_nodes_agree_with_the_sum_over_days(model: BgNbd, x: int, age: int, horizon: int, rate: float) -> None:
    assert served(model, x, age, horizon, rate) == pytest.approx(by_days(model, x, age, horizon, rate), rel=5e-4)


def test_the_default_year_at_ten_percent_agrees_to_5e_4_for_a_new_and_an_old_customer() -> None:
    for x, age in ((0, 0), (3, 300), (26, 217)):
        assert served(MODELS[0], x, age, 365, 0.1) == pytest.approx(by_days(MODELS[0], x, age, 365, 0.1), rel=5e-4)


def test_without_a_discount_it_is_the_expected_orders() -> None:
    assert served(MODELS[0], 3, 300, 365, 0.0) == expected_orders_alive(MODELS[0], 3, 300, 365)


def test_ten_years_at_a_thousand_percent_are_still_followed() -> None:
    # So steep a discount weighs within the day: the sum discounts an order of noon as of midnight.
    noon = 11 ** (0.5 / 365)

    assert served(MODELS[0], 3, 300, 3_650, 10.0) == pytest.approx(
        by_days(MODELS[0], 3, 300, 3_650, 10.0) * noon, rel=1e-4
    )


@given(st.floats(0, 10), st.floats(0.01, 1))
def test_a_higher_rate_is_worth_less(rate: float, more: float) -> None:
    assert served(MODELS[0], 3, 300, 365, rate + more) < served(MODELS[0], 3, 300, 365, rate)
