"""Instants, and local times over both clock changes (docs/scoring.md, Conventions)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.time import from_ms, instant_ms, known_zone, local_to_ms, rfc3339, to_ms, zone_fault


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        # The hour from 01:00 to 02:00 is skipped in London on 2025-03-30: times in it move forward by an hour.
        ("Europe/London", datetime(2025, 3, 30, 0, 59, 59), "2025-03-30T00:59:59.000Z"),
        ("Europe/London", datetime(2025, 3, 30, 1, 0), "2025-03-30T01:00:00.000Z"),
        ("Europe/London", datetime(2025, 3, 30, 1, 30), "2025-03-30T01:30:00.000Z"),
        ("Europe/London", datetime(2025, 3, 30, 2, 0), "2025-03-30T01:00:00.000Z"),
        # The hour from 02:00 to 03:00 is skipped in New York on 2025-03-09.
        ("America/New_York", datetime(2025, 3, 9, 2, 30), "2025-03-09T07:30:00.000Z"),
        # Midnight itself is skipped in Santiago on 2025-09-07: a date alone begins at 01:00.
        ("America/Santiago", datetime(2025, 9, 7), "2025-09-07T04:00:00.000Z"),
        # Half an hour only: Lord Howe Island on 2025-10-05.
        ("Australia/Lord_Howe", datetime(2025, 10, 5, 2, 15), "2025-10-04T15:45:00.000Z"),
    ],
)
def test_a_local_time_that_a_clock_change_skips_moves_forward(zone: str, local: datetime, instant: str) -> None:
    assert rfc3339(local_to_ms(local, zone)) == instant


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        ("Europe/London", datetime(2025, 10, 26, 0, 59, 59), "2025-10-25T23:59:59.000Z"),
        ("Europe/London", datetime(2025, 10, 26, 1, 0), "2025-10-26T00:00:00.000Z"),
        ("Europe/London", datetime(2025, 10, 26, 1, 30), "2025-10-26T00:30:00.000Z"),
        ("Europe/London", datetime(2025, 10, 26, 2, 0), "2025-10-26T02:00:00.000Z"),
        ("America/New_York", datetime(2025, 11, 2, 1, 30), "2025-11-02T05:30:00.000Z"),
        ("Australia/Lord_Howe", datetime(2025, 4, 6, 1, 45), "2025-04-05T14:45:00.000Z"),
    ],
)
def test_a_local_time_that_a_clock_change_repeats_is_the_first(zone: str, local: datetime, instant: str) -> None:
    assert rfc3339(local_to_ms(local, zone)) == instant


@given(
    moment=st.datetimes(datetime(1970, 1, 3), datetime(2100, 1, 1)),
    zone=st.sampled_from(
        ["UTC", "Europe/London", "America/New_York", "America/Santiago", "Asia/Kolkata", "Pacific/Apia"]
    ),
)
def test_a_local_time_is_its_own_instant_unless_it_was_skipped(moment: datetime, zone: str) -> None:
    instant_ms = local_to_ms(moment, zone)

    shown = from_ms(instant_ms).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    local_ms = moment.replace(microsecond=moment.microsecond // 1_000 * 1_000)
    assert shown >= local_ms
    if shown == local_ms:
        # No earlier instant has the same local time: the first of two was taken.
        for earlier in (timedelta(minutes=30), timedelta(hours=1)):
            before = (from_ms(instant_ms) - earlier).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            assert before != local_ms
    else:
        assert shown - local_ms <= timedelta(days=1)


@given(instant_ms=st.integers(0, 4_102_444_800_000))
def test_an_instant_survives_the_way_out_and_back(instant_ms: int) -> None:
    assert to_ms(from_ms(instant_ms)) == instant_ms
    assert to_ms(datetime.fromisoformat(rfc3339(instant_ms))) == instant_ms


def test_fractions_of_a_millisecond_are_cut() -> None:
    assert to_ms(datetime(2025, 1, 1, 0, 0, 0, 1_999, UTC)) == to_ms(datetime(2025, 1, 1, tzinfo=UTC)) + 1


@given(instant_ms=st.integers(0, 4_102_444_800_000), offset_minutes=st.integers(-840, 840))
def test_the_offset_of_an_aware_time_only_says_which_instant_it_is(instant_ms: int, offset_minutes: int) -> None:
    aware = from_ms(instant_ms).replace(tzinfo=timezone(timedelta(minutes=offset_minutes)))

    assert to_ms(aware) == instant_ms - offset_minutes * 60_000


@pytest.mark.parametrize("name", ["UTC", "Europe/London", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
def test_zones_of_the_time_zone_data_are_known(name: str) -> None:
    assert known_zone(name)


@pytest.mark.parametrize(
    "name", ["", "Europe", "Europe/Atlantis", "../etc/passwd", "zone.tab", "UTC ", "a\0b", "x" * 300]
)
def test_nothing_else_is_a_zone(name: str) -> None:
    assert not known_zone(name)


def test_the_zone_of_the_machine_is_no_zone() -> None:
    assert not known_zone("localtime")


@pytest.mark.parametrize(
    ("written", "zone", "instant"),
    [
        ("1970-01-01T00:00:00+00:00", "Asia/Tokyo", "1970-01-01T00:00:00.000Z"),
        ("1970-01-01T09:00:00", "Asia/Tokyo", "1970-01-01T00:00:00.000Z"),
        ("9999-12-31T23:59:59.999+00:00", "UTC", "9999-12-31T23:59:59.999Z"),
        ("9999-12-31T23:59:59.999999+00:00", "UTC", "9999-12-31T23:59:59.999Z"),
        ("9999-12-31T18:59:59.999", "America/New_York", "9999-12-31T23:59:59.999Z"),
    ],
)
def test_whatever_is_taken_as_an_instant_can_be_shown(written: str, zone: str, instant: str) -> None:
    assert rfc3339(instant_ms(datetime.fromisoformat(written), zone)) == instant


@pytest.mark.parametrize(
    ("written", "zone", "fault"),
    [
        ("1969-12-31T23:59:59.999+00:00", "UTC", "must not lie before 1970"),
        ("1970-01-01T08:59:59.999", "Asia/Tokyo", "must not lie before 1970"),
        ("0001-01-01", "Asia/Tokyo", "must not lie before 1970"),
        ("0001-01-01T00:00:00+14:00", "UTC", "must not lie before 1970"),
        ("9999-12-31T23:59:59", "America/New_York", "must not lie after 9999"),
        ("9999-12-31T23:59:59.999-00:01", "UTC", "must not lie after 9999"),
    ],
)
def test_nothing_else_is_an_instant(written: str, zone: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        instant_ms(datetime.fromisoformat(written), zone)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Europe/Berln", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("America/New York", "America/New_York"),
        ("New York", "America/New_York"),
        ("Tokio", "Asia/Tokyo"),
        ("São Paulo", "America/Sao_Paulo"),
    ],
)
def test_a_wrong_time_zone_gets_the_nearest_name(name: str, near: str) -> None:
    assert zone_fault(near) is None
    assert zone_fault(name) == f"is not a time zone: did you mean {near}?"


@pytest.mark.parametrize("name", ["", "Mars", "GMT+2", "UTC+02:00", "+02:00", "Europe", "x" * 10_000])
def test_what_resembles_no_zone_and_every_offset_is_asked_for_as_a_name(name: str) -> None:
    assert zone_fault(name) == "is not a time zone: give an IANA name such as Europe/London"


def test_no_text_is_no_zone() -> None:
    assert zone_fault(1) == "must be the name of an IANA time zone such as Europe/London"
