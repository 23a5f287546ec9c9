"""How histories, summaries and previews look from outside."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..customers.history import History
from ..customers.preview import Move, Preview
from ..customers.summary import Seen
from ..facts.money import divide_half_up
from ..facts.tenant import Tenant
from ..facts.time import DAY_MS
from ..scoring.affinity import EngagementLevel, PairSegment
from ..scoring.history import TimeIn, Transition, time_in_segments, transitions
from ..scoring.lifecycle import LifecycleSegment, PurchaseFrequency
from ..scoring.rfm import RfmGroup
from ..scoring.summary import SegmentSum
from ..stores.jobs import Counts
from .render import instant, money


def render_history(customer_id: str, history: History) -> dict[str, Any]:
    """`until` null: the stay is open. Days are whole days elapsed."""
    spent = time_in_segments(history.stays, history.now_ms)
    return {
        "contactID": customer_id,
        "asOf": instant(history.now_ms),
        "entries": [
            {
                "segment": stay.segment,
                "from": instant(stay.from_ms),
                "until": instant(stay.until_ms),
                **_duration((history.now_ms if stay.until_ms is None else stay.until_ms) - stay.from_ms),
            }
            for stay in history.stays
        ],
        "timeInSegments": [
            {"segment": segment, **_duration(one.total_ms), "stays": one.completed + one.open}
            for segment, one in spent.items()
        ],
        "transitions": _transitions(transitions(history.stays)),
    }


def render_summary(seen: Seen, tenant: Tenant) -> dict[str, Any]:
    """`customers` are all, those without a counted order too; averages over none are null.

    `day` and `recalculation` are of a summary that a recalculation left, null of a live one.
    """
    summary = seen.summary
    buyers = summary.buyers
    return {
        "day": seen.day,
        "asOf": instant(summary.as_of_ms),
        "currency": tenant.currency,
        "customers": buyers + summary.no_orders,
        "noOrders": summary.no_orders,
        "repeatPurchaseRate": divide_half_up(10_000 * summary.repeat_buyers, buyers) / 10_000 if buyers else None,
        "segments": [_segment(segment, one, tenant.exponent) for segment, one in summary.by_segment.items()],
        "purchaseFrequency": {
            frequency: summary.by_frequency[frequency]
            for frequency in PurchaseFrequency
            if frequency is not PurchaseFrequency.NONE
        },
        "rfmGroups": None if summary.by_rfm is None else {group: summary.by_rfm[group] for group in RfmGroup},
        "transitions": _transitions(summary.transitions),
        "timeInSegments": [_mean_time(segment, one) for segment, one in summary.time_in.items()],
        "pairs": summary.pairs,
        "pairSegments": {segment: summary.by_pair_segment[segment] for segment in PairSegment},
        "pairEngagementLevels": {level: summary.by_engagement[level] for level in EngagementLevel},
        "recalculation": None if seen.counts is None else render_counts(seen.counts),
    }


def render_counts(counts: Counts) -> dict[str, int]:
    return counts._asdict()


def render_preview(preview: Preview) -> dict[str, Any]:
    return {
        "customers": preview.customers,
        "moved": sum(move.customers for move in preview.segments),
        "moves": [_move(move) for move in preview.segments],
        "frequencyMoved": sum(move.customers for move in preview.frequencies),
        "frequencyMoves": [_move(move) for move in preview.frequencies],
        "rfmMoved": sum(move.customers for move in preview.rfm_groups),
        "rfmMoves": [_move(move) for move in preview.rfm_groups],
        "venueMoved": sum(move.customers for move in preview.venue_segments),
        "venueMoves": [_move(move) for move in preview.venue_segments],
    }


def _duration(elapsed_ms: int) -> dict[str, int]:
    return {"days": elapsed_ms // DAY_MS, "milliseconds": elapsed_ms}


def _transitions(counted: Counter[Transition]) -> list[dict[str, Any]]:
    return [
        {"from": transition.before, "to": transition.after, "count": count}
        for transition, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    ]


def _segment(segment: LifecycleSegment, one: SegmentSum, exponent: int) -> dict[str, Any]:
    return {
        "segment": segment,
        "customers": one.customers,
        "orders": one.orders,
        "spend": money(one.spend_minor, exponent),
        "averageSpendPerCustomer": _average(one.spend_minor, one.customers, exponent),
        "averageOrderValue": _average(one.spend_minor, one.orders, exponent),
    }


def _average(amount_minor: int, count: int, exponent: int) -> int | float | None:
    return money(divide_half_up(amount_minor, count), exponent) if count else None


def _mean_time(segment: LifecycleSegment, one: TimeIn) -> dict[str, Any]:
    """The mean is over completed stays; open ones are counted apart (scoring.md §1)."""
    mean_days = divide_half_up(100 * one.completed_ms, one.completed * DAY_MS) / 100 if one.completed else None
    return {"segment": segment, "meanDays": mean_days, "completedStays": one.completed, "openStays": one.open}


def _move(move: Move) -> dict[str, Any]:
    return {
        "from": move.before,
        "to": move.after,
        "count": move.customers,
        "examples": [{"contactID": facts.customer_id, "name": facts.display_name} for facts in move.examples],
    }
