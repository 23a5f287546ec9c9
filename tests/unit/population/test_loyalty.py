"""Sums of loyalty programs: parts of the customers make the whole in any order, also through JSON."""

from __future__ import annotations

import json
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts, TimelineEntry
from regulars.facts.loyalty import PointsEntry
from regulars.facts.time import DAY_MS
from regulars.loyalty.program import Tier
from regulars.population.loyalty import ProgramSums
from regulars.scoring.settings import Settings

from testing.loyalty import T0, entries, facts_of, orders, versions_of

SETTINGS = Settings.defaults(2)
PROGRAMS = (
    versions_of(tiers=(Tier("Bronze", 10), Tier("Gold", 60)), tier_window_days=12, expiry_days=40),
    versions_of("l2", pending_days=3),
)
NOW_MS = T0 + 20 * DAY_MS
people = st.lists(st.builds(facts_of, orders, entries), max_size=6)


def of(customers: list[CustomerFacts]) -> ProgramSums:
    found = ProgramSums(NOW_MS)
    for facts in customers:
        for versions in PROGRAMS:
            found.add_to(versions, facts, SETTINGS, 2)
    return found


def merged(into: ProgramSums, part: ProgramSums) -> ProgramSums:
    into.merge(ProgramSums.of(json.loads(json.dumps(part.as_json()))))
    return into


@given(parts=st.lists(people, min_size=1, max_size=3))
def test_parts_make_the_whole_in_any_order(parts: list[list[CustomerFacts]]) -> None:
    whole = of([facts for part in parts for facts in part])

    for some in (parts, parts[::-1]):
        found = reduce(merged, map(of, some), ProgramSums(NOW_MS))
        assert found.by_id.keys() == whole.by_id.keys()
        for key, sums in whole.by_id.items():
            told = found.by_id[key]
            assert (told.members, told.by_tier, told.points) == (sums.members, sums.by_tier, sums.points)
            assert (told.lapsing_points, told.lapsing_customers) == (sums.lapsing_points, sums.lapsing_customers)
            assert told.lapsing == [], "no names are kept"


def test_more_that_was_taken_back_than_earned_is_not_forgotten() -> None:
    taken = of([facts_of((), (PointsEntry(T0, "l1", -30),))])
    earned = of([facts_of((TimelineEntry(T0, 6_000, 1_000),))])

    found = merged(merged(ProgramSums(NOW_MS), taken), earned)

    assert (taken.by_id["l1"].points["earned"], found.by_id["l1"].points["earned"]) == (-30, 30)
    assert found.by_id["l1"].points["debt"] == 30
