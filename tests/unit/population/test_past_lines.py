"""The lines of a chart over past days."""

from __future__ import annotations

from collections import Counter

from regulars.population.past import PastDay
from regulars.population.past_lines import trailing_revenue, transitions_within
from regulars.scoring.history import Transition
from regulars.scoring.lifecycle import LifecycleSegment

LAPSED = Transition(LifecycleSegment.ACTIVE, LifecycleSegment.DORMANT)


def a_day(number: int, *, revenue_minor: int = 0, lapsed: int = 0) -> PastDay:
    return PastDay(number, 0, {}, 0, Counter({LAPSED: lapsed} if lapsed else {}), {}, 0, 0, 0, revenue_minor)


def test_a_days_revenue_is_that_of_the_days_up_to_it() -> None:
    days = [a_day(number, revenue_minor=amount) for number, amount in enumerate([1, 10, 100, 1_000])]

    assert trailing_revenue(days, 2) == [1, 11, 110, 1_100]
    assert trailing_revenue(days, 30) == [1, 11, 111, 1_111]
    assert trailing_revenue([], 2) == []


def test_transitions_are_those_of_the_newest_days() -> None:
    days = [a_day(number, lapsed=until_then) for number, until_then in enumerate([1, 3, 3, 7])]

    assert transitions_within(days, 2)[LAPSED] == 4
    assert transitions_within(days, 3)[LAPSED] == 6
    assert transitions_within(days, 4)[LAPSED] == 7
    assert transitions_within([], 2) == Counter()
