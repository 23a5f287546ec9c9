"""Which orders count, and their sums and timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..customer import PurchaseFacts, TimelineEntry
from ..order import Order


def counted_orders(orders: Iterable[Order]) -> list[Order]:
    """The orders that count, by instant and then order id."""
    return sorted((order for order in orders if order.counts), key=lambda order: (order.ordered_at_ms, order.order_id))


def fold_purchases(counted: Sequence[Order]) -> PurchaseFacts:
    """Sums and the timeline of `counted_orders`."""
    if not counted:
        return PurchaseFacts()
    timeline = tuple(TimelineEntry(order.ordered_at_ms, order.spend_minor, order.units_milli) for order in counted)
    newest = counted[-1]
    return PurchaseFacts(
        order_count=len(timeline),
        spend_minor=sum(entry.spend_minor for entry in timeline),
        units_milli=sum(entry.units_milli for entry in timeline),
        first_at_ms=timeline[0].at_ms,
        last_at_ms=timeline[-1].at_ms,
        last_reference=newest.reference or newest.order_id,
        timeline=timeline,
        first_channel=counted[0].channel,
    )
