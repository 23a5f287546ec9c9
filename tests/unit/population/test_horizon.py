"""The days to come: cut by the clock at both ends, by the tenant's calendar in between, whatever its clocks do."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.time import DAY_MS, HOUR_MS, from_ms, to_ms
from regulars.population.horizon import Horizon

from testing.builders import NOW_MS

# Plain ones; clocks that change at midnight; half hours; and one that left out 30 December 2011.
ZONES = ["UTC", "Europe/Berlin", "America/Havana", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Apia"]
SAMOA_MS = to_ms(datetime.fromisoformat("2011-12-20T20:00:00+00:00"))
instants = st.one_of(st.integers(0, 4_000_000_000_000), st.integers(SAMOA_MS, SAMOA_MS + 20 * DAY_MS))


def local(at_ms: int, zone: str) -> date:
    return from_ms(at_ms).astimezone(ZoneInfo(zone)).date()


@given(instants, st.sampled_from(ZONES), st.integers(1, 40), st.data())
def test_an_instants_slot_has_its_local_day_and_lies_within_as_many_days_as_the_instant_does(
    as_of_ms: int, zone: str, days: int, data: st.DataObject
) -> None:
    horizon = Horizon(as_of_ms, zone, 40)
    whole = data.draw(st.sampled_from([0, 1, -1, HOUR_MS]))
    at_ms = min(max(as_of_ms + data.draw(st.integers(0, 40)) * DAY_MS + whole, as_of_ms), horizon.last_ms)

    slot = horizon.slot_of(at_ms)

    assert horizon.slots[slot].day == local(at_ms, zone)
    assert (slot < horizon.slots_within(days)) == (at_ms <= as_of_ms + days * DAY_MS)
    assert (horizon.local_days(days)[0], horizon.local_days(days)[-1]) == (
        local(as_of_ms, zone),
        local(as_of_ms + days * DAY_MS, zone),
    )


def test_so_many_days_touch_one_local_day_more_and_from_midnight_on_too() -> None:
    """The end is included: at midnight it is the first instant of one more day."""
    assert len(Horizon(NOW_MS, "UTC", 30).local_days(30)) == 31
    assert len(Horizon(NOW_MS // DAY_MS * DAY_MS, "UTC", 30).local_days(30)) == 31


def test_a_day_without_an_hour_and_a_day_with_one_more_are_one_day_each() -> None:
    """Berlin's clocks go forward on 29 March 2026 at 02:00 and back on 25 October 2026 at 03:00."""
    for day, hours in (("2026-03-29", 23), ("2026-10-25", 25)):
        as_of_ms = to_ms(datetime.fromisoformat(f"{day}T00:00:00").replace(tzinfo=ZoneInfo("Europe/Berlin")))
        horizon = Horizon(as_of_ms, "Europe/Berlin", 3)
        on_it = [
            hour
            for hour in range(72)
            if horizon.slots[horizon.slot_of(as_of_ms + hour * HOUR_MS)].day == date.fromisoformat(day)
        ]
        assert on_it == list(range(hours))


def test_a_day_that_a_zone_left_out_has_no_instant_and_is_among_the_days() -> None:
    horizon = Horizon(SAMOA_MS, "Pacific/Apia", 20)

    assert date(2011, 12, 30) not in {slot.day for slot in horizon.slots}
    assert date(2011, 12, 30) in horizon.local_days(20)


@pytest.mark.parametrize(("days", "most"), [(90, 182), (365, 732)])
def test_there_are_two_slots_a_day(days: int, most: int) -> None:
    assert most - 3 <= len(Horizon(NOW_MS, "Europe/Berlin", days).slots) <= most
