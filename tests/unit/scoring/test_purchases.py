"""Rates and intervals of one customer's orders."""

from __future__ import annotations

import pytest
from regulars.facts.customer import PurchaseFacts
from regulars.facts.time import DAY_MS
from regulars.scoring.purchases import average_gap_days, repeat_rate


def ordered(count: int, span_ms: int = 0) -> PurchaseFacts:
    return PurchaseFacts(order_count=count, first_at_ms=5, last_at_ms=5 + span_ms)


@pytest.mark.parametrize(("orders", "rate"), [(1, 0.0), (2, 0.5), (3, 0.6667)])
def test_every_order_but_the_first_is_a_repeated_one(orders: int, rate: float) -> None:
    assert repeat_rate(ordered(orders)) == rate


def test_nobody_repeats_without_orders() -> None:
    assert repeat_rate(PurchaseFacts()) is None


def test_an_average_gap_has_two_decimals_and_takes_two_orders() -> None:
    assert average_gap_days(ordered(4, 10 * DAY_MS)) == 3.33
    assert average_gap_days(ordered(2)) == 0.0
    assert average_gap_days(ordered(1)) is None
    assert average_gap_days(PurchaseFacts()) is None
