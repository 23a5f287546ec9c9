"""Tiers and lapsing points as announced values: read at an instant, and every instant at which they may be others."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts, TimelineEntry
from regulars.facts.loyalty import PointsEntry
from regulars.facts.time import DAY_MS
from regulars.loyalty.announcing import announced_of, split_tier
from regulars.loyalty.program import Tier, Versions
from regulars.scoring.announced import announced_values
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings

from testing.loyalty import T0, entries, facts_of, orders, versions_of

SETTINGS = Settings.defaults(2)


def values_at(versions: Versions, facts: CustomerFacts, at_ms: int) -> dict[str, Any]:
    announced = announced_of([versions], SETTINGS, 2)
    return announced_values(announced, facts, derive(facts, SETTINGS, at_ms), at_ms, {})


def test_a_tier_is_told_with_its_rank_and_lapsing_points_by_number() -> None:
    program = versions_of(tiers=(Tier("Bronze", 0), Tier("Gold", 50)), expiry_days=40)
    facts = facts_of((TimelineEntry(T0, 6_000, 1_000),))

    assert values_at(program, facts, T0 + 9 * DAY_MS) == {"tier:l1": "1 Gold", "lapsing:l1": 0}
    assert values_at(program, facts, T0 + 10 * DAY_MS) == {"tier:l1": "1 Gold", "lapsing:l1": 60}
    assert values_at(program, facts, T0 + 40 * DAY_MS)["lapsing:l1"] == 0
    assert split_tier("1 Very Gold") == (1, "Very Gold")
    assert split_tier(None) == (-1, None)


def test_a_program_that_is_not_active_announces_nothing() -> None:
    assert announced_of([versions_of(active=False, tiers=(Tier("Gold", 5),))], SETTINGS, 2) == ()
    assert [one.name for one in announced_of([versions_of()], SETTINGS, 2)] == ["lapsing:l1"]


def test_lapsing_points_stay_as_told_until_there_are_none() -> None:
    [announced] = announced_of([versions_of()], SETTINGS, 2)

    assert announced.hold is not None
    assert [announced.hold(was, now) for was, now in ((None, 0), (0, 5), (5, 9), (9, 0))] == [0, 5, 5, 0]


def _given_and_taken_back(tenths: int) -> dict[str, Any]:
    """A point that is taken back so many tenths of a day later, looked at from its beginning."""
    entries = tuple(
        PointsEntry(T0 + at * DAY_MS // 10, "l1", points, False, None) for at, points in ((0, 1), (tenths, -1))
    )
    return {"orders": (), "entries": entries, "expiry": 33, "pending": 0, "grace": 0, "now": 0}


@example(**_given_and_taken_back(31))
@example(**_given_and_taken_back(60))
@given(
    orders=orders,
    entries=entries,
    expiry=st.sampled_from([None, 33, 45]),
    pending=st.integers(0, 5),
    grace=st.integers(0, 9),
    now=st.integers(0, 300),
)
def test_between_the_instants_that_are_given_nothing_changes(
    orders: tuple[TimelineEntry, ...],
    entries: tuple[PointsEntry, ...],
    expiry: int | None,
    pending: int,
    grace: int,
    now: int,
) -> None:
    tiers = (Tier("Bronze", 10), Tier("Gold", 60, 20_000, grace))
    versions = versions_of(tiers=tiers, tier_window_days=12, expiry_days=expiry, pending_days=pending)
    facts, now_ms = facts_of(orders, entries), T0 + now * DAY_MS // 10

    turns = {at_ms for one in announced_of([versions], SETTINGS, 2) for at_ms in one.turns(facts, SETTINGS, now_ms)}

    def told_at(at_ms: int) -> dict[str, Any]:
        """Of points that lapse whether there are any: more or fewer of them tell nothing."""
        values = values_at(versions, facts, at_ms)
        return {**values, "lapsing:l1": values["lapsing:l1"] > 0}

    instants = [now_ms, *sorted(at_ms for at_ms in turns if at_ms > now_ms), now_ms + 400 * DAY_MS]
    for begin, end in pairwise(instants):
        if end > begin:
            middle = (begin + end) // 2
            assert told_at(begin) == told_at(middle)
            assert told_at(middle) == told_at(end - 1)


def test_a_customer_of_a_thousand_orders_is_looked_at_as_seldom_as_one_of_a_few() -> None:
    """Lots that follow each other lapse as one: each instant that is given is tried."""
    [announced] = announced_of([versions_of(expiry_days=365)], SETTINGS, 2)
    facts = facts_of(tuple(TimelineEntry(T0 + at * DAY_MS, 6_000, 1_000) for at in range(1_000)))
    now_ms = T0 + 1_000 * DAY_MS

    assert list(announced.turns(facts, SETTINGS, now_ms)) == [T0 + 335 * DAY_MS, T0 + (999 + 365) * DAY_MS]
