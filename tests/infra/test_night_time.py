"""A time that a zone's clocks skip is no time for a night."""

from __future__ import annotations

import pytest

from infra.deployment import Deployment
from infra.night_time import refuse_skipped, skipped_minutes

YEAR = 2026


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("Europe/Berlin", "02:00", "02:59"),
        ("America/New_York", "02:00", "02:59"),
        ("Europe/London", "01:00", "01:59"),
        ("Australia/Lord_Howe", "02:00", "02:29"),  # half an hour
        ("America/Havana", "00:00", "00:59"),
        ("Antarctica/Troll", "01:00", "02:59"),  # two hours
    ],
)
def test_a_zone_skips_its_hour_to_the_minute(zone: str, first: str, last: str) -> None:
    minutes = sorted(skipped_minutes(zone, YEAR))

    assert [f"{minute // 60:02}:{minute % 60:02}" for minute in (minutes[0], minutes[-1])] == [first, last]
    assert minutes == list(range(minutes[0], minutes[-1] + 1))


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Sao_Paulo", "Europe/Istanbul"])
def test_a_zone_without_changes_skips_nothing(zone: str) -> None:
    assert skipped_minutes(zone, YEAR) == set()


@pytest.mark.parametrize(
    ("time", "zone", "instead"),
    [
        ("02:00", "Europe/Berlin", "03:00"),
        ("02:59", "Europe/Berlin", "03:00"),
        ("02:10", "Australia/Lord_Howe", "02:30"),
        ("00:00", "America/Havana", "01:00"),
        ("01:30", "Antarctica/Troll", "03:00"),
    ],
)
def test_a_skipped_time_is_refused_with_the_next_that_is_not(time: str, zone: str, instead: str) -> None:
    with pytest.raises(ValueError, match=f"clocks in {zone} skip it .* Write {instead},"):
        refuse_skipped(time, zone, YEAR)
    refuse_skipped(instead, zone, YEAR)


@pytest.mark.parametrize("time", ["01:59", "03:00", "14:00"])
def test_the_minutes_beside_it_are_taken(time: str) -> None:
    refuse_skipped(time, "Europe/Berlin", YEAR)


def test_a_deployment_refuses_it_and_keeps_two_oclock_in_utc() -> None:
    with pytest.raises(ValueError, match=r"nightTime = 2:30|nightTime = 02:30"):
        Deployment(night_time="02:30", night_zone="America/New_York")
    assert Deployment().night_hour_and_minute == (2, 0)
