"""All customers of a tenant in one view, live within the bound of a page (scoring.md §8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..errors import Conflict
from ..facts.customer import FactsRow, PurchaseFacts
from ..facts.fold import fold
from ..scoring.derive import derive
from ..scoring.history import segment_history, until
from ..scoring.lifecycle import LifecycleSegment, PurchaseFrequency
from ..scoring.settings import Settings
from ..stores.facts import Facts
from ..stores.ledger import Ledger
from .history import History, TimeIn, Transition, time_in_segments, transitions
from .walk import Budget


@dataclass(slots=True)
class SegmentSum:
    """Customers with orders in one segment, their orders and their spend."""

    customers: int = 0
    orders: int = 0
    spend_minor: int = 0


@dataclass(slots=True)
class Summary:
    """`no_orders` counts customers without a counted order; they are in no segment's sum and in no frequency."""

    as_of_ms: int
    no_orders: int = 0
    repeat_buyers: int = 0
    by_segment: dict[LifecycleSegment, SegmentSum] = field(
        default_factory=lambda: {segment: SegmentSum() for segment in LifecycleSegment}
    )
    by_frequency: Counter[PurchaseFrequency] = field(default_factory=Counter)
    transitions: Counter[Transition] = field(default_factory=Counter)
    time_in: dict[LifecycleSegment, TimeIn] = field(default_factory=dict)

    @property
    def buyers(self) -> int:
        return sum(one.customers for one in self.by_segment.values())


def summarise(*, facts: Facts, ledger: Ledger, settings: Settings, now_ms: int) -> Summary:
    """The summary at `now_ms`. Raises `Conflict` where there are more customers than one page may read."""
    summary = Summary(now_ms)
    histories: list[History] = []
    for row in _every_row(facts):
        if not row.facts.known:
            continue
        purchases = row.facts.purchases
        if not purchases.order_count:
            summary.no_orders += 1
            continue
        scores = derive(row.facts, settings, now_ms).lifecycle
        one = summary.by_segment[scores.value]
        one.customers += 1
        one.orders += purchases.order_count
        one.spend_minor += purchases.spend_minor
        summary.by_frequency[scores.frequency] += 1
        summary.repeat_buyers += purchases.order_count > 1
        timeline = _with_timeline(row, ledger).timeline
        histories.append(History(until(segment_history(timeline, settings), now_ms), now_ms))
    for history in histories:
        summary.transitions += transitions(history.stays)
    summary.time_in = time_in_segments(histories)
    return summary


def _every_row(facts: Facts) -> Iterator[FactsRow]:
    budget = Budget()
    for shard in range(facts.generation.shards):
        start = None
        while True:
            if budget.spent:
                raise Conflict(
                    "too_many_customers_live",
                    "There are more customers than a summary may read while somebody waits; "
                    "the summaries of the night are not made yet.",
                )
            page = facts.shard_page(shard, limit=budget.ask, start=start)
            budget.take(len(page.rows), page.read_bytes)
            yield from page.rows
            start = page.next_start
            if start is None:
                break


def _with_timeline(row: FactsRow, ledger: Ledger) -> PurchaseFacts:
    """The purchases with their timeline: a heavy customer's stands in the ledger only."""
    purchases = row.facts.purchases
    return fold(ledger.read_customer(row.customer_id)).purchases if purchases.heavy else purchases
