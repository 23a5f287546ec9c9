"""The sample that a correction learns from: what was known a window ago, the same whole in any order of parts."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import TimelineEntry
from regulars.facts.time import DAY_MS, local_day
from regulars.scoring.prediction import sample as module
from regulars.scoring.prediction.days import purchase_days
from regulars.scoring.prediction.sample import LONGEST_WINDOW_DAYS, Day, Known, Older, Sample, Sampled, key_of

from testing.builders import NOW_MS

ZONE = "Pacific/Auckland"
timelines = st.lists(
    st.tuples(st.integers(-3 * DAY_MS, 900 * DAY_MS), st.integers(0, 10_000)), min_size=1, max_size=12
).map(lambda orders: sorted(TimelineEntry(NOW_MS - ago, minor, 1_000) for ago, minor in orders))


def sampled(*days_ago: int, minor: int = 100) -> Sampled:
    return Sampled.of(
        [TimelineEntry(NOW_MS - days * DAY_MS, minor, 0) for days in sorted(days_ago, reverse=True)], "UTC", NOW_MS
    )


@given(timelines, st.integers(0, LONGEST_WINDOW_DAYS))
def test_what_was_known_so_many_days_ago_is_what_the_orders_until_then_say(
    timeline: list[TimelineEntry], days_ago: int
) -> None:
    today = local_day(NOW_MS, ZONE)
    until = [one for one in timeline if local_day(min(one.at_ms, NOW_MS), ZONE) <= today - days_ago]

    found = Sampled.of(timeline, ZONE, NOW_MS).known(days_ago)

    if not until:
        assert found is None
        return
    x, t_x, age, _ = purchase_days(until, ZONE, NOW_MS)
    assert found == Known(x, t_x, age - days_ago, sum(one.spend_minor for one in until), len(until))


@given(timelines, st.integers(1, LONGEST_WINDOW_DAYS))
def test_they_ordered_within_a_window_where_an_order_lies_after_its_first_day(
    timeline: list[TimelineEntry], days: int
) -> None:
    today = local_day(NOW_MS, ZONE)

    found = Sampled.of(timeline, ZONE, NOW_MS).ordered_within(days)

    assert found == any(local_day(min(one.at_ms, NOW_MS), ZONE) > today - days for one in timeline)


def test_at_the_window_s_first_day_an_order_was_known_and_a_day_later_it_was_not() -> None:
    assert sampled(90).known(90) == Known(0, 0, 0, 100, 1)
    assert sampled(89).known(90) is None
    assert (sampled(89).ordered_within(90), sampled(90).ordered_within(90)) == (True, False)


def test_days_of_more_than_a_year_ago_are_added_up_and_a_year_ago_is_kept() -> None:
    found = sampled(500, 400, 366, 365, 3)

    assert (found.first_age, found.older) == (500, Older(3, 366, 300, 3))
    assert found.days == (Day(365, 100, 1), Day(3, 100, 1))
    assert found.known(365) == Known(3, 135, 135, 400, 4)


def test_several_orders_of_a_day_are_one_day_and_all_their_orders() -> None:
    found = Sampled.of([TimelineEntry(NOW_MS - 1, 100, 0), TimelineEntry(NOW_MS, 50, 0)], "UTC", NOW_MS)

    assert found.days == (Day(0, 150, 2),)


@given(timelines)
def test_what_is_kept_of_a_customer_is_all_of_it(timeline: list[TimelineEntry]) -> None:
    found = Sampled.of(timeline, ZONE, NOW_MS)

    assert Sampled.read(json.loads(json.dumps(list(found.numbers())))) == found


def test_a_stored_sample_is_a_text_of_numbers_a_customer() -> None:
    sample = Sample({7: sampled(500, 3).numbers(), 2: sampled(10).numbers()})

    assert sample.as_json() == ["2 10 0 0 0 0 10 100 1", "7 500 1 500 100 1 3 100 1"]
    assert list(Sample.of(sample.as_json())) == list(sample)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 2)), max_size=60), st.randoms(use_true_random=False))
def test_parts_make_the_same_sample_in_any_order_and_any_grouping(keys: list[tuple[int, int]], chance: Random) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_SAMPLED", 5)
        parts = [Sample() for _ in range(3)]
        for key, part in keys:
            parts[part].add(key, [TimelineEntry(NOW_MS - key * DAY_MS, key, 0)], "UTC", NOW_MS)
        chance.shuffle(parts)
        whole = Sample()
        for one in parts:
            whole.merge(Sample.of(json.loads(json.dumps(one.as_json()))))

        expected = [sampled(key, minor=key) for key in sorted({key for key, _ in keys})[:5]]
        assert list(whole) == expected


def test_the_bound_is_never_passed_by_more_than_a_quarter() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_SAMPLED", 8)
        sample = Sample()
        for key in range(100, 0, -1):
            sample.add(key, [TimelineEntry(NOW_MS, 1, 0)], "UTC", NOW_MS)
            assert len(sample.customers) <= 10
        assert len(list(sample)) == 8


def test_who_never_ordered_is_in_no_sample() -> None:
    sample = Sample()
    sample.add(1, [], "UTC", NOW_MS)

    assert list(sample) == []


def test_the_key_has_nothing_of_what_says_the_shard() -> None:
    assert key_of("f" * 48 + "0" * 15 + "a") == 10
    assert key_of("0" * 48 + "0" * 15 + "a") == 10
