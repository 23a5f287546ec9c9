"""A part of a whole."""

from __future__ import annotations

from fractions import Fraction

import pytest
from regulars.facts.shares import share, to_four_decimals


@pytest.mark.parametrize(("part", "whole", "shown"), [(0, 7, 0.0), (7, 7, 1.0), (1, 3, 0.3333), (2, 3, 0.6667)])
def test_a_share_has_four_decimals(part: int, whole: int, shown: float) -> None:
    assert share(part, whole) == shown


def test_a_share_is_rounded_half_up() -> None:
    assert (share(1, 20_000), share(4_999, 100_000_000)) == (0.0001, 0.0)


def test_nothing_has_no_share() -> None:
    assert share(0, 0) is None


@pytest.mark.parametrize(
    ("number", "shown"),
    [(Fraction(1, 3), 0.3333), (Fraction(2, 3), 0.6667), (Fraction(1, 20_000), 0.0001), (Fraction(7, 2), 3.5)],
)
def test_an_exact_number_has_four_decimals_half_up(number: Fraction, shown: float) -> None:
    assert to_four_decimals(number) == shown


def test_an_exact_whole_number_stays_whole() -> None:
    assert isinstance(to_four_decimals(Fraction(6, 3)), int)
