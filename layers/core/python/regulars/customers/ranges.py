"""Segments are ranges, not labels: which stretch of each index can hold a query's customers at an instant.

A stretch is a superset, never too small; `query.matches` checks each row. Keys do not depend on the clock or on
settings, so the same stretch is right whenever it is computed.
"""

from __future__ import annotations

from typing import NamedTuple

from ..facts.time import DAY_MS
from ..scoring.lifecycle import LifecycleSegment, PurchaseFrequency
from ..scoring.rfm import RfmGroup
from ..scoring.settings import Settings
from ..stores.indexes import BY_LAST_ORDER, BY_SPEND, Index
from .query import ListQuery
from .rfm_ranges import rfm_stretches
from .values import ANY, MOST, Values, hull

_WHO_ORDERED = frozenset(PurchaseFrequency) - {PurchaseFrequency.NONE}


class Candidates(NamedTuple):
    """Who can match: customers with orders by either value, and whether those without any order can.

    `decides` names the index whose stretch holds exactly the matching customers, if one does.
    """

    by_last_order: Values
    by_spend: Values
    without_orders: bool
    decides: frozenset[Index]

    def of(self, index: Index) -> Values:
        return self.by_last_order if index == BY_LAST_ORDER else self.by_spend


def candidates(query: ListQuery, settings: Settings, now_ms: int) -> Candidates:
    """The stretches of both indexes at `now_ms`."""
    segments = query.segments or frozenset(LifecycleSegment)
    frequencies = query.frequencies or frozenset(PurchaseFrequency)
    last_order = hull(_last_order_of(segment, settings, now_ms) for segment in segments)
    by_spend = hull(_spend_of(segment, settings) for segment in segments)
    last_order = last_order.cut(_days(query, now_ms))
    by_spend = by_spend.cut(Values(query.min_spend_minor or 0, _or_most(query.max_spend_minor)))
    if query.rfm_groups:
        rfm = rfm_stretches(query.rfm_groups, settings, now_ms, query.rfm_days)
        last_order, by_spend = last_order.cut(rfm.by_last_order), by_spend.cut(rfm.by_spend)
    if not frequencies & _WHO_ORDERED:
        last_order = by_spend = Values(0, -1)
    return Candidates(last_order, by_spend, _without_orders(query), _decides(query, segments, frequencies))


def _last_order_of(segment: LifecycleSegment, settings: Settings, now_ms: int) -> Values:
    dormant_from_ms = now_ms - (settings.dormant_days + 1) * DAY_MS
    if segment is LifecycleSegment.DORMANT:
        return Values(high=dormant_from_ms)
    if segment is LifecycleSegment.ACTIVE:
        return Values(max(0, dormant_from_ms + 1))
    if segment is LifecycleSegment.NEW:
        # Whoever first ordered after an instant also last ordered after it.
        new_after_ms = now_ms - (settings.new_days + 1) * DAY_MS
        return Values(max(0, dormant_from_ms + 1, new_after_ms + 1))
    return ANY


def _spend_of(segment: LifecycleSegment, settings: Settings) -> Values:
    if segment is LifecycleSegment.VIP:
        return Values(settings.vip_spend_minor + 1)
    return Values(high=settings.vip_spend_minor)


def _days(query: ListQuery, now_ms: int) -> Values:
    """Days since the last order as instants; an order newer than `now_ms` is 0 days old."""
    low, high = 0, MOST
    if query.max_days is not None:
        low = max(0, now_ms - (query.max_days + 1) * DAY_MS + 1)
    if query.min_days:
        high = now_ms - query.min_days * DAY_MS
    return Values(low, high)


def _without_orders(query: ListQuery) -> bool:
    """Whether customers without a counted order match: New, None, no days, spend 0, in no RFM group."""
    return (
        (not query.segments or LifecycleSegment.NEW in query.segments)
        and (not query.frequencies or PurchaseFrequency.NONE in query.frequencies)
        and query.min_days is None
        and query.max_days is None
        and not query.min_spend_minor
        and not query.rfm_groups
    )


def _decides(
    query: ListQuery, segments: frozenset[LifecycleSegment], frequencies: frozenset[PurchaseFrequency]
) -> frozenset[Index]:
    both = frozenset({BY_LAST_ORDER, BY_SPEND})
    if not frequencies & _WHO_ORDERED:
        return both
    # Whoever has an order is in some group.
    some_groups = query.rfm_groups and query.rfm_groups != frozenset(RfmGroup)
    if some_groups or not frequencies >= _WHO_ORDERED:
        return frozenset()
    deciding = both
    if segments != frozenset(LifecycleSegment):
        not_vip = frozenset(LifecycleSegment) - {LifecycleSegment.VIP}
        deciding &= {BY_SPEND} if segments in ({LifecycleSegment.VIP}, not_vip) else frozenset()
    if query.min_days or query.max_days is not None:
        deciding &= {BY_LAST_ORDER}
    if query.min_spend_minor or query.max_spend_minor is not None:
        deciding &= {BY_SPEND}
    return deciding


def _or_most(bound: int | None) -> int:
    return MOST if bound is None else bound
