"""Instants are `int` milliseconds since 1970 in UTC; only this module knows how they look as text or in a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from ..errors import nearest

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH, _ONE_MS = datetime(1970, 1, 1), timedelta(milliseconds=1)
_LATEST_MS = 253_402_300_799_999  # 9999-12-31T23:59:59.999Z, the last that RFC 3339 can show


def to_ms(moment: datetime) -> int:
    """An aware datetime as milliseconds; fractions of a millisecond are cut."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def from_ms(instant_ms: int) -> datetime:
    """The aware UTC datetime of an instant."""
    return _EPOCH + timedelta(milliseconds=instant_ms)


def elapsed_ms(since_ms: int, now_ms: int) -> int:
    """Milliseconds from an instant until now; 0 where that instant is still to come (docs/scoring.md, Conventions)."""
    return now_ms - since_ms if now_ms > since_ms else 0


def days_since(since_ms: int, now_ms: int) -> int:
    """Whole days of 24 hours from an instant until now, never below 0 (docs/scoring.md, Conventions)."""
    return (now_ms - since_ms) // DAY_MS if now_ms > since_ms else 0


def rfc3339(instant_ms: int) -> str:
    """`2025-10-15T08:30:00.000Z`: UTC with milliseconds, as every answer shows instants."""
    return (_NAIVE_EPOCH + instant_ms * _ONE_MS).isoformat("T", "milliseconds") + "Z"


def known_zone(name: str) -> bool:
    """Whether `name` is an IANA zone, by the pinned time zone data and not by what the host happens to have."""
    return name in _zones()


def zone_fault(name: object) -> str | None:
    """What is wrong with the name of a zone, as the end of a sentence with the nearest one; None for a known zone."""
    if not isinstance(name, str):
        return "must be the name of an IANA time zone such as Europe/London"
    if known_zone(name):
        return None
    near = _nearest_zone(name)
    return f"is not a time zone: {f'did you mean {near}?' if near else 'give an IANA name such as Europe/London'}"


def _nearest_zone(name: str) -> str | None:
    """The zone that somebody may have meant; none where a name gives an offset, since `Etc/GMT+2` lies two hours west.

    A city alone is one, and so is a name in other case or with spaces.
    """
    if any(character.isdigit() for character in name):
        return None
    places = {zone.casefold(): zone for zone in sorted(_zones()) if "/" in zone and not zone.startswith("Etc/")}
    cities = {zone.rpartition("/")[2]: zone for zone in places}
    said = "_".join(name.casefold().split())
    if said in cities:
        return places[cities[said]]
    near = nearest(said, places, least=0.8) or cities.get(nearest(said, cities, least=0.8) or "")
    return places[near] if near else None


@cache
def _zones() -> frozenset[str]:
    return frozenset((files("tzdata") / "zones").read_text().split())


def local_to_ms(local: datetime, zone: str) -> int:
    """The instant of a naive local time in an IANA zone (docs/scoring.md, Conventions).

    A time that a clock change skips moves forward by the gap; one that it repeats is the first of the two.
    """
    return to_ms(local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC))


def local_hour(instant_ms: int, zone: str) -> int:
    """The hour of the day, 0 to 23, that clocks in an IANA zone show at an instant."""
    return from_ms(instant_ms).astimezone(ZoneInfo(zone)).hour


def local_day(instant_ms: int, zone: str) -> int:
    """The calendar day in an IANA zone at an instant from 1970 to 9999, as days since 1970-01-01 there."""
    utc_day = instant_ms // DAY_MS
    offset_ms = _offset_of_day_ms(zone, utc_day)
    if offset_ms is None:
        offset_ms = _offset_ms(zone, instant_ms)
    return (instant_ms + offset_ms) // DAY_MS


# Asking the zone for each order of a million customers takes longer than their models.
@lru_cache(maxsize=65_536)
def _offset_of_day_ms(zone: str, utc_day: int) -> int | None:
    """What the zone adds to UTC throughout a UTC day; None for a day on which its clocks change."""
    offset_ms = _offset_ms(zone, utc_day * DAY_MS)
    return offset_ms if offset_ms == _offset_ms(zone, (utc_day + 1) * DAY_MS - 1) else None


def _offset_ms(zone: str, instant_ms: int) -> int:
    # A naive difference, not `astimezone`: the last days of 9999 would leave Python's calendar.
    offset = ZoneInfo(zone).fromutc(from_ms(instant_ms).replace(tzinfo=ZoneInfo(zone))).utcoffset()
    assert offset is not None
    return offset // timedelta(milliseconds=1)


def instant_ms(moment: datetime, zone: str) -> int:
    """The instant that somebody wrote; one without an offset is local in `zone`.

    Raises ValueError, with the end of a sentence, before 1970 and after 9999 in UTC.
    """
    try:
        found_ms = local_to_ms(moment, zone) if moment.tzinfo is None else to_ms(moment)
    except OverflowError:
        # The zone moves it out of Python's calendar: before the year 1 or after 9999.
        found_ms = -1 if moment.year == 1 else _LATEST_MS + 1
    if found_ms < 0:
        raise ValueError("must not lie before 1970")
    if found_ms > _LATEST_MS:
        raise ValueError("must not lie after 9999")
    return found_ms


# How instants are written in bodies and files.
WRITTEN_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?( ?(Z|[+-]\d{2}:?\d{2}))?)?", re.ASCII
)


def read_instant(value: Any) -> datetime:
    """Aware where an offset was given, naive for a local time or a date alone (00:00)."""
    if not isinstance(value, str) or not WRITTEN_INSTANT.fullmatch(value):
        raise ValueError("must be an instant such as 2025-10-15T08:30:00Z, a local time or a date (year first)")
    try:
        return datetime.fromisoformat(value.replace(" +", "+").replace(" -", "-").replace(" Z", "Z"))
    except ValueError:
        raise ValueError("is no date or time that exists") from None
