"""Where customers of some lifecycle segments, frequencies or days since the last order can be found (`reach.py`)."""

from __future__ import annotations

from collections.abc import Set

from ..facts.time import DAY_MS
from .lifecycle_values import LifecycleSegment, PurchaseFrequency
from .reach import ANY, EVERYBODY, MOST, UNKNOWN, Reach, Values, hull, nobody_with_orders
from .settings import Settings

_ALL = frozenset(LifecycleSegment)
_NOT_VIP = _ALL - {LifecycleSegment.VIP}
_OF_BUYERS = frozenset(PurchaseFrequency) - {PurchaseFrequency.NONE}


def of_segments(segments: Set[LifecycleSegment], settings: Settings, now_ms: int) -> Reach:
    return Reach(
        hull(_last_order_of(segment, settings, now_ms) for segment in segments),
        hull(_spend_of(segment, settings) for segment in segments),
        without_orders=LifecycleSegment.NEW in segments,
        last_order_decides=segments == _ALL,
        spend_decides=segments in (_ALL, _NOT_VIP, {LifecycleSegment.VIP}),
    )


def of_frequencies(frequencies: Set[PurchaseFrequency], _settings: Settings, _now_ms: int) -> Reach:
    """Gaps are in no key: some frequencies of buyers are not narrowed at all."""
    without_orders = PurchaseFrequency.NONE in frequencies
    if not frequencies & _OF_BUYERS:
        return nobody_with_orders(without_orders=without_orders)
    return (EVERYBODY if frequencies >= _OF_BUYERS else UNKNOWN)._replace(without_orders=without_orders)


def days_from(days: int, _settings: Settings, now_ms: int) -> Reach:
    """So many days since the last order or more; an order newer than `now_ms` is 0 days old."""
    if not days:
        return EVERYBODY._replace(without_orders=False)
    return Reach(Values(high=now_ms - days * DAY_MS), without_orders=False, last_order_decides=True)


def days_up_to(days: int, _settings: Settings, now_ms: int) -> Reach:
    low = max(0, now_ms - (days + 1) * DAY_MS + 1)
    return Reach(Values(low, MOST), without_orders=False, last_order_decides=True)


def _last_order_of(segment: LifecycleSegment, settings: Settings, now_ms: int) -> Values:
    dormant_from_ms = now_ms - (settings.dormant_days + 1) * DAY_MS
    if segment is LifecycleSegment.DORMANT:
        return Values(high=dormant_from_ms)
    if segment is LifecycleSegment.ACTIVE:
        return Values(max(0, dormant_from_ms + 1))
    if segment is LifecycleSegment.NEW:
        # A customer who first ordered after an instant also last ordered after it.
        new_after_ms = now_ms - (settings.new_days + 1) * DAY_MS
        return Values(max(0, dormant_from_ms + 1, new_after_ms + 1))
    return ANY


def _spend_of(segment: LifecycleSegment, settings: Settings) -> Values:
    if segment is LifecycleSegment.VIP:
        return Values(settings.vip_spend_minor + 1)
    return Values(high=settings.vip_spend_minor)
