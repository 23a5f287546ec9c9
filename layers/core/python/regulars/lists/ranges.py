"""Filters are ranges, not labels: which part of each index can hold a query's customers at an instant.

The reach of each filter (`scoring/reach.py`), cut to what all of them share. It is a superset: `query.matches` checks
each row.
"""

from __future__ import annotations

from typing import NamedTuple

from ..scoring.reach import EVERYBODY, UNKNOWN, Reach, Values, nobody_with_orders
from ..scoring.settings import Settings
from ..segments.reach import reach_of
from ..stores.rows.indexes import BY_LAST_ORDER, BY_SPEND, Index
from .query import Condition, ListQuery


class Candidates(NamedTuple):
    """Who can match: customers with orders by either value, and whether those without any order can.

    `decides` names the indexes whose range holds exactly the matching customers.
    """

    by_last_order: Values
    by_spend: Values
    without_orders: bool
    decides: frozenset[Index]

    def of(self, index: Index) -> Values:
        return self.by_last_order if index == BY_LAST_ORDER else self.by_spend


def candidates(query: ListQuery, settings: Settings, now_ms: int) -> Candidates:
    """The ranges of both indexes at `now_ms`; `settings` are the query's."""
    reach = EVERYBODY
    if query.of_segment is not None:
        reach = reach_of(query.of_segment, settings, now_ms, pinned=query.segment_pinned)
    if query.text is not None:
        reach = reach.cut(UNKNOWN)
    for condition in query.conditions:
        reach = reach.cut(_reach(condition, settings, now_ms))
    if reach.by_last_order.empty or reach.by_spend.empty:
        reach = nobody_with_orders(without_orders=reach.without_orders)
    deciding = {BY_LAST_ORDER: reach.last_order_decides, BY_SPEND: reach.spend_decides}
    return Candidates(
        reach.by_last_order,
        reach.by_spend,
        reach.without_orders,
        frozenset(index for index, decides in deciding.items() if decides),
    )


def _reach(condition: Condition, settings: Settings, now_ms: int) -> Reach:
    reach = condition.filter.reach
    return UNKNOWN if reach is None else reach(condition.wanted, settings, now_ms)
