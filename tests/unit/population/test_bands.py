"""Bands of equal size: ties stay together, and no band is emptier than that makes it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.population.bands import begins_of_bands, sizes_of_bands

from testing.examples import examples


def test_values_without_ties_make_bands_of_one_size() -> None:
    values = list(range(100, 0, -1))

    assert begins_of_bands(values, 5) == [21, 41, 61, 81]
    assert sizes_of_bands(values, [21, 41, 61, 81]) == [20] * 5


@pytest.mark.parametrize(("number", "sizes"), [(5, [1, 1, 1, 1, 1]), (6, [1, 1, 1, 1, 2]), (9, [2, 2, 2, 2, 1])])
def test_what_is_left_over_goes_where_it_is_nearest_to_a_share(number: int, sizes: list[int]) -> None:
    values = range(number)

    found = sizes_of_bands(values, begins_of_bands(values, 5))

    assert sum(found) == number
    assert sorted(found) == sorted(sizes)


def test_one_value_that_most_have_is_a_band_and_the_others_share_the_rest() -> None:
    values = [1] * 60 + list(range(2, 42))

    begins = begins_of_bands(values, 5)

    assert begins == [2, 12, 22, 32]
    assert sizes_of_bands(values, begins) == [60, 10, 10, 10, 10]


def test_a_value_that_most_have_at_the_top_leaves_each_other_band_somebody() -> None:
    values = [1, 2, 3, 4] + [5] * 96

    assert sizes_of_bands(values, begins_of_bands(values, 5)) == [1, 1, 1, 1, 96]


@pytest.mark.parametrize(("values", "begins"), [([], []), ([7, 7], []), ([1, 2], [2]), ([3, 1, 2, 2, 4], [2, 3, 4])])
def test_fewer_different_values_than_bands_are_a_band_each(values: list[int], begins: list[int]) -> None:
    assert begins_of_bands(values, 5) == begins


@given(st.lists(st.integers(0, 30), max_size=200))
@examples(300)
def test_every_band_has_somebody_and_none_is_larger_than_its_share_and_a_tie(values: list[int]) -> None:
    begins = begins_of_bands(values, 5)
    sizes = sizes_of_bands(values, begins)

    assert begins == sorted(set(begins))
    assert sum(sizes) == len(values)
    if values:
        assert len(sizes) == min(5, len(set(values)))
        assert min(sizes) > 0
        left, largest_tie = len(values), max(Counter(values).values())
        for place, size in enumerate(sizes[:-1]):
            # Half a tie beyond the share of those who were left, or one whole value.
            assert size <= max(left / (len(sizes) - place) + largest_tie / 2, largest_tie)
            left -= size
