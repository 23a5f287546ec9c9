"""`fold`: the ledger's record of a customer becomes his facts. Pure; every stored fact is made here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields

from .customer import CustomerFacts, ProfileFacts, PurchaseFacts, TimelineEntry
from .order import Order
from .product import ProductFacts, Purchase
from .record import CustomerRecord
from .refund import line_amounts

_CONTACT_FIELDS = tuple(field.name for field in fields(ProfileFacts))


def fold(record: CustomerRecord) -> CustomerFacts:
    """The facts of one customer: the same for the same items, in whatever order they come."""
    stored = [order for order in record.orders if not order.deleted]
    counted = counted_orders(stored)
    return CustomerFacts(
        customer_id=record.customer_id,
        known=record.known,
        purchases=fold_purchases(counted),
        profile=fold_profile(stored),
        products=fold_products(counted),
    )


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
    )


def fold_products(counted: Sequence[Order]) -> dict[str, ProductFacts]:
    """By product, in the order in which each was first bought; several lines of one in an order are one purchase."""
    bought: dict[str, list[Purchase]] = {}
    categories: dict[str, str] = {}
    for order in counted:
        at_ms = order.ordered_at_ms
        together: dict[str, Purchase] = {}
        for line, amount in zip(order.lines, line_amounts(order), strict=True):
            product_id = line.product_id
            earlier = together.get(product_id)
            if earlier is None:
                together[product_id] = Purchase(at_ms, line.quantity_milli, amount)
            else:
                units_milli, spent_minor = earlier.units_milli + line.quantity_milli, earlier.spent_minor + amount
                together[product_id] = Purchase(at_ms, units_milli, spent_minor)
            if line.category:
                categories[product_id] = line.category
        for product_id, purchase in together.items():
            bought.setdefault(product_id, []).append(purchase)
    return {
        product_id: ProductFacts(product_id, tuple(purchases), categories.get(product_id))
        for product_id, purchases in bought.items()
    }


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
