"""Days to come in a tenant's zone, and which of them an instant lies in (docs/scoring.md, Affinity)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ..dataclass import dataclass
from ..facts.time import DAY_MS, from_ms, local_to_ms


class Slot(NamedTuple):
    """A stretch of time that lies in one local day and reaches past no whole number of days: from an instant on."""

    from_ms: int
    day: date


@dataclass(frozen=True)
class Horizon:
    """From `as_of_ms` on, `days` of 86 400 s, both ends included, in an IANA zone.

    The first and the last local day are cut by the clock: N days touch N + 1 local days. What is counted by
    slot can be told by local day for every number of days up to `days`, with no instant too many and none too few.
    """

    as_of_ms: int
    zone: str
    days: int

    @property
    def last_ms(self) -> int:
        return self.as_of_ms + self.days * DAY_MS

    @cached_property
    def slots(self) -> Sequence[Slot]:
        """Ascending; the one behind the last instant is not among them."""
        return [slot for slot in self._every_slot if slot.from_ms <= self.last_ms]

    @cached_property
    def starts_ms(self) -> Sequence[int]:
        return [slot.from_ms for slot in self.slots]

    def slot_of(self, at_ms: int) -> int:
        """The number of the slot of an instant within the horizon."""
        return bisect_right(self.starts_ms, at_ms) - 1

    def slots_within(self, days: int) -> int:
        """How many slots, from the first on, lie within the first `days` days of the horizon."""
        return bisect_left(self.starts_ms, self.as_of_ms + days * DAY_MS + 1)

    def local_days(self, days: int) -> list[date]:
        """The local days that `days` days touch, ascending; one that the zone left out is among them."""
        first, last = self.slots[0].day, self.slots[self.slots_within(days) - 1].day
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]

    def lengths(self, days: int) -> dict[date, float]:
        """How much of each of these local days lies in the horizon, in days of 24 hours; `days` in all."""
        found = dict.fromkeys(self.local_days(days), 0.0)
        ends_ms = [*self.starts_ms[1:], self.last_ms + 1]
        for slot, end_ms in zip(self.slots[: self.slots_within(days)], ends_ms, strict=False):
            found[slot.day] += (end_ms - slot.from_ms) / DAY_MS
        return found

    @property
    def _every_slot(self) -> list[Slot]:
        zone = ZoneInfo(self.zone)
        today = from_ms(self.as_of_ms).astimezone(zone).date()
        # A midnight more than there are days, since a zone may leave a whole day out.
        days = [today + timedelta(days=number) for number in range(1, self.days + 2)]
        midnights = [local_to_ms(datetime.combine(day, time()), self.zone) for day in days]
        # Instants are whole milliseconds: the next day begins right after the last one.
        ends = [self.as_of_ms + number * DAY_MS + 1 for number in range(1, self.days)]
        starts = sorted({self.as_of_ms, *ends, *(at_ms for at_ms in midnights if at_ms > self.as_of_ms)})
        return [Slot(at_ms, ([today, *days])[bisect_right(midnights, at_ms)]) for at_ms in starts]
