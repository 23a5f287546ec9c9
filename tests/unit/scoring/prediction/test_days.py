"""Purchase days in the tenant's zone: one a day, the first apart, nothing in the future."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import TimelineEntry
from regulars.facts.time import DAY_MS, HOUR_MS, from_ms, local_day, to_ms
from regulars.scoring.prediction.days import PurchaseDays, purchase_days

from testing.builders import NOW_MS, entries_at

LATEST_MS = 253_402_300_799_999


def at(text: str) -> int:
    return to_ms(datetime.fromisoformat(text).replace(tzinfo=UTC))


@given(
    st.integers(0, LATEST_MS - DAY_MS) | st.integers(at("2024-01-01"), at("2026-01-01")),
    st.sampled_from(["UTC", "Europe/London", "Pacific/Auckland", "America/Santiago", "Australia/Lord_Howe"]),
)
def test_a_local_day_is_the_date_that_the_zone_shows(instant_ms: int, zone: str) -> None:
    shown = from_ms(instant_ms).astimezone(ZoneInfo(zone)).date()

    assert local_day(instant_ms, zone) == (shown - datetime(1970, 1, 1).date()).days


@pytest.mark.parametrize(
    ("before", "after", "zone"),
    [
        # London's midnight is 23:00Z in summer; the last day of summer time is 25 hours long.
        ("2025-07-01T22:59:59.999", "2025-07-01T23:00:00", "Europe/London"),
        ("2025-10-25T22:59:59.999", "2025-10-25T23:00:00", "Europe/London"),
        ("2025-10-26T23:59:59.999", "2025-10-27T00:00:00", "Europe/London"),
        # Midnight is skipped in Santiago on 2025-09-07: the day begins at 01:00.
        ("2025-09-07T03:59:59.999", "2025-09-07T04:00:00", "America/Santiago"),
        # Samoa had no 2011-12-30 at all: the day after the 29th is the 31st.
        ("2011-12-30T09:59:59.999", "2011-12-30T10:00:00", "Pacific/Apia"),
    ],
)
def test_a_day_ends_when_the_zone_s_clocks_show_midnight(before: str, after: str, zone: str) -> None:
    last, first = local_day(at(before), zone), local_day(at(after), zone)

    assert first - last == (2 if zone == "Pacific/Apia" else 1)


def test_the_last_instant_that_can_be_shown_has_a_day() -> None:
    assert local_day(LATEST_MS, "UTC") == LATEST_MS // DAY_MS


def test_several_orders_on_one_day_are_one_and_the_first_day_s_money_is_left_out() -> None:
    noon = at("2025-03-01T12:00")
    timeline = (
        TimelineEntry(noon, 100, 0),
        TimelineEntry(noon + HOUR_MS, 20, 0),
        TimelineEntry(noon + 10 * DAY_MS, 300, 0),
        TimelineEntry(noon + 10 * DAY_MS + 11 * HOUR_MS, 4, 0),
        TimelineEntry(noon + 11 * DAY_MS, 50, 0),
    )

    found = purchase_days(timeline, "UTC", noon + 30 * DAY_MS)

    assert found == PurchaseDays(x=2, t_x=11, T=30, repeat_minor=354)


def test_which_orders_share_a_day_is_the_zone_s_to_say() -> None:
    evening = entries_at(at("2025-07-01T22:30"), at("2025-07-01T23:30"))

    assert purchase_days(evening, "UTC", at("2025-07-03"))[:3] == (0, 0, 2)
    assert purchase_days(evening, "Europe/London", at("2025-07-03"))[:3] == (1, 1, 2)


def test_on_the_day_of_the_first_order_every_age_is_zero() -> None:
    assert purchase_days(entries_at(NOW_MS), "UTC", NOW_MS) == PurchaseDays(0, 0, 0, 0)


@given(
    st.lists(st.tuples(st.integers(-(10**17), 10**17) | st.integers(0, NOW_MS), st.integers(0, 10**15)), min_size=1),
    st.sampled_from(["UTC", "Pacific/Auckland"]),
)
def test_whatever_damaged_a_timeline_ages_stay_in_order(entries: list[tuple[int, int]], zone: str) -> None:
    found = purchase_days([TimelineEntry(at_ms, minor, 0) for at_ms, minor in entries], zone, NOW_MS)

    assert 0 <= found.x <= found.t_x <= found.T
    assert 0 <= found.repeat_minor <= sum(minor for _, minor in entries)
