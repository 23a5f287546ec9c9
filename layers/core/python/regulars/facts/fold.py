"""`fold`: the ledger's record of a customer becomes their facts, one fold a part. Pure."""

from __future__ import annotations

from .customer import CustomerFacts
from .folds.products import fold_products
from .folds.profile import fold_profile
from .folds.purchases import counted_orders, fold_purchases
from .record import CustomerRecord


def fold(record: CustomerRecord) -> CustomerFacts:
    """The facts of one customer: the same for the same items, in whatever order they come."""
    stored = [order for order in record.orders if not order.deleted]
    counted = counted_orders(stored)
    return CustomerFacts(
        customer_id=record.customer_id,
        known=record.known,
        purchases=fold_purchases(counted),
        profile=fold_profile(stored, record.profiles),
        products=fold_products(counted),
    )
