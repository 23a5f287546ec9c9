"""Segment history: the exact instants at which a customer entered each lifecycle segment (scoring.md §1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..facts.customer import TimelineEntry
from ..facts.time import DAY_MS
from .lifecycle import LifecycleSegment
from .settings import Settings


class Stay(NamedTuple):
    """A stretch in one segment, from (inclusive) until (exclusive); None lasts until something is ordered."""

    segment: LifecycleSegment
    from_ms: int
    until_ms: int | None


def segment_history(timeline: Sequence[TimelineEntry], settings: Settings) -> list[Stay]:
    """All stays from the first order on, ascending and without gaps, as orders and settings are known today.

    The last ones may lie in the future: they are what will happen if nothing more is ordered. `until` cuts them.
    """
    stays: list[Stay] = []
    for segment, from_ms in _entries(timeline, settings):
        if stays and stays[-1].from_ms == from_ms:
            stays.pop()
        if stays and stays[-1].segment == segment:
            stays[-1] = stays[-1]._replace(until_ms=None)
            continue
        if stays:
            stays[-1] = stays[-1]._replace(until_ms=from_ms)
        stays.append(Stay(segment, from_ms, None))
    return stays


def until(stays: Sequence[Stay], now_ms: int) -> list[Stay]:
    """The stays that began by `now_ms`; the one under way is open (`until_ms` None)."""
    begun = [stay for stay in stays if stay.from_ms <= now_ms]
    if begun:
        begun[-1] = begun[-1]._replace(until_ms=None)
    return begun


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
