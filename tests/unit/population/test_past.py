"""Past days of all customers: each equals what looking at every customer at its end gives, in any zone and parts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts, PurchaseFacts, TimelineEntry
from regulars.facts.time import DAY_MS, HOUR_MS, local_to_ms, to_ms
from regulars.population.past import Past, PastDay
from regulars.population.past_days import KEPT_DAYS, day_name, past_days
from regulars.population.summary import Summary
from regulars.scoring.derive import derive
from regulars.scoring.lifecycle import LifecycleSegment, lifecycle
from regulars.scoring.settings import Settings

from benchmarks.timelines import ONLINE_RETAIL, purchases_of, timelines
from testing.examples import examples

DOLLARS = Settings.defaults(2)
# Short, so that customers cross them within the days of a test; 3 500 of 10 000 make a VIP.
SHORT = replace(DOLLARS, vip_spend_minor=10_000, dormant_days=9, new_days=4)
VIP, ACTIVE = LifecycleSegment.VIP, LifecycleSegment.ACTIVE
NEW, DORMANT = LifecycleSegment.NEW, LifecycleSegment.DORMANT
# Clocks change on days of 23 and 25 hours, at midnight, a minute after it, by half an hour, and by a whole day.
ZONES = {
    "UTC": "2025-01-01",
    "Europe/Berlin": "2025-03-30",
    "America/New_York": "2025-11-02",
    "Australia/Lord_Howe": "2025-04-06",
    "America/Havana": "2025-11-02",
    "America/Santiago": "2025-09-07",
    "America/St_Johns": "2010-11-07",
    "Pacific/Apia": "2011-12-30",
}
Timeline = tuple[TimelineEntry, ...]


def facts(timeline: Timeline) -> CustomerFacts:
    return CustomerFacts("ann", True, purchases_of(timeline) if timeline else PurchaseFacts())


def past_of(people: Iterable[Timeline], now_ms: int, zone: str = "UTC", settings: Settings = DOLLARS) -> Past:
    past = Past(now_ms, zone)
    for timeline in people:
        one = facts(timeline)
        past.add(one, derive(one, settings, now_ms), settings)
    return past


def ends_of_days(first_ms: int, now_ms: int, zone: str) -> Iterator[tuple[str, int]]:
    """Every day on the calendar with its last instant: that before the next one's midnight."""
    day = min(
        datetime.fromtimestamp(at_ms / 1_000, ZoneInfo(zone)).date() for at_ms in (first_ms, first_ms + HOUR_MS)
    ) - timedelta(days=1)
    while (end_ms := local_to_ms(datetime.combine(day + timedelta(days=1), time()), zone) - 1) < now_ms:
        if end_ms >= first_ms:
            yield day.isoformat(), end_ms
        day += timedelta(days=1)
    yield day.isoformat(), now_ms


def by_summaries(
    people: Iterable[Timeline], now_ms: int, zone: str, settings: Settings
) -> Iterator[tuple[str, int, Summary]]:
    """A summary of every day, made of all customers as they were at its end."""
    people = list(people)
    first_ms = min((entry.at_ms for timeline in people for entry in timeline if entry.at_ms <= now_ms), default=None)
    for day, end_ms in [] if first_ms is None else ends_of_days(first_ms, now_ms, zone):
        summary = Summary(end_ms)
        for timeline in people:
            one = facts(tuple(entry for entry in timeline if entry.at_ms <= end_ms))
            summary.add(one, derive(one, settings, end_ms), settings)
        yield day, end_ms, summary


def same(one: PastDay, day: str, end_ms: int, summary: Summary) -> bool:
    return (day_name(one.day), one.as_of_ms, one.by_segment, one.repeat_buyers, one.transitions, one.time_in) == (
        day,
        end_ms,
        summary.by_segment,
        summary.repeat_buyers,
        summary.transitions,
        summary.time_in,
    )


def at_risk(people: Iterable[Timeline], end_ms: int, settings: Settings) -> int:
    """The Active whose last order is more than 60 days old, each looked at."""
    ordered = [facts(tuple(entry for entry in timeline if entry.at_ms <= end_ms)).purchases for timeline in people]
    found = [lifecycle(one, settings, end_ms) for one in ordered]
    return sum(one.value is ACTIVE and (one.days_since_last_order or 0) > 60 for one in found)


class Shop(NamedTuple):
    """Customers around a change of clocks, who order within four weeks, some after now."""

    zone: str
    people: list[Timeline]
    now_ms: int


def shops() -> st.SearchStrategy[Shop]:
    def around(zone: str) -> st.SearchStrategy[Shop]:
        middle_ms = local_to_ms(datetime.fromisoformat(ZONES[zone]), zone)
        near = st.integers(-2 * HOUR_MS, 26 * HOUR_MS).map(lambda ms: middle_ms + ms)
        anywhere = st.integers(-14 * DAY_MS, 14 * DAY_MS).map(lambda ms: middle_ms + ms)
        entry = st.builds(TimelineEntry, near | anywhere, st.sampled_from([0, 1, 3_500, 10_001]), st.just(1_000))
        timeline = st.lists(entry, max_size=7).map(lambda entries: tuple(sorted(entries)))
        return st.builds(Shop, st.just(zone), st.lists(timeline, max_size=4), near | anywhere)

    return st.sampled_from(sorted(ZONES)).flatmap(around)


@given(shops())
@examples(300)
def test_each_day_is_what_a_summary_at_its_end_counts(shop: Shop) -> None:
    past = past_of(shop.people, shop.now_ms, shop.zone, SHORT)
    expected = list(by_summaries(shop.people, shop.now_ms, shop.zone, SHORT))

    found = list(past.ends())

    assert [day_name(one.day) for one in found] == [day for day, _, _ in expected]
    for one, (day, end_ms, summary) in zip(found, expected, strict=True):
        assert same(one, day, end_ms, summary)


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 260 * 4), st.sampled_from([1, 6_000])), max_size=5), max_size=4),
    st.sampled_from([(90, 30), (200, 70), (61, 0), (30, 10)]),
)
@examples(200)
def test_the_active_who_are_quiet_are_at_risk_on_each_day(
    ordered: list[list[tuple[int, int]]], days: tuple[int, int]
) -> None:
    """Orders lie at any quarter of a day; some customers become VIPs, and thresholds lie on either side of 61 days."""
    settings = replace(DOLLARS, vip_spend_minor=10_000, dormant_days=days[0], new_days=days[1])
    people = [
        tuple(TimelineEntry(DAY_MS * 20_000 + quarter * 6 * HOUR_MS, minor, 1) for quarter, minor in sorted(orders))
        for orders in ordered
    ]

    for one in past_of(people, DAY_MS * 20_250 + 5, "Europe/Berlin", settings).ends():
        assert one.at_risk == at_risk(people, one.as_of_ms, settings)


@given(shops(), st.randoms(use_true_random=False))
@examples(50)
def test_parts_make_the_same_past_in_any_order_and_through_json(shop: Shop, random: Random) -> None:
    whole = past_of(shop.people, shop.now_ms, shop.zone, SHORT)
    parts = [past_of([one], shop.now_ms, shop.zone, SHORT) for one in shop.people]
    random.shuffle(parts)

    merged = Past(shop.now_ms, shop.zone)
    for part in parts:
        merged.merge(Past.of(json.loads(json.dumps(part.as_json()))))

    assert list(merged.ends()) == list(whole.ends())
    assert merged.as_json() == whole.as_json()


def test_a_day_alone_has_its_orders_its_revenue_and_who_came_first() -> None:
    monday = local_to_ms(datetime(2025, 3, 3), "UTC")
    ann = (TimelineEntry(monday, 700, 1_000), TimelineEntry(monday + DAY_MS - 1, 50, 1_000))
    bob = (TimelineEntry(monday + DAY_MS, 9, 1_000),)

    first, second, third = past_of([ann, bob, ()], monday + 3 * DAY_MS - 1).ends()

    assert (first.new_customers, first.orders, first.revenue_minor) == (1, 2, 750)
    assert (second.new_customers, second.orders, second.revenue_minor) == (1, 1, 9)
    assert (third.new_customers, third.orders, third.revenue_minor) == (0, 0, 0)
    assert (third.buyers, third.repeat_buyers, third.as_of_ms) == (2, 1, monday + 3 * DAY_MS - 1)


@pytest.mark.parametrize(("after_ms", "segment"), [(-1, NEW), (0, ACTIVE)])
def test_who_changes_at_the_midnight_changes_on_the_day_that_begins(after_ms: int, segment: LifecycleSegment) -> None:
    """`after_ms` is what their last day as a new customer ends after or before the end of the day that is asked for."""
    midnight = local_to_ms(datetime(2025, 6, 1), "UTC")
    ordered_ms = midnight - 31 * DAY_MS - after_ms - 1

    *_, end = past_of([(TimelineEntry(ordered_ms, 1, 1_000),)], midnight - 1).ends()

    assert end.by_segment[segment].customers == 1


def test_nobody_and_orders_to_come_have_no_past() -> None:
    assert list(past_of([(), (TimelineEntry(DAY_MS * 20_001, 1, 1_000),)], DAY_MS * 20_000).ends()) == []


@pytest.mark.long
def test_older_orders_than_ten_years_are_counted_before_the_first_day() -> None:
    now_ms = to_ms(datetime.fromisoformat("2025-10-15T08:30:00Z"))
    ann = (TimelineEntry(0, 5, 1_000), TimelineEntry(now_ms - 2_000 * DAY_MS, 7, 1_000))

    past = past_of([ann], now_ms)
    ends = list(past.ends())

    assert len(ends) == KEPT_DAYS
    assert (ends[0].buyers, ends[0].new_customers, ends[0].revenue_minor) == (1, 0, 0)
    assert ends[0].by_segment[DORMANT].spend_minor == 5
    assert (day_name(ends[0].day), day_name(ends[-1].day)) == ("2015-10-16", "2025-10-15")
    assert len(past.changes) == 4, "before; the second order; at risk, dormant again"


def test_the_newest_days_alone_are_the_last_of_all() -> None:
    now_ms = DAY_MS * 20_000
    past = past_of([(TimelineEntry(now_ms - 40 * DAY_MS, 5, 1_000),)], now_ms)

    assert list(past.ends(7)) == list(past.ends())[-7:]
    assert len(list(past.ends(1_000))) == 41


def test_the_day_under_way_is_the_last_one_and_begins_at_its_midnight() -> None:
    midnight = local_to_ms(datetime(2025, 3, 30), "Europe/Berlin")

    before, on = (past_days(midnight + more_ms, "Europe/Berlin") for more_ms in (-1, 0))

    assert (day_name(before.today), day_name(on.today)) == ("2025-03-29", "2025-03-30")
    assert on.end_ms(before.today) == midnight - 1
    assert on.end_ms(on.today) == midnight


def test_a_day_of_clocks_set_back_across_midnight_does_not_come_twice() -> None:
    """In St. John's clocks went back at 00:01: the seventh began, and 59 minutes of the sixth came once more."""
    begun = local_to_ms(datetime(2010, 11, 7), "America/St_Johns")

    days = {day_name(past_days(begun + minutes * 60_000, "America/St_Johns").today) for minutes in range(0, 90, 10)}

    assert days == {"2010-11-07"}


def by_looking_at_each(people: Mapping[str, Timeline], now_ms: int, zone: str) -> dict[str, list[int]]:
    """Day by day and customer by customer, by the rules as the page says them: customers by segment, new ones, orders
    and revenue of the day."""
    days: dict[str, list[int]] = {}
    first_ms = min(timeline[0].at_ms for timeline in people.values())
    ends = list(ends_of_days(first_ms, now_ms, zone))
    for day, _ in ends:
        days[day] = [0] * 7
    for timeline in people.values():
        number, spent = 0, 0
        for day, end_ms in ends:
            counts = days[day]
            while number < len(timeline) and timeline[number].at_ms <= end_ms:
                counts[4] += number == 0
                counts[5] += 1
                counts[6] += timeline[number].spend_minor
                spent += timeline[number].spend_minor
                number += 1
            if not number:
                continue
            if spent > DOLLARS.vip_spend_minor:
                counts[0] += 1
            elif (end_ms - timeline[number - 1].at_ms) // DAY_MS > DOLLARS.dormant_days:
                counts[3] += 1
            elif (end_ms - timeline[0].at_ms) // DAY_MS <= DOLLARS.new_days:
                counts[2] += 1
            else:
                counts[1] += 1
    return days


@pytest.mark.long
@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Auckland"])
def test_online_retail_day_by_day_equals_looking_at_each_customer(zone: str) -> None:
    if not ONLINE_RETAIL.exists():
        pytest.skip(f"{ONLINE_RETAIL.name} is not in ../shared/data")
    people = timelines(ONLINE_RETAIL)
    now_ms = to_ms(datetime.fromisoformat("2012-01-15T12:00:00Z"))

    found = {
        day_name(one.day): [
            *(one.by_segment[segment].customers for segment in (VIP, ACTIVE, NEW, DORMANT)),
            one.new_customers,
            one.orders,
            one.revenue_minor,
        ]
        for one in past_of(people.values(), now_ms, zone).ends()
    }

    assert found == by_looking_at_each(people, now_ms, zone)
    assert len(found) == (date(2012, 1, 15) - date(2010, 12, 1)).days + (2 if zone.startswith("Pacific") else 1)


def test_a_generated_shop_of_two_years_day_by_day_equals_looking_at_each_customer() -> None:
    random = Random(17)
    now_ms = to_ms(datetime.fromisoformat("2025-11-29T12:00:00Z"))
    people = {
        str(number): tuple(
            TimelineEntry(at_ms, random.choice([999, 12_000, 400_000]), 1_000)
            for at_ms in sorted(now_ms - random.randrange(730 * DAY_MS) for _ in range(random.choice([1, 1, 2, 9])))
        )
        for number in range(150)
    }

    found = [
        (one.by_segment[VIP].customers, one.by_segment[DORMANT].customers, one.revenue_minor)
        for one in past_of(people.values(), now_ms, "America/New_York").ends()
    ]

    expected = by_looking_at_each(people, now_ms, "America/New_York")
    assert found == [(counts[0], counts[3], counts[6]) for counts in expected.values()]
    assert len(found) > 700
