"""People that a campaign needs, by the formula for two proportions."""

from __future__ import annotations

import pytest
from regulars.segments.sample_size import people_needed


@pytest.mark.parametrize(
    ("share", "points", "people"),
    [
        # Fleiss, Levin and Paik: .25 against .40 at 5 % and 80 % takes 152 in each group without a correction.
        (0.25, 0.15, 304),
        (0.31, 0.03, 7_652),
        (0.5, 0.03, 8_712),
        (0.0, 0.03, 514),
    ],
)
def test_known_sizes(share: float, points: float, people: int) -> None:
    assert people_needed(share, points) == people


def test_what_cannot_rise_so_far_has_no_size() -> None:
    assert people_needed(0.98, 0.03) is None
    assert people_needed(0.97, 0.03) is not None
    assert people_needed(0.5, 0.0) is None


def test_a_smaller_effect_takes_more_people() -> None:
    assert (people_needed(0.3, 0.01) or 0) > (people_needed(0.3, 0.02) or 0)
