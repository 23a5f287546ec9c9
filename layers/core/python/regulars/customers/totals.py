"""How many customers a list has where they are more than can be counted while somebody waits: of last night."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from ..scoring.lifecycle import LifecycleSegment, PurchaseFrequency
from ..scoring.summary import Summary
from ..stores.night_records import NightRecords
from .query import ListQuery


class Total(NamedTuple):
    """So many customers, at an instant."""

    customers: int
    as_of_ms: int


def total_of_last_night(query: ListQuery, records: NightRecords) -> Total | None:
    """What the newest summary says of a query that filters by segments alone, by frequencies alone or by nothing.

    None for every other one, and before the first night.
    """
    if not _is_summed_up(query):
        return None
    for _, stored in records.summaries(1):
        summary = Summary.of(stored)
        return Total(_customers(query, summary), summary.as_of_ms)
    return None


def customers_of_last_night(records: NightRecords) -> int | None:
    """How many there were, those without an order too; None before the first night."""
    for _, stored in records.summaries(1):
        summary = Summary.of(stored)
        return summary.no_orders + summary.buyers
    return None


def _is_summed_up(query: ListQuery) -> bool:
    if query.segments and query.frequencies:
        return False
    rest = replace(query, segments=frozenset(), frequencies=frozenset())
    return rest == ListQuery(sort=query.sort, descending=query.descending, rfm_days=query.rfm_days)


def _customers(query: ListQuery, summary: Summary) -> int:
    """Who never ordered is in no sum of a summary; his segment is New and his frequency None (scoring.md §1)."""
    if query.segments:
        never = summary.no_orders if LifecycleSegment.NEW in query.segments else 0
        return never + sum(summary.by_segment[segment].customers for segment in query.segments)
    if query.frequencies:
        never = summary.no_orders if PurchaseFrequency.NONE in query.frequencies else 0
        return never + sum(summary.by_frequency[frequency] for frequency in query.frequencies)
    return summary.no_orders + summary.buyers
