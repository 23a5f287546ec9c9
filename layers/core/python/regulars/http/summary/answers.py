"""How summaries look from outside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from ...audience.past import Day
from ...audience.summary import Seen
from ...facts.tenant import Tenant
from ...facts.time import DAY_MS, from_ms
from ...population.summary import SegmentSum, Summary
from ...scoring.affinity import EngagementLevel, PairSegment
from ...scoring.derive import FIELDS
from ...scoring.fields import values_of
from ...scoring.history import TimeIn
from ...scoring.lifecycle import LifecycleSegment
from ..customers.answers import counted_transitions
from ..door.call import Call
from ..door.render import instant, money
from ..recalculations.answers import render_counts

if TYPE_CHECKING:
    from . import shapes
    from .shapes import Counted, ErasedOnDay, MeanTime, PastDay, SegmentSummary

SHOWN_COUNTS = tuple(field for field in FIELDS if field.counted and field.counted.shown_as)


def render_summary(seen: Seen, tenant: Tenant) -> shapes.Summary:
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
        "repeatPurchaseRate": summary.repeat_rate,
        "segments": [_segment(segment, one, tenant.exponent) for segment, one in summary.by_segment.items()],
        **_counts(summary),
        "transitions": counted_transitions(summary.transitions),
        "timeInSegments": [_mean_time(segment, one) for segment, one in summary.time_in.items()],
        "pairs": summary.pairs,
        "pairSegments": {segment: summary.by_pair_segment[segment] for segment in PairSegment},
        "pairEngagementLevels": {level: summary.by_engagement[level] for level in EngagementLevel},
        "recalculation": None if seen.counts is None else render_counts(seen.counts),
    }


def render_day(one: Day, tenant: Tenant) -> PastDay:
    """As a summary. `newCustomers`, `orders` and `revenue` are of the day alone, null of one that is not derived.

    What a night alone can count is null where none recorded the day; `customers` are then those with an order.
    """
    derived, recorded = one.derived, one.recorded
    if derived is None:
        assert recorded is not None, "a day is one of both"
        of_night = render_summary(recorded, tenant)
        return {**of_night, "day": one.day, "newCustomers": None, "orders": None, "revenue": None}
    summary = replace(
        recorded.summary if recorded else Summary(derived.as_of_ms, by_value={}),
        as_of_ms=derived.as_of_ms,
        by_segment=dict(derived.by_segment),
        repeat_buyers=derived.repeat_buyers,
        transitions=derived.transitions,
        time_in=dict(derived.time_in),
    )
    shown = render_summary(Seen(summary, one.day, recorded and recorded.counts), tenant)
    return {
        **shown,
        "day": one.day,
        # What no timeline says.
        "noOrders": shown["noOrders"] if recorded else None,
        "pairs": shown["pairs"] if recorded else None,
        "pairSegments": shown["pairSegments"] if recorded else None,
        "pairEngagementLevels": shown["pairEngagementLevels"] if recorded else None,
        "newCustomers": derived.new_customers,
        "orders": derived.orders,
        "revenue": money(derived.revenue_minor, tenant.exponent),
    }


def erased_days(call: Call, days: int) -> list[ErasedOnDay]:
    """The newest `days` on which persons were erased."""
    zone = ZoneInfo(call.settings.timezone)
    first, last = (
        f"{from_ms(at_ms).astimezone(zone):%Y-%m-%d}" for at_ms in (call.now_ms - days * DAY_MS, call.now_ms)
    )
    found = call.stores.erasures(call.tenant).days(first, last) if days else {}
    return [{"day": day, "persons": found[day]} for day in sorted(found, reverse=True)]


def _counts(summary: Summary) -> Counted:
    """Every shown counter of the registry, zeros too; null where the summary is from before it was counted."""
    shown: dict[str, dict[str, int] | None] = {}
    for field in SHOWN_COUNTS:
        assert field.counted is not None
        assert field.counted.shown_as is not None
        counts = summary.counts(field)
        values = field.counted.values or values_of(field)
        shown[field.counted.shown_as] = None if counts is None else {value: counts.get(value, 0) for value in values}
    return cast("Counted", shown)


def _segment(segment: LifecycleSegment, one: SegmentSum, exponent: int) -> SegmentSummary:
    return {
        "segment": segment,
        "customers": one.customers,
        "orders": one.orders,
        "spend": money(one.spend_minor, exponent),
        "averageSpendPerCustomer": money(one.average_spend_minor, exponent),
        "averageOrderValue": money(one.average_order_minor, exponent),
    }


def _mean_time(segment: LifecycleSegment, one: TimeIn) -> MeanTime:
    """The mean is over completed stays; open ones are counted apart (docs/scoring.md, Lifecycle segment)."""
    return {"segment": segment, "meanDays": one.mean_days, "completedStays": one.completed, "openStays": one.open}
