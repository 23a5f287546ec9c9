"""First, second and third order: shares and medians, in any parts."""

from __future__ import annotations

import json
from statistics import median as of_all

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts, PurchaseFacts
from regulars.facts.time import DAY_MS
from regulars.population.funnel import Funnel, FunnelParts, Step, median
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, purchases_at

SETTINGS = Settings.defaults(2)


def parts_of(*ordered: list[int]) -> FunnelParts:
    """Customers by the days since 2020 or so on which they ordered."""
    parts = FunnelParts(NOW_MS)
    for days in ordered:
        purchases = (
            purchases_at(*(NOW_MS - (2_000 - day) * DAY_MS for day in sorted(days))) if days else PurchaseFacts()
        )
        facts = CustomerFacts("ann", True, purchases)
        parts.add(facts, derive(facts, SETTINGS, NOW_MS), SETTINGS)
    return parts


def test_each_step_counts_who_got_there_and_the_median_of_days_since_the_step_before() -> None:
    funnel = parts_of([], [1], [1], [0, 10], [0, 20, 25], [5, 36, 40, 900]).funnel()

    assert funnel == Funnel(NOW_MS, (5, 3, 2), (None, 20.0, 4.5))


def test_each_step_has_its_share_of_everybody_and_of_the_step_before() -> None:
    steps = Funnel(NOW_MS, (3, 2, 1), (None, 20.0, 4.5)).steps

    assert steps == [Step(3, 1.0, None, None), Step(2, 0.6667, 0.6667, 20.0), Step(1, 0.3333, 0.5, 4.5)]


def test_of_nobody_there_are_no_shares() -> None:
    assert Funnel(NOW_MS, (0, 0, 0), (None, None, None)).steps == [Step(0, None, None, None)] * 3


def test_of_nobody_there_is_no_median() -> None:
    assert parts_of().funnel() == Funnel(NOW_MS, (0, 0, 0), (None, None, None))
    assert parts_of([3]).funnel() == Funnel(NOW_MS, (1, 0, 0), (None, None, None))


@pytest.mark.parametrize(("more_ms", "days"), [(-1, 9.0), (0, 10.0)])
def test_days_are_whole_days_that_have_passed(more_ms: int, days: float) -> None:
    parts = FunnelParts(NOW_MS)
    facts = CustomerFacts("ann", True, purchases_at(NOW_MS - 20 * DAY_MS, NOW_MS - 10 * DAY_MS + more_ms))
    parts.add(facts, derive(facts, SETTINGS, NOW_MS), SETTINGS)

    assert parts.funnel().median_days == (None, days, None)


def test_what_is_dated_later_than_the_funnel_does_not_count_yet_so_that_it_agrees_with_the_cohorts() -> None:
    funnel = parts_of([1_990, 2_000, 2_400], [2_001]).funnel()

    assert funnel == Funnel(NOW_MS, (1, 1, 0), (None, 10.0, None))


@given(st.lists(st.integers(0, 50), min_size=1))
def test_the_median_of_counts_is_that_of_the_values(values: list[int]) -> None:
    assert median({value: values.count(value) for value in values}) == of_all(values)


@given(st.lists(st.lists(st.integers(0, 400), max_size=5), max_size=10), st.integers(0, 10))
def test_parts_add_up_and_are_read_back_equal(customers: list[list[int]], cut: int) -> None:
    first, second = parts_of(*customers[:cut]), parts_of(*customers[cut:])

    first.merge(FunnelParts.of(json.loads(json.dumps(second.as_json()))))

    whole = parts_of(*customers).funnel()
    assert first.funnel() == whole
    assert Funnel.of(json.loads(json.dumps(whole.as_json()))) == whole
