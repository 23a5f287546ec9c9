"""Shares and ratios as answers show them: half up to 4 decimals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .money import divide_half_up, plain

if TYPE_CHECKING:
    from fractions import Fraction

_PARTS = 10_000


def share(part: int, whole: int) -> float | None:
    """`part` of `whole`, both 0 or more; None of nothing."""
    return divide_half_up(_PARTS * part, whole) / _PARTS if whole else None


def to_four_decimals(number: Fraction) -> int | float:
    """An exact number of 0 or more, half up; a whole one without its `.0`."""
    return plain(divide_half_up(_PARTS * number.numerator, number.denominator), _PARTS)
