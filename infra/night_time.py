"""Times of day that a zone skips when its clocks go forward: a schedule at such a time is skipped with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

YEARS = 28
"""After which dates fall on the same days of the week again: every rule of a zone has shown what it skips."""
_DAY = 24 * 60


def skipped_minutes(zone: str, first_year: int, years: int = YEARS) -> set[int]:
    """The minutes of the day (0 to 1439) that the zone's clocks leave out on some day of these years."""
    info = ZoneInfo(zone)
    at = datetime(first_year, 1, 1, tzinfo=UTC)
    end = datetime(first_year + years, 1, 1, tzinfo=UTC)
    found: set[int] = set()
    while at < end:
        after = at + timedelta(days=1)
        if _offset(at, info) < _offset(after, info):
            found |= _gap(at, after, info)
        at = after
    return found


def refuse_skipped(time: str, zone: str, first_year: int) -> None:
    """Raises ValueError where the zone ever skips this time (`HH:MM`), with the next one that it never skips."""
    skipped = skipped_minutes(zone, first_year)
    minute = int(time[:2]) * 60 + int(time[3:])
    if minute not in skipped:
        return
    following = next(later % _DAY for later in range(minute + 1, minute + _DAY) if later % _DAY not in skipped)
    raise ValueError(
        f"nightTime = {time}: clocks in {zone} skip it when they go forward, and the night with it. "
        f"Write {following // 60:02}:{following % 60:02}, the next time that is never skipped."
    )


def _gap(low: datetime, high: datetime, info: ZoneInfo) -> set[int]:
    """The minutes between the clock before and after the one change in this day."""
    before = _offset(low, info)
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        middle -= timedelta(seconds=middle.second, microseconds=middle.microsecond)
        if _offset(middle, info) == before:
            low = middle
        else:
            high = middle
    start, end = high + before, high + _offset(high, info)
    minutes = int((end - start).total_seconds() // 60)
    return {(start.hour * 60 + start.minute + number) % _DAY for number in range(minutes)}


def _offset(at: datetime, info: ZoneInfo) -> timedelta:
    offset = at.astimezone(info).utcoffset()
    assert offset is not None
    return offset
