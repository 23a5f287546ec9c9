"""When points lapse: days after they were earned, to the end of that month or year where a program rounds."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from ..facts.time import DAY_MS, local_day, local_to_ms
from .program import ExpiryRounding, Program
from .tiers import NEVER

_FIRST_DAY = date(1970, 1, 1)
# Lapsing later than RFC 3339 can show is never lapsing.
_LATEST_MS = 253_402_300_799_999


def expiries(ats: Sequence[int], program: Program, zone: str) -> list[int]:
    """The instant at which points of each of these instants, ascending, can no longer be used; `NEVER` for none."""
    if program.expiry_days is None:
        return [NEVER] * len(ats)
    lasting_ms = program.expiry_days * DAY_MS
    plain = [at_ms + lasting_ms for at_ms in ats]
    if program.expiry_rounding is ExpiryRounding.NONE:
        return plain
    found: list[int] = []
    while len(found) < len(plain):
        begin = len(found)
        end_ms = _end_of_period(plain[begin], program.expiry_rounding, zone)
        # Where clocks are put back over the end itself, an instant of the last day may lie behind it.
        found += [end_ms] * max(1, bisect_left(plain, end_ms, begin) - begin)
    return found


def _end_of_period(at_ms: int, rounding: ExpiryRounding, zone: str) -> int:
    """Where the local month or year of an instant ends, exclusive."""
    if at_ms > _LATEST_MS - 400 * DAY_MS:
        return NEVER
    day = _FIRST_DAY + timedelta(days=local_day(at_ms, zone))
    return _end(day.year, day.month if rounding is ExpiryRounding.MONTH else None, zone)


@lru_cache(maxsize=4_096)
def _end(year: int, month: int | None, zone: str) -> int:
    behind = datetime(year + 1, 1, 1) if month in (None, 12) else datetime(year, (month or 0) + 1, 1)
    return local_to_ms(behind, zone)
