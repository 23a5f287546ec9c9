"""What turns have left is read until one says that nothing follows."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from regulars.jobs.turns_left import turns_left


class Left(NamedTuple):
    number: int
    next: str | None


def test_turns_come_in_order_up_to_the_one_that_nothing_follows() -> None:
    left = {0: Left(0, "a"), 1: Left(1, "b"), 2: Left(2, None), 3: Left(3, None)}

    assert [one.number for one in turns_left(7, left.get)] == [0, 1, 2]


@pytest.mark.parametrize("there", [0, 1])
def test_a_turn_that_is_missing_is_named(there: int) -> None:
    left = {number: Left(number, "more") for number in range(there)}

    with pytest.raises(LookupError, match=f"turn {there} of shard 7 is missing"):
        list(turns_left(7, left.get))
