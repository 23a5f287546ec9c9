"""Probabilities corrected by what came: a known line is found again, and too little or nonsense teaches nothing."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.scoring.logit_line import LogitLine, learnt


def outcomes_of(line: LogitLine, number: int, seed: int) -> list[tuple[float, bool]]:
    """What was said, evenly spread, and what came where the truth lies on the line."""
    dice = random.Random(seed)
    said = [dice.uniform(0.001, 0.999) for _ in range(number)]
    return [(one, dice.random() < line.corrected(one)) for one in said]


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("line", [LogitLine(), LogitLine(0.5, 1.3), LogitLine(-2.0, 0.6)])
def test_a_known_line_is_found_again_within_its_standard_errors(line: LogitLine, seed: int) -> None:
    found = learnt(outcomes_of(line, 20_000, seed))

    assert found is not None
    # Standard errors are below .025 at 20 000 outcomes.
    assert found.intercept == pytest.approx(line.intercept, abs=0.08)
    assert found.slope == pytest.approx(line.slope, abs=0.06)


def test_fewer_than_500_outcomes_or_than_50_of_a_kind_teach_nothing() -> None:
    came, not_came = (0.6, True), (0.4, False)

    assert learnt([]) is None
    assert learnt([came] * 50 + [not_came] * 449) is None
    assert learnt([came] * 50 + [not_came] * 450) is not None
    assert learnt([came] * 49 + [not_came] * 451) is None
    assert learnt([came] * 451 + [not_came] * 49) is None


def test_probabilities_that_rank_the_wrong_way_teach_nothing() -> None:
    assert learnt([(0.9, False), (0.1, True)] * 500) is None


def test_equal_probabilities_are_corrected_to_the_share_that_came() -> None:
    line = learnt([(0.5, True)] * 100 + [(0.5, False)] * 900)

    assert line is not None
    assert line.corrected(0.5) == pytest.approx(0.1)


@given(
    st.lists(st.tuples(st.floats(0.0, 1.0), st.booleans()), min_size=1, max_size=20),
    st.floats(0.0, 1.0),
)
def test_whatever_came_of_whatever_was_said_a_line_corrects_to_a_probability(
    outcomes: list[tuple[float, bool]], said: float
) -> None:
    line = learnt(outcomes * 100)

    if line is not None:
        assert 0.0 <= line.corrected(said) <= 1.0
        assert math.isfinite(line.intercept)
        assert line.corrected(said) <= line.corrected(min(1.0, said + 0.1))
