"""The purchase metrics that every customer answer carries: plain readings of the facts."""

from __future__ import annotations

from ..facts.money import divide_half_up
from .fields import Field, Kind

FIELDS = (
    Field(
        "orderCount",
        Kind.INTEGER,
        "orders",
        lambda facts, scores: facts.purchases.order_count,
        doc="Orders that count: paid and partially refunded.",
    ),
    Field(
        "totalSpend",
        Kind.MONEY_TEXT,
        "currency",
        lambda facts, scores: facts.purchases.spend_minor,
        doc="Net spend to date: totals less refunds.",
    ),
    Field(
        "averageOrderValue",
        Kind.MONEY,
        "currency",
        lambda facts, scores: (
            divide_half_up(facts.purchases.spend_minor, facts.purchases.order_count)
            if facts.purchases.order_count
            else None
        ),
        doc="Spend divided by orders, half up to the minor unit; null without orders.",
    ),
    Field(
        "firstOrderDate",
        Kind.INSTANT,
        None,
        lambda facts, scores: facts.purchases.first_at_ms,
        doc="Instant of the first counted order.",
    ),
    Field(
        "lastOrderDate",
        Kind.INSTANT,
        None,
        lambda facts, scores: facts.purchases.last_at_ms,
        doc="Instant of the newest counted order.",
    ),
    Field(
        "lastOrderReference",
        Kind.TEXT,
        None,
        lambda facts, scores: facts.purchases.last_reference,
        doc="Reference of the newest counted order, else its id.",
    ),
)
