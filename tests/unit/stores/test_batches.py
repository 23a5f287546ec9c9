"""Entries go in as few requests as number and bytes allow, in their order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.stores.batches import batches


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], []),
        ([1, 1, 1], [[1, 1, 1]]),
        ([1, 1, 1, 1], [[1, 1, 1], [1]]),
        ([4, 6], [[4, 6]]),
        ([4, 7], [[4], [7]]),
        ([11, 1], [[11], [1]]),
        ([1, 11], [[1], [11]]),
    ],
)
def test_a_request_ends_at_the_number_and_at_the_bytes_that_it_may_hold(
    sizes: list[int], expected: list[list[int]]
) -> None:
    assert list(batches(sizes, lambda size: size, most=3, most_bytes=10)) == expected


@given(st.lists(st.integers(1, 10)), st.integers(1, 5))
def test_nothing_is_lost_doubled_or_turned_round_and_no_request_holds_more(sizes: list[int], most: int) -> None:
    made = list(batches(sizes, lambda size: size, most=most, most_bytes=10))

    assert [size for batch in made for size in batch] == sizes
    assert all(len(batch) <= most and sum(batch) <= 10 for batch in made)
    assert all(len(batch) == most or sum(batch) + following[0] > 10 for batch, following in pairwise(made))
