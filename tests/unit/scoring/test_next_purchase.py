"""How probable a pair's next purchase is, and when it is expected: by hand, at the edges, and never undefined."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.time import DAY_MS
from regulars.scoring.next_purchase import PairRate, Repeats, pair_rate, product_rate, shop_rate

from testing.builders import NOW_MS

DAYS = st.integers(0, 40_000)
COUNTS = st.integers(0, 10**9)


def test_a_shop_repeats_at_its_repeats_over_its_days_and_one_in_a_year_more() -> None:
    assert shop_rate(Repeats(99, 19_635)) == 100 / 20_000
    assert shop_rate(Repeats()) == 1 / 365


def test_a_product_is_drawn_towards_the_shop_by_three_repeats() -> None:
    # 7 repeats in 100 days beside 3 in the 30 that three take at the shop's one in ten.
    assert product_rate(Repeats(7, 100), 0.1) == 10 / 130
    assert product_rate(Repeats(), 0.1) == pytest.approx(0.1)


def test_a_pair_stands_for_its_age_and_the_days_that_one_purchase_takes_of_its_product() -> None:
    rate = pair_rate(3, NOW_MS - 60 * DAY_MS, 1 / 30, NOW_MS)

    assert rate.purchases == 3
    assert rate.days == pytest.approx(90.0)
    assert rate.per_day == pytest.approx(1 / 30)
    assert rate.probability(30) == pytest.approx(1 - (1 + 30 / 90) ** -3)


def test_the_next_purchase_is_expected_at_the_middle_of_a_gap_after_the_last_one() -> None:
    rate = PairRate(3, 90.0)

    assert rate.expected_ms(NOW_MS, NOW_MS) == NOW_MS + round(30 * math.log(2) * DAY_MS)
    assert rate.expected_ms(NOW_MS - 30 * DAY_MS, NOW_MS) == NOW_MS


def test_a_date_beyond_ten_years_is_not_told() -> None:
    assert PairRate(1, 3_650 / math.log(2) - 1).expected_ms(NOW_MS, NOW_MS) is not None
    assert PairRate(1, 3_650 / math.log(2) + 1).expected_ms(NOW_MS, NOW_MS) is None


def test_a_purchase_that_is_still_to_come_has_no_age() -> None:
    assert pair_rate(1, NOW_MS + DAY_MS, 0.1, NOW_MS) == pair_rate(1, NOW_MS, 0.1, NOW_MS)


@given(st.integers(1, 100_000), DAYS, st.builds(Repeats, COUNTS, COUNTS), st.builds(Repeats, COUNTS, COUNTS))
def test_whatever_a_shop_sold_every_pair_has_a_probability_and_a_rate(
    purchases: int, age: int, product: Repeats, shop: Repeats
) -> None:
    rate = pair_rate(purchases, NOW_MS - age * DAY_MS, product_rate(product, shop_rate(shop)), NOW_MS)

    assert rate.per_day > 0.0
    assert math.isfinite(rate.per_day)
    assert 0.0 < rate.probability(30) <= 1.0


@given(st.integers(1, 50), DAYS, st.floats(1e-6, 10))
def test_more_purchases_in_the_same_time_are_more_probable_and_a_longer_time_with_the_same_is_less(
    purchases: int, age: int, of_product: float
) -> None:
    def said(count: int, days: int) -> float:
        return pair_rate(count, NOW_MS - days * DAY_MS, of_product, NOW_MS).probability(30)

    assert said(purchases + 1, age) >= said(purchases, age) >= said(purchases, age + 1)
