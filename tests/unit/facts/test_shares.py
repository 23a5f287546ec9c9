"""A part of a whole."""

from __future__ import annotations

import pytest
from regulars.facts.shares import share


@pytest.mark.parametrize(("part", "whole", "shown"), [(0, 7, 0.0), (7, 7, 1.0), (1, 3, 0.3333), (2, 3, 0.6667)])
def test_a_share_has_four_decimals(part: int, whole: int, shown: float) -> None:
    assert share(part, whole) == shown


def test_a_share_is_rounded_half_up() -> None:
    assert (share(1, 20_000), share(4_999, 100_000_000)) == (0.0001, 0.0)


def test_nothing_has_no_share() -> None:
    assert share(0, 0) is None
