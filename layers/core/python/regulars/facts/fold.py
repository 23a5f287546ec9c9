"""`fold`: the ledger's record of a customer becomes his facts. Pure; every stored fact is made here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from .customer import CustomerFacts, ProfileFacts, PurchaseFacts, TimelineEntry
from .order import Order
from .record import CustomerRecord

_CONTACT_FIELDS = tuple(field.name for field in fields(ProfileFacts))


def fold(record: CustomerRecord) -> CustomerFacts:
    """The facts of one customer: the same for the same items, in whatever order they come."""
    stored = [order for order in record.orders if not order.deleted]
    return CustomerFacts(
        customer_id=record.customer_id,
        known=record.known,
        purchases=fold_purchases(stored),
        profile=fold_profile(stored),
    )


def fold_purchases(orders: Iterable[Order]) -> PurchaseFacts:
    """Sums and the timeline of the orders that count, by instant and then order id."""
    counted = sorted(
        (order for order in orders if order.counts), key=lambda order: (order.ordered_at_ms, order.order_id)
    )
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
    )


def fold_profile(orders: Iterable[Order]) -> ProfileFacts:
    """Per field the newest order of any status that says something about it (api.md, Orders)."""
    said: dict[str, str] = {}
    newest_last = sorted(
        (order for order in orders if order.contact is not None),
        key=lambda order: (order.ordered_at_ms, order.order_id),
    )
    for order in newest_last:
        for name in _CONTACT_FIELDS:
            value = getattr(order.contact, name)
            if value:
                said[name] = value
    return ProfileFacts(**said)
