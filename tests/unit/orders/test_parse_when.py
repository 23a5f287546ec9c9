"""When an order was placed: offsets, the tenant's zone, the future, the past (docs/api.md, Orders: When)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.order import Original
from regulars.facts.time import HOUR_MS, rfc3339

from testing.builders import NOW_MS
from testing.orders.parsing import parsed, refused


def placed(ordered_at: str, timezone: str = "UTC") -> str:
    return rfc3339(parsed(orderedAt=ordered_at, timezone=timezone).ordered_at_ms)


@pytest.mark.parametrize(
    ("ordered_at", "instant"),
    [
        ("2025-07-01T12:00:00Z", "2025-07-01T12:00:00.000Z"),
        ("2025-07-01T12:00:00+02:00", "2025-07-01T10:00:00.000Z"),
        ("2025-07-01T12:00:00-0530", "2025-07-01T17:30:00.000Z"),
        ("2025-07-01 12:00 +02:00", "2025-07-01T10:00:00.000Z"),
        ("2025-07-01 12:00:00 Z", "2025-07-01T12:00:00.000Z"),
        ("2025-07-01 12:00:00 -05:00", "2025-07-01T17:00:00.000Z"),
        ("2025-07-01T12:00:00.5Z", "2025-07-01T12:00:00.500Z"),
        ("2025-07-01T12:00:00.123999Z", "2025-07-01T12:00:00.123Z"),
        ("2025-07-01T12:00:00.123456789Z", "2025-07-01T12:00:00.123Z"),
    ],
)
@pytest.mark.parametrize("timezone", ["UTC", "America/New_York"])
def test_an_instant_with_an_offset_is_that_instant_whatever_the_zone(
    ordered_at: str, instant: str, timezone: str
) -> None:
    assert placed(ordered_at, timezone) == instant


@pytest.mark.parametrize(
    ("ordered_at", "instant"),
    [
        ("2025-07-01T12:00:00", "2025-07-01T16:00:00.000Z"),
        ("2025-07-01 12:00", "2025-07-01T16:00:00.000Z"),
        ("2025-01-15T12:00:00", "2025-01-15T17:00:00.000Z"),
        ("2025-07-01", "2025-07-01T04:00:00.000Z"),
        ("2025-01-15", "2025-01-15T05:00:00.000Z"),
        ("2025-03-09T02:30", "2025-03-09T07:30:00.000Z"),
        ("2024-11-03T01:30", "2024-11-03T05:30:00.000Z"),
    ],
)
def test_a_local_time_and_a_date_alone_are_taken_in_the_tenants_zone(ordered_at: str, instant: str) -> None:
    assert placed(ordered_at, "America/New_York") == instant


@pytest.mark.parametrize(
    "ordered_at",
    [
        "", "yesterday", "15/10/2025", "10-15-2025", "2025-10", "20251015", "2025-10-15T08", "2025-10-15T8:30",
        "2025-W42-3", "2025-10-15T08:30:00 Europe/London", "2025-10-15Z", "٢٠٢٥-10-15",
        1_760_517_000, 1_760_517_000_000, None, True, ["2025-10-15"],
    ],
)  # fmt: skip
def test_anything_but_an_instant_a_local_time_or_a_date_is_refused(ordered_at: Any) -> None:
    faults = refused(orderedAt=ordered_at)

    assert list(faults) == ["orderedAt"]
    assert "such as 2025-10-15T08:30:00Z" in faults["orderedAt"]


@pytest.mark.parametrize(
    "ordered_at",
    [
        "2025-02-29",
        "2025-13-01",
        "2025-00-10",
        "0000-01-01",
        "2025-10-15T25:00",
        "2025-10-15T08:60",
        "2025-10-15T08:30:00+99:00",
    ],
)
def test_a_date_or_time_that_does_not_exist_is_refused(ordered_at: str) -> None:
    assert refused(orderedAt=ordered_at) == {"orderedAt": "is no date or time that exists"}


def test_29_february_exists_in_a_leap_year() -> None:
    assert placed("2024-02-29") == "2024-02-29T00:00:00.000Z"


def test_before_1970_is_refused_to_the_millisecond_and_in_utc() -> None:
    assert parsed(orderedAt="1970-01-01T00:00:00Z").ordered_at_ms == 0
    assert refused(orderedAt="1969-12-31T23:59:59.999Z") == {"orderedAt": "must not lie before 1970"}
    assert refused(orderedAt="1970-01-01", timezone="Asia/Tokyo") == {"orderedAt": "must not lie before 1970"}
    assert parsed(orderedAt="1969-12-31T23:00", timezone="America/New_York").ordered_at_ms == 4 * HOUR_MS


def test_more_than_an_hour_ahead_is_refused_to_the_millisecond() -> None:
    assert parsed(orderedAt=rfc3339(NOW_MS + HOUR_MS)).ordered_at_ms == NOW_MS
    assert refused(orderedAt=rfc3339(NOW_MS + HOUR_MS + 1)) == {
        "orderedAt": "lies in the future (local times? set the time zone)"
    }


def test_what_lies_further_ahead_than_zones_differ_is_not_about_time_zones() -> None:
    for field in ("orderedAt", "updatedAt"):
        assert refused(**{field: rfc3339(NOW_MS + 26 * HOUR_MS)})[field].endswith("(local times? set the time zone)")
        assert refused(**{field: rfc3339(NOW_MS + 26 * HOUR_MS + 1)}) == {field: "lies in the future"}


def test_an_update_of_the_future_is_refused_since_all_others_would_be_stale_until_then() -> None:
    assert parsed(updatedAt=rfc3339(NOW_MS + HOUR_MS)).updated_at_ms == NOW_MS + HOUR_MS
    assert refused(updatedAt=rfc3339(NOW_MS + HOUR_MS + 1)) == {
        "updatedAt": "lies in the future (local times? set the time zone)"
    }


@pytest.mark.parametrize("ahead_ms", [1, 60_000, HOUR_MS])
def test_up_to_an_hour_ahead_is_stored_as_of_its_arrival_with_the_given_instant_beside_it(ahead_ms: int) -> None:
    order = parsed(orderedAt=rfc3339(NOW_MS + ahead_ms))

    assert order.ordered_at_ms == NOW_MS
    assert order.original == Original(ordered_at_ms=NOW_MS + ahead_ms)


def test_an_order_placed_at_its_arrival_is_not_ahead() -> None:
    order = parsed(orderedAt=rfc3339(NOW_MS))

    assert (order.ordered_at_ms, order.original) == (NOW_MS, None)


def test_a_foreign_order_ahead_of_the_clock_keeps_both_originals() -> None:
    original = parsed(orderedAt=rfc3339(NOW_MS + 1), currency="EUR", exchangeRate=2).original

    assert original is not None
    assert (original.ordered_at_ms, original.currency) == (NOW_MS + 1, "EUR")


def test_the_arrival_and_not_the_writers_clock_decides_what_lies_ahead() -> None:
    arrived_ms = NOW_MS - 24 * HOUR_MS

    assert list(refused(orderedAt=rfc3339(arrived_ms + HOUR_MS + 1), arrived_ms=arrived_ms)) == ["orderedAt"]
    assert parsed(orderedAt=rfc3339(arrived_ms + HOUR_MS), arrived_ms=arrived_ms).ordered_at_ms == arrived_ms


def test_updated_at_reads_like_ordered_at() -> None:
    assert parsed(updatedAt="2025-07-01", timezone="America/New_York").updated_at_ms == 1_751_342_400_000
    assert list(refused(updatedAt="soon")) == ["updatedAt"]


@given(
    moment=st.datetimes(datetime(1970, 1, 2), datetime(2025, 10, 1)).map(
        lambda moment: moment.replace(microsecond=moment.microsecond // 1_000 * 1_000)
    )
)
def test_any_instant_of_the_past_is_stored_to_the_millisecond(moment: datetime) -> None:
    shown = moment.replace(tzinfo=UTC).isoformat()

    assert datetime.fromisoformat(placed(shown)) == moment.replace(tzinfo=UTC)


@pytest.mark.parametrize("field", ["orderedAt", "updatedAt"])
@pytest.mark.parametrize(("given", "zone"), [("0001-01-01", "Asia/Tokyo"), ("9999-12-31T23:59", "America/New_York")])
def test_a_local_time_at_either_end_of_the_calendar_is_refused(field: str, given: str, zone: str) -> None:
    assert list(refused(timezone=zone, **{field: given})) == [field]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("0001-01-01T00:00:00+14:00", "must not lie before 1970"),
        ("1969-12-31T23:59:59.999Z", "must not lie before 1970"),
        ("9999-12-31T23:59:59-14:00", "must not lie after 9999"),
    ],
)
def test_an_update_that_no_answer_could_show_is_refused(given: str, fault: str) -> None:
    assert refused(updatedAt=given) == {"updatedAt": fault}


def test_an_update_may_have_any_instant_from_1970_on() -> None:
    assert parsed(updatedAt="1970-01-01T00:00:00Z").updated_at_ms == 0
