"""The purchase metrics that every customer answer carries: plain readings of the facts."""

from __future__ import annotations

from ..facts.customer import PurchaseFacts
from ..facts.money import average, divide_half_up
from ..facts.shares import share
from ..facts.time import DAY_MS
from .fields import Field, Kind, Score, at_least_and_at_most
from .reach import MOST, Reach, Values
from .settings import Settings


def repeat_orders(purchases: PurchaseFacts) -> int:
    """Orders after the first one, and so the gaps between orders."""
    return max(0, purchases.order_count - 1)


def repeat_rate(purchases: PurchaseFacts) -> float | None:
    """The share of orders that followed another one; None without orders."""
    return share(purchases.order_count - 1, purchases.order_count) if purchases.order_count else None


def average_gap_days(purchases: PurchaseFacts) -> float | None:
    """Days between orders, half up to 2 decimals; None below two orders."""
    if purchases.order_count < 2 or purchases.first_at_ms is None or purchases.last_at_ms is None:
        return None
    span_ms = purchases.last_at_ms - purchases.first_at_ms
    return divide_half_up(100 * span_ms, (purchases.order_count - 1) * DAY_MS) / 100


def _spend_from(minor: int, _settings: Settings, _now_ms: int) -> Reach:
    return Reach(by_spend=Values(minor), without_orders=not minor, last_order_decides=not minor, spend_decides=True)


def _spend_up_to(minor: int, _settings: Settings, _now_ms: int) -> Reach:
    return Reach(by_spend=Values(high=min(minor, MOST)), spend_decides=True)


SCORE = Score(
    "purchases",
    "Orders so far",
    (
        Field(
            "orderCount",
            Kind.INTEGER,
            "orders",
            lambda facts, scores: facts.purchases.order_count,
            doc="Orders that count: paid and partially refunded.",
            in_lists=True,
        ),
        Field(
            "totalSpend",
            Kind.MONEY_TEXT,
            "currency",
            lambda facts, scores: facts.purchases.spend_minor,
            doc="Net spend to date: totals less refunds.",
            in_lists=True,
            filters=at_least_and_at_most(
                "Spend", "Total spend", at_least=_spend_from, at_most=_spend_up_to, fewer="less"
            ),
        ),
        Field(
            "averageOrderValue",
            Kind.MONEY,
            "currency",
            lambda facts, scores: average(facts.purchases.spend_minor, facts.purchases.order_count),
            doc="Spend divided by orders, half up to the minor unit; null without orders.",
            in_lists=True,
        ),
        Field(
            "firstOrderDate",
            Kind.INSTANT,
            None,
            lambda facts, scores: facts.purchases.first_at_ms,
            doc="Instant of the first counted order.",
            in_lists=True,
        ),
        Field(
            "lastOrderDate",
            Kind.INSTANT,
            None,
            lambda facts, scores: facts.purchases.last_at_ms,
            doc="Instant of the newest counted order.",
            in_lists=True,
        ),
        Field(
            "lastOrderReference",
            Kind.TEXT,
            None,
            lambda facts, scores: facts.purchases.last_reference,
            doc="Reference of the newest counted order, else its id.",
            in_lists=True,
            in_past=False,
        ),
    ),
    in_past=True,
)
