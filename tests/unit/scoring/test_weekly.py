"""What a week to come is expected to bring, by the weeks before it (docs/scoring.md, Affinity)."""

from __future__ import annotations

import random
from math import cos, isfinite, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.scoring.weekly import NO_SEASON, usual


@pytest.mark.parametrize(
    ("known", "counted", "mean"), [(0, 0, None), (3, 0, None), (4, 4, 2.5), (7, 4, 5.5), (8, 8, 4.5), (9, 8, 5.5)]
)
def test_a_mean_is_of_eight_weeks_of_four_where_fewer_are_known_and_of_no_fewer(
    known: int, counted: int, mean: float | None
) -> None:
    found = usual(range(1, known + 1))

    assert (found.weeks, found.mean) == (counted, mean)
    assert [found.of_week(number) for number in (0, 51, 52, 400)] == [mean] * 4


@pytest.mark.parametrize(("known", "wape"), [(4, None), (7, None), (8, 1.0), (11, 0.25)])
def test_the_past_error_is_of_forecasts_whose_four_weeks_have_ended(known: int, wape: float | None) -> None:
    """Of 8 weeks one forecast: 10 a week, and 20 came in two of four, none in the others. Of 11 worked out by hand:
    40, 20, 0 and 0 off, over 240 that came."""
    weeks = [10] * 4 + ([20, 0, 20, 0] if known == 8 else [20, 20, 20, 20, 20, 20, 20])

    found = usual(weeks[:known]).wape

    if known == 11:
        # Made after 4, 5, 6 and 7 weeks: 10, 12.5, 15 and 17.5 of 20, four weeks each.
        wape = (10 + 7.5 + 5 + 2.5) * 4 / (20 * 16)
    assert found == (None if wape is None else pytest.approx(wape))


def test_eight_forecasts_make_the_past_error_and_older_ones_do_not() -> None:
    steady = [10] * 19

    assert usual(steady).wape == 0.0
    assert usual([999, *steady]).wape == 0.0
    assert usual([999, *steady[1:]]).wape != 0.0


def test_where_nothing_came_there_is_no_error() -> None:
    assert usual([0] * 20).wape is None
    assert usual([0] * 20).mean == 0


def seasonal_weeks(count: int, *, seed: int = 1) -> list[int]:
    """Twice as many in the high season as on average, none in the low one, and noise."""
    chance = random.Random(seed)
    return [round(1_000 * (1 + 0.9 * cos(2 * pi * week / 52)) + chance.gauss(0, 30)) for week in range(count)]


@pytest.mark.parametrize(("known", "seasonal"), [(103, False), (104, True), (130, True)])
def test_two_years_teach_a_season_that_comes_back(known: int, seasonal: bool) -> None:
    weeks = seasonal_weeks(known + 52)

    found = usual(weeks[:known])

    assert found.seasonal is seasonal
    if seasonal:
        expected = [found.of_week(number) or 0.0 for number in range(52)]
        off = sum(abs(one - came) for one, came in zip(expected, weeks[known:], strict=True))
        plain = sum(abs((found.mean or 0.0) - came) for came in weeks[known:])
        assert off < plain / 3
        assert found.wape is not None
        assert found.wape < 0.15


def test_a_year_ago_that_was_no_help_is_not_kept() -> None:
    chance = random.Random(2)

    assert usual([chance.randint(0, 200) for _ in range(104)]).season == NO_SEASON


@given(st.lists(st.integers(0, 10**9), max_size=120))
def test_whatever_was_bought_the_numbers_are_numbers(weeks: list[int]) -> None:
    found = usual(weeks)

    assert found.mean is None or (isfinite(found.mean) and found.mean >= 0)
    assert found.wape is None or (isfinite(found.wape) and found.wape >= 0)
    assert all(isfinite(factor) and factor >= 0 for factor in found.season)
