"""Published numbers of both models, each named after its source. Units are weeks unless said.

See docs/scoring.md, Models.
"""

from __future__ import annotations

from collections import Counter

import pytest
from regulars.scoring.prediction.bgnbd import BgNbd, expected_orders, p_alive
from regulars.scoring.prediction.likelihood import OrderLikelihood

# Fader, Hardie and Lee (2005), table 2; "A Note on Deriving the Pareto/NBD" has the same sample.
CDNOW = BgNbd(r=0.24259, alpha=4.41360, a=0.79292, b=2.42591)


def test_fader_hardie_lee_2005_expect_1_226_orders_of_customer_x_2_t_x_30_43_T_38_86_in_39_weeks() -> None:
    assert expected_orders(CDNOW, 2, 30.43, 38.86, 39) == pytest.approx(1.22591, abs=5e-6)


def test_lifetimes_expects_25_76_orders_of_customer_x_26_t_x_30_86_T_31_in_52_weeks() -> None:
    assert expected_orders(CDNOW, 26, 30.857, 31, 52) == pytest.approx(25.757, abs=5e-4)


def test_lifetimes_says_that_customer_x_26_t_x_30_86_T_31_is_alive_with_0_96885() -> None:
    assert p_alive(CDNOW, 26, 30.857, 31) == pytest.approx(0.96885, abs=5e-6)


def test_the_same_customers_in_days_are_the_same_numbers() -> None:
    days = CDNOW._replace(alpha=CDNOW.alpha * 7)

    in_weeks = expected_orders(CDNOW, 2, 30, 38, 39), p_alive(CDNOW, 2, 30, 38)
    assert (expected_orders(days, 2, 210, 266, 273), p_alive(days, 2, 210, 266)) == pytest.approx(in_weeks, rel=1e-12)


@pytest.mark.parametrize(
    ("x", "t_x", "log_likelihood", "digits"), [(0, 0, -0.59947382, 5e-9), (200, 38, 100.7957, 5e-5)]
)
def test_lifetimes_gives_the_log_likelihood_of_one_customer(
    x: int, t_x: int, log_likelihood: float, digits: float
) -> None:
    value, _ = OrderLikelihood(Counter({(x, t_x, 40): 1}))((0.25, 4.0, 0.8, 2.5))

    assert value == pytest.approx(log_likelihood, abs=digits)
