"""How a refund lies on the lines of its order (docs/scoring.md, Conventions)."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.order import Order, OrderStatus
from regulars.facts.refund import line_amounts

from testing.builders import a_line, an_order


def refunded(*amounts: int, refund: int, total: int | None = None) -> Order:
    """A partially refunded order with lines of these amounts, each of another product."""
    lines = tuple(a_line(f"p{number}", amount_minor=amount) for number, amount in enumerate(amounts))
    return an_order(
        lines=lines,
        total_minor=total,
        refunded_minor=refund,
        status=OrderStatus.PARTIALLY_REFUNDED if refund else OrderStatus.PAID,
    )


def worth(*amounts: int, refund: int, total: int | None = None) -> list[int]:
    return list(line_amounts(refunded(*amounts, refund=refund, total=total)))


def test_without_a_refund_each_line_is_worth_its_amount() -> None:
    assert worth(100, 250, refund=0) == [100, 250]
    assert worth(100, 250, refund=0, total=300) == [100, 250]


def test_lines_bear_a_refund_in_proportion() -> None:
    assert worth(1_000, 3_000, refund=400) == [900, 2_700]


def test_a_refund_of_everything_leaves_nothing() -> None:
    assert worth(1, 0, 99, refund=100) == [0, 0, 0]


def test_what_rounding_leaves_goes_to_the_largest_remainder() -> None:
    # Of 10: 1.67, 3.33, 5.0.
    assert worth(100, 200, 300, refund=10) == [98, 197, 295]
    # Of 1: .2, .3, .5.
    assert worth(2, 3, 5, refund=1) == [2, 3, 4]


@pytest.mark.parametrize(
    ("refund", "expected"),
    [(1, [9, 10, 10]), (2, [9, 9, 10]), (3, [9, 9, 9]), (4, [8, 9, 9]), (29, [0, 0, 1])],
)
def test_of_equal_remainders_the_earlier_lines_bear_more(refund: int, expected: list[int]) -> None:
    assert worth(10, 10, 10, refund=refund) == expected


def test_a_free_line_bears_nothing() -> None:
    assert worth(0, 7, 0, 7, refund=5) == [0, 4, 0, 5]


def test_of_a_total_above_the_lines_the_lines_bear_their_share() -> None:
    """The rest of the refund is tax and shipping, which belong to no product."""
    assert worth(500, 300, refund=100, total=1_000) == [450, 270]


@pytest.mark.parametrize(("refund", "borne"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_the_lines_share_is_rounded_half_up_once(refund: int, borne: int) -> None:
    assert sum(worth(300, 200, refund=refund, total=1_000)) == 500 - borne


def test_of_a_total_below_the_lines_the_lines_bear_the_whole_refund() -> None:
    """A discount lowered the total; what was paid back still came from these lines."""
    assert worth(500, 500, refund=100, total=800) == [450, 450]


def test_lines_that_cost_nothing_stay_so_whatever_was_refunded_of_the_total() -> None:
    assert worth(0, 0, refund=50, total=100) == [0, 0]
    assert worth(refund=50, total=100) == []


def test_the_order_itself_is_not_changed() -> None:
    order = refunded(1_000, 3_000, refund=400)

    line_amounts(order)

    assert [line.amount_minor for line in order.lines] == [1_000, 3_000]


@st.composite
def _refunds(draw: st.DrawFn) -> Order:
    amounts = draw(st.lists(st.integers(0, 10**6) | st.integers(0, 5), max_size=8))
    total = draw(st.none() | st.integers(0, 10**7))
    gross = sum(amounts) if total is None else total
    return refunded(*amounts, refund=draw(st.integers(0, gross)), total=total)


@given(order=_refunds())
def test_together_the_lines_bear_their_part_of_the_refund_to_the_minor_unit(order: Order) -> None:
    amounts = [line.amount_minor for line in order.lines]
    whole, gross, refund = sum(amounts), order.gross_minor, order.refunded_minor
    borne = floor(refund * min(Fraction(1), Fraction(whole, gross)) + Fraction(1, 2)) if gross else 0

    left = line_amounts(order)

    assert sum(left) == whole - borne
    for amount, worth_now in zip(amounts, left, strict=True):
        assert 0 <= worth_now <= amount
        share = Fraction(borne * amount, whole) if whole else Fraction(0)
        assert abs(amount - worth_now - share) < 1, "no line is more than a minor unit off its share"


@given(order=_refunds())
def test_no_line_bears_a_leftover_before_one_with_a_larger_remainder_or_before_an_earlier_equal_one(
    order: Order,
) -> None:
    amounts = [line.amount_minor for line in order.lines]
    whole = sum(amounts)
    left = line_amounts(order)
    borne = whole - sum(left)
    extra, remainder = [], []
    for amount, worth_now in zip(amounts, left, strict=True):
        share = Fraction(borne * amount, whole) if whole else Fraction(0)
        extra.append(amount - worth_now - floor(share))
        remainder.append(share - floor(share))

    ranked = sorted(range(len(amounts)), key=lambda at: (-remainder[at], at))
    assert [extra[at] for at in ranked] == sorted(extra, reverse=True)
    assert set(extra) <= {0, 1}
