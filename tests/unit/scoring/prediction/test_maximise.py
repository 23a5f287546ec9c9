"""The search for a maximum in a box: inside it, at its edges, and where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, nan

import pytest
from regulars.scoring.prediction.maximise import maximise

BOX = [(-10.0, 10.0), (-10.0, 10.0)]


def valley(at: Sequence[float]) -> tuple[float, list[float]]:
    """Rosenbrock's, upside down: its top is (1, 1)."""
    x, y = at
    return -((1 - x) ** 2) - 100 * (y - x * x) ** 2, [2 * (1 - x) + 400 * x * (y - x * x), -200 * (y - x * x)]


def test_a_bent_valley_is_followed_to_its_end() -> None:
    found = maximise(valley, (-1.2, 1.0), BOX, tolerance=1e-8, most_calls=300)

    assert found.converged
    assert found.at == pytest.approx([1.0, 1.0], abs=1e-6)


def test_a_maximum_outside_the_box_is_found_at_its_edge_and_the_rest_is_still_searched() -> None:
    found = maximise(valley, (0.0, 0.0), [(-10.0, 0.5), (-10.0, 10.0)], tolerance=1e-8, most_calls=300)

    assert found.converged
    assert found.at == pytest.approx([0.5, 0.25], abs=1e-7)
    assert found.at[0] == 0.5


def test_a_start_outside_the_box_is_moved_into_it() -> None:
    found = maximise(valley, (99.0, -99.0), BOX, tolerance=1e-8, most_calls=1)

    assert found.at == [10.0, -10.0]
    assert not found.converged


def test_what_only_climbs_ends_in_a_corner() -> None:
    found = maximise(lambda at: (at[0] - at[1], [1.0, -1.0]), (0.0, 0.0), BOX, tolerance=1e-8, most_calls=300)

    assert found == ([10.0, -10.0], 20.0, True)


def test_what_is_flat_stays_where_it_began() -> None:
    assert maximise(lambda at: (3.0, [0.0, 0.0]), (1.0, 2.0), BOX, tolerance=1e-8, most_calls=9) == (
        [1.0, 2.0],
        3.0,
        True,
    )


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_a_value_that_is_none_ends_the_search_without_raising(value: float) -> None:
    assert not maximise(lambda at: (value, [0.0, 0.0]), (1.0, 2.0), BOX, tolerance=1e-8, most_calls=9).converged


def test_a_slope_that_lies_ends_the_search_without_raising() -> None:
    found = maximise(lambda at: (-(at[0] ** 2), [2 * at[0], 1.0]), (1.0, 2.0), BOX, tolerance=1e-8, most_calls=300)

    assert not found.converged


def test_no_more_calls_are_made_than_allowed() -> None:
    calls = []

    def counted(at: Sequence[float]) -> tuple[float, list[float]]:
        calls.append(at)
        return valley(at)

    assert not maximise(counted, (-1.2, 1.0), BOX, tolerance=0.0, most_calls=20).converged
    assert len(calls) <= 20
