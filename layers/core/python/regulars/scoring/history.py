"""Segment history: the exact instants at which a customer entered each lifecycle segment.

See docs/scoring.md, Lifecycle segment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..facts.customer import TimelineEntry
from ..facts.money import divide_half_up
from ..facts.time import DAY_MS
from .lifecycle import LifecycleSegment
from .settings import Settings


class Transition(NamedTuple):
    before: LifecycleSegment
    after: LifecycleSegment


class TimeIn(NamedTuple):
    """Time spent in one segment: completed stays and, apart from them, open ones (at most 1 for one customer)."""

    completed: int = 0
    completed_ms: int = 0
    open: int = 0
    open_ms: int = 0

    @property
    def total_ms(self) -> int:
        return self.completed_ms + self.open_ms

    @property
    def mean_days(self) -> float | None:
        """Of completed stays, half up to 2 decimals; None where there are none."""
        return divide_half_up(100 * self.completed_ms, self.completed * DAY_MS) / 100 if self.completed else None

    def plus(self, other: TimeIn) -> TimeIn:
        return TimeIn(
            self.completed + other.completed,
            self.completed_ms + other.completed_ms,
            self.open + other.open,
            self.open_ms + other.open_ms,
        )


class Stay(NamedTuple):
    """A stretch in one segment, from (inclusive) until (exclusive); None lasts until something is ordered."""

    segment: LifecycleSegment
    from_ms: int
    until_ms: int | None


def segment_history(timeline: Sequence[TimelineEntry], settings: Settings) -> list[Stay]:
    """All stays from the first order on, ascending and without gaps, as orders and settings are known today.

    The last ones may lie in the future: they are what will happen if nothing more is ordered. `until` cuts them.
    """
    entries: list[tuple[LifecycleSegment, int]] = []
    for entry in _entries(timeline, settings):
        if entries and entries[-1][1] == entry[1]:
            entries.pop()
        if not entries or entries[-1][0] != entry[0]:
            entries.append(entry)
    ends: list[int | None] = [from_ms for _, from_ms in entries[1:]]
    return [
        Stay(segment, from_ms, until_ms) for (segment, from_ms), until_ms in zip(entries, [*ends, None], strict=False)
    ]


def until(stays: Sequence[Stay], now_ms: int) -> list[Stay]:
    """The stays that began by `now_ms`; the one under way is open (`until_ms` None)."""
    begun = [stay for stay in stays if stay.from_ms <= now_ms]
    if begun and begun[-1].until_ms is not None:
        begun[-1] = begun[-1]._replace(until_ms=None)
    return begun


def transitions(stays: Sequence[Stay]) -> Counter[Transition]:
    """How often each segment was left for each other one."""
    return Counter(Transition(stay.segment, following.segment) for stay, following in pairwise(stays))


def time_in_segments(stays: Sequence[Stay], now_ms: int) -> dict[LifecycleSegment, TimeIn]:
    """The time spent in each segment until `now_ms`, at which the open stay ends; every segment is there."""
    spent = dict.fromkeys(LifecycleSegment, TimeIn())
    spend_time(spent, stays, now_ms)
    return spent


def spend_time(spent: dict[LifecycleSegment, TimeIn], stays: Iterable[Stay], now_ms: int) -> None:
    """Adds to what was spent, in place; as `time_in_segments`."""
    for segment, from_ms, until_ms in stays:
        if until_ms is None:
            spent[segment] = spent[segment].plus(TimeIn(0, 0, 1, now_ms - from_ms))
        else:
            spent[segment] = spent[segment].plus(TimeIn(1, until_ms - from_ms, 0, 0))


def _entries(timeline: Sequence[TimelineEntry], settings: Settings) -> Iterator[tuple[LifecycleSegment, int]]:
    """Every instant at which a rule may begin to hold, with the segment from then on."""
    if not timeline:
        return
    new_until_ms = timeline[0].at_ms + (settings.new_days + 1) * DAY_MS
    spend_minor = 0
    for index, order in enumerate(timeline):
        spend_minor += order.spend_minor
        if spend_minor > settings.vip_spend_minor:
            yield LifecycleSegment.VIP, order.at_ms
            return
        next_ms = timeline[index + 1].at_ms if index + 1 < len(timeline) else None
        dormant_from_ms = order.at_ms + (settings.dormant_days + 1) * DAY_MS
        yield (LifecycleSegment.NEW if order.at_ms < new_until_ms else LifecycleSegment.ACTIVE), order.at_ms
        if order.at_ms < new_until_ms < dormant_from_ms and (next_ms is None or new_until_ms < next_ms):
            yield LifecycleSegment.ACTIVE, new_until_ms
        if next_ms is None or dormant_from_ms < next_ms:
            yield LifecycleSegment.DORMANT, dormant_from_ms
