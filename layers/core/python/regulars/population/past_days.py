"""The local days behind an instant, each with the instant at which it began: the newest ten years of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple

from ..facts.time import local_day, local_to_ms

# What a part, an object of a night and an answer hold at most.
KEPT_DAYS = 3_653
_EPOCH_DAYS = date(1970, 1, 1).toordinal()


class PastDays(NamedTuple):
    """Days since 1970-01-01 from `first` to that of `as_of_ms`, which is under way; `starts_ms` ascend.

    A day begins at its first midnight and lasts until the next day's. One that the zone left out has no instant. The
    day of an instant is `before` plus the number of days that have begun by then.
    """

    as_of_ms: int
    first: int
    starts_ms: Sequence[int]

    @property
    def before(self) -> int:
        """The day that stands for everything before the first one."""
        return self.first - 1

    def end_ms(self, day: int) -> int:
        """The last millisecond of a day; of the day under way `as_of_ms`."""
        following = day + 1 - self.first
        return self.starts_ms[following] - 1 if following < len(self.starts_ms) else self.as_of_ms

    @property
    def today(self) -> int:
        return self.before + len(self.starts_ms)


def past_days(as_of_ms: int, zone: str) -> PastDays:
    """The newest `KEPT_DAYS` days up to an instant; none begins before 1970."""
    today = local_day(as_of_ms, zone)
    starts_ms = _starts_ms(zone, today)
    # Clocks that were set back across midnight show the day before once more: its successor has begun.
    begun = bisect_right(starts_ms, as_of_ms)
    first = max(0, today - KEPT_DAYS + 1)
    return PastDays(as_of_ms, first, starts_ms[:begun])


def day_name(day: int) -> str:
    """`2025-03-31`."""
    return date.fromordinal(_EPOCH_DAYS + day).isoformat()


@lru_cache(maxsize=64)
def _starts_ms(zone: str, today: int) -> tuple[int, ...]:
    """When each of the days began, today's and the next one's the last two."""
    days = range(max(0, today - KEPT_DAYS + 1), today + 2)
    return tuple(local_to_ms(datetime.combine(date.fromordinal(_EPOCH_DAYS + day), time()), zone) for day in days)
