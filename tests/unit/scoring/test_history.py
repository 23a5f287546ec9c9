"""Segment history: exact instants, and one answer whether asked live, as of then or from it.

See docs/scoring.md, Lifecycle segment.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import TimelineEntry
from regulars.facts.time import DAY_MS
from regulars.scoring.history import Stay, segment_history, until
from regulars.scoring.lifecycle import LifecycleSegment, lifecycle
from regulars.scoring.settings import Settings

from testing.builders import an_order, entries_at, facts_of
from testing.examples import examples

DOLLARS = Settings.defaults(2)
VIP, ACTIVE = LifecycleSegment.VIP, LifecycleSegment.ACTIVE
NEW, DORMANT = LifecycleSegment.NEW, LifecycleSegment.DORMANT
T0 = 1_600_000_000_000


def entered(timeline: tuple[TimelineEntry, ...], with_: Settings = DOLLARS) -> list[tuple[LifecycleSegment, int]]:
    """Each segment entered with milliseconds since `T0`."""
    return [(stay.segment, stay.from_ms - T0) for stay in segment_history(timeline, with_)]


def test_one_order_is_new_then_active_then_dormant_at_the_exact_instants() -> None:
    assert segment_history(entries_at(T0), DOLLARS) == [
        Stay(NEW, T0, T0 + 31 * DAY_MS),
        Stay(ACTIVE, T0 + 31 * DAY_MS, T0 + 91 * DAY_MS),
        Stay(DORMANT, T0 + 91 * DAY_MS, None),
    ]


def test_who_never_ordered_has_no_history() -> None:
    assert segment_history((), DOLLARS) == []


def test_a_new_order_after_dormancy_makes_active_again() -> None:
    assert entered(entries_at(T0, T0 + 200 * DAY_MS)) == [
        (NEW, 0),
        (ACTIVE, 31 * DAY_MS),
        (DORMANT, 91 * DAY_MS),
        (ACTIVE, 200 * DAY_MS),
        (DORMANT, 291 * DAY_MS),
    ]


@pytest.mark.parametrize(
    ("gap_ms", "dormant_between"), [(91 * DAY_MS - 1, False), (91 * DAY_MS, False), (91 * DAY_MS + 1, True)]
)
def test_an_order_at_the_very_instant_of_dormancy_prevents_it(gap_ms: int, dormant_between: bool) -> None:
    segments = [segment for segment, at in entered(entries_at(T0, T0 + gap_ms)) if at < gap_ms]

    assert (DORMANT in segments) is dormant_between


def test_vip_begins_with_the_order_that_passes_the_threshold_and_never_ends() -> None:
    timeline = entries_at(T0, T0 + DAY_MS, T0 + 2 * DAY_MS, T0 + 500 * DAY_MS, spend_minor=250_000)

    assert segment_history(timeline, DOLLARS) == [
        Stay(NEW, T0, T0 + 2 * DAY_MS),
        Stay(VIP, T0 + 2 * DAY_MS, None),
    ]


def test_of_orders_at_one_instant_only_what_they_make_together_is_entered() -> None:
    assert entered(entries_at(T0, T0, T0, spend_minor=250_000)) == [(VIP, 0)]


def test_who_comes_back_within_the_new_days_of_a_short_dormancy_is_new_again() -> None:
    short = replace(DOLLARS, dormant_days=5, new_days=30)

    assert entered(entries_at(T0, T0 + 10 * DAY_MS), short) == [
        (NEW, 0),
        (DORMANT, 6 * DAY_MS),
        (NEW, 10 * DAY_MS),
        (DORMANT, 16 * DAY_MS),
    ]


def test_where_newness_ends_as_dormancy_begins_active_is_skipped() -> None:
    same = replace(DOLLARS, dormant_days=30, new_days=30)

    assert entered(entries_at(T0), same) == [(NEW, 0), (DORMANT, 31 * DAY_MS)]


def test_until_opens_the_stay_that_is_under_way() -> None:
    stays = segment_history(entries_at(T0), DOLLARS)

    assert until(stays, T0 - 1) == []
    assert until(stays, T0) == [Stay(NEW, T0, None)]
    assert until(stays, T0 + 31 * DAY_MS - 1) == [Stay(NEW, T0, None)]
    assert until(stays, T0 + 31 * DAY_MS) == [stays[0], Stay(ACTIVE, T0 + 31 * DAY_MS, None)]
    assert until(stays, T0 + 999 * DAY_MS) == stays


# Gaps that meet the thresholds below exactly, or miss them by a millisecond, as often as not.
_GAPS = st.one_of(
    st.integers(0, 120 * DAY_MS),
    st.builds(lambda days, ms: max(0, days * DAY_MS + ms), st.integers(0, 12), st.integers(-1, 1)),
)
_TIMELINES = st.lists(st.tuples(_GAPS, st.integers(0, 400)), min_size=1, max_size=8)
_SETTINGS = st.builds(
    Settings,
    vip_spend_minor=st.integers(0, 1_500),
    dormant_days=st.one_of(st.integers(0, 10), st.just(90)),
    new_days=st.one_of(st.integers(0, 10), st.just(30)),
)


def _timeline(drawn: list[tuple[int, int]]) -> tuple[TimelineEntry, ...]:
    at_ms = T0
    entries = []
    for gap_ms, spend_minor in drawn:
        at_ms += gap_ms
        entries.append(TimelineEntry(at_ms, spend_minor, 1_000))
    return tuple(entries)


def _instants(timeline: tuple[TimelineEntry, ...], with_: Settings) -> list[int]:
    """Every instant at which an answer could change, one millisecond to either side of each, and the far future."""
    edges = {entry.at_ms for entry in timeline}
    edges |= {at_ms + (with_.dormant_days + 1) * DAY_MS for at_ms in edges}
    edges.add(timeline[0].at_ms + (with_.new_days + 1) * DAY_MS)
    return sorted({edge + ms for edge in edges for ms in (-1, 0, 1)} | {T0 + 10_000 * DAY_MS})


def _live(timeline: tuple[TimelineEntry, ...], with_: Settings, now_ms: int) -> LifecycleSegment | None:
    """What `asOf` answers: the fold of the orders placed by then, scored then; None before the first order."""
    placed = [
        an_order(str(index), ordered_at_ms=entry.at_ms, lines=(), total_minor=entry.spend_minor)
        for index, entry in enumerate(timeline)
        if entry.at_ms <= now_ms
    ]
    return lifecycle(facts_of(*placed).purchases, with_, now_ms).value if placed else None


@examples(150)
@given(drawn=_TIMELINES, with_=_SETTINGS, more_ms=st.lists(st.integers(0, 1_000 * DAY_MS), max_size=5))
def test_history_and_the_answer_as_of_then_agree_at_every_instant(
    drawn: list[tuple[int, int]], with_: Settings, more_ms: list[int]
) -> None:
    timeline = _timeline(drawn)
    stays = segment_history(timeline, with_)

    for now_ms in [*_instants(timeline, with_), *(T0 + ms for ms in more_ms)]:
        begun = until(stays, now_ms)
        in_history = begun[-1].segment if begun else None
        assert in_history == _live(timeline, with_, now_ms), f"{now_ms - T0} ms after the first order"


@examples(150)
@given(drawn=_TIMELINES, with_=_SETTINGS)
def test_the_history_as_of_then_is_the_history_as_of_today_cut_then(
    drawn: list[tuple[int, int]], with_: Settings
) -> None:
    timeline = _timeline(drawn)
    whole = segment_history(timeline, with_)

    for now_ms in _instants(timeline, with_):
        by_then = tuple(entry for entry in timeline if entry.at_ms <= now_ms)
        assert until(segment_history(by_then, with_), now_ms) == until(whole, now_ms)


@examples(200)
@given(drawn=_TIMELINES, with_=_SETTINGS)
def test_stays_follow_each_other_without_gaps_and_no_two_neighbours_are_the_same(
    drawn: list[tuple[int, int]], with_: Settings
) -> None:
    timeline = _timeline(drawn)
    stays = segment_history(timeline, with_)

    assert stays[0].from_ms == timeline[0].at_ms
    assert stays[-1].until_ms is None
    for stay, following in pairwise(stays):
        assert stay.until_ms == following.from_ms > stay.from_ms
        assert stay.segment != following.segment
        assert stay.segment is not VIP, "VIP is terminal"
