"""Which orders count, and their sums and timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

from ..customer import PurchaseFacts, TimelineEntry
from ..order import Order


def by_time(orders: Iterable[Order]) -> list[Order]:
    """By instant and then order id."""
    return sorted(orders, key=attrgetter("ordered_at_ms", "order_id"))


def counted_orders(orders: Iterable[Order]) -> list[Order]:
    """The orders that count, by time."""
    return by_time(order for order in orders if order.counts)


def fold_purchases(counted: Sequence[Order]) -> PurchaseFacts:
    """Sums and the timeline of `counted_orders`."""
    if not counted:
        return PurchaseFacts()
    instants = [order.ordered_at_ms for order in counted]
    spend = [order.spend_minor for order in counted]
    units = [order.units_milli for order in counted]
    newest = counted[-1]
    return PurchaseFacts(
        order_count=len(counted),
        spend_minor=sum(spend),
        units_milli=sum(units),
        first_at_ms=instants[0],
        last_at_ms=instants[-1],
        last_reference=newest.reference or newest.order_id,
        timeline=tuple(map(TimelineEntry, instants, spend, units)),
        first_channel=counted[0].channel,
    )
