"""How values look from outside: RFC 3339 instants, money as decimals, names and order as the source documents show."""

from __future__ import annotations

from collections.abc import Callable
from math import floor
from typing import Any

from ..customers.customer import Customer
from ..facts.money import decimal_text, major_units
from ..facts.money import plain as plain
from ..facts.order import Order
from ..facts.time import DAY_MS, rfc3339
from ..orders.contact import contact_as_given
from ..scoring import derive
from ..scoring.fields import Kind
from ..scoring.lifecycle import Lifecycle
from ..scoring.settings import Settings

# Source 004 shows these first, in this order; what has been added since follows.
_SOURCE_ORDER = (
    "orderCount",
    "totalSpend",
    "lastOrderDate",
    "lastOrderReference",
    "segment",
    "lastOrderDaysAgo",
    "purchaseFrequency",
)
METRICS = sorted(
    derive.METRICS,
    key=lambda field: _SOURCE_ORDER.index(field.name) if field.name in _SOURCE_ORDER else len(_SOURCE_ORDER),
)


def instant(at_ms: int | None) -> str | None:
    return None if at_ms is None else rfc3339(at_ms)


def money(amount_minor: int | None, exponent: int) -> int | float | None:
    """A JSON number in major units; exact below 2^53 minor units."""
    return None if amount_minor is None else major_units(amount_minor, exponent)


def rounded(number: float | None, decimals: int) -> float | None:
    """Half up (scoring.md §0)."""
    parts = 10**decimals
    return None if number is None else floor(number * parts + 0.5) / parts


_SHOW: dict[Kind, Callable[[Any, int], Any]] = {
    Kind.TEXT: lambda value, _: value,
    Kind.INTEGER: lambda value, _: value,
    Kind.MONEY: money,
    Kind.MONEY_TEXT: decimal_text,
    Kind.INSTANT: lambda value, _: instant(value),
    Kind.NUMBER: lambda value, _: value,
}
_SHOWN = [(field.name, field.read, _SHOW[field.kind]) for field in METRICS]


def metrics(customer: Customer, exponent: int) -> dict[str, Any]:
    """Every field of `scoring.derive.METRICS`."""
    facts, scores = customer
    return {name: show(read(facts, scores), exponent) for name, read, show in _SHOWN}


def list_row(customer: Customer, exponent: int) -> dict[str, Any]:
    """A customer in a list, as source 004 shows him."""
    facts = customer.facts
    return {
        "contactID": facts.customer_id,
        "name": facts.display_name,
        "email": facts.profile.email,
        "company": facts.profile.company,
        "metrics": metrics(customer, exponent),
    }


def single(customer: Customer, exponent: int) -> dict[str, Any]:
    """A single customer, as source 004 shows him."""
    profile = customer.facts.profile
    row = list_row(customer, exponent)
    shown = row.pop("metrics")
    return {
        **row,
        "phone": profile.phone,
        "accountName": profile.account_name,
        "accountCode": profile.account_code,
        "metrics": shown,
    }


def explanation(customer: Customer, settings: Settings, exponent: int) -> dict[str, Any]:
    """The parts that made the scores up: inputs, the rule that held, the threshold that applied (scoring.md §0)."""
    purchases, lifecycle = customer.facts.purchases, customer.scores.lifecycle
    gap_days = None
    if purchases.order_count > 1 and purchases.first_at_ms is not None and purchases.last_at_ms is not None:
        gap_days = (purchases.last_at_ms - purchases.first_at_ms) / (purchases.order_count - 1) / DAY_MS
    weekly, monthly, quarterly = settings.frequency_days
    return {
        "segment": {
            "value": lifecycle.value,
            "rule": lifecycle.rule,
            "threshold": _threshold(lifecycle, exponent),
            "inputs": {
                "orderCount": purchases.order_count,
                "totalSpend": decimal_text(purchases.spend_minor, exponent),
                "firstOrderDaysAgo": lifecycle.days_since_first_order,
                "lastOrderDaysAgo": lifecycle.days_since_last_order,
            },
            "thresholds": {
                "vipSpend": money(settings.vip_spend_minor, exponent),
                "dormantDays": settings.dormant_days,
                "newDays": settings.new_days,
            },
        },
        "purchaseFrequency": {
            "value": lifecycle.frequency,
            "averageGapDays": gap_days,
            "orderCount": purchases.order_count,
            "thresholds": {"weekly": weekly, "monthly": monthly, "quarterly": quarterly},
        },
    }


def order(stored: Order, currency: str, exponent: int) -> dict[str, Any]:
    """An order as stored: amounts in the tenant's currency, what was given in another one under `original`."""
    return {
        "orderId": stored.order_id,
        "customerId": stored.customer_id,
        "orderedAt": instant(stored.ordered_at_ms),
        "status": stored.status,
        "currency": currency,
        "total": money(stored.gross_minor, exponent),
        "refundedAmount": money(stored.refunded_minor, exponent),
        "netSpend": money(stored.spend_minor, exponent),
        "reference": stored.reference,
        "channel": stored.channel,
        "version": stored.version,
        "updatedAt": instant(stored.updated_at_ms),
        "arrivedAt": instant(stored.arrived_ms),
        "importId": stored.import_id,
        "lines": [
            {
                "productId": line.product_id,
                "productName": line.product_name,
                "category": line.category,
                "quantity": plain(line.quantity_milli, 1_000),
                "unitPrice": float(line.unit_price),
                "amount": money(line.amount_minor, exponent),
            }
            for line in stored.lines
        ],
        "customer": contact_as_given(stored.contact) if stored.contact else None,
        "original": _original(stored),
    }


def _threshold(lifecycle: Lifecycle, exponent: int) -> int | float | None:
    return money(lifecycle.threshold, exponent) if lifecycle.rule == "totalSpend" else lifecycle.threshold


def _original(stored: Order) -> dict[str, Any] | None:
    original = stored.original
    if original is None:
        return None
    return {
        "orderedAt": instant(original.ordered_at_ms),
        "currency": original.currency,
        "exchangeRate": None if original.exchange_rate is None else float(original.exchange_rate),
        "total": None if original.total is None else float(original.total),
        "refundedAmount": None if original.refunded is None else float(original.refunded),
        "statusText": original.status_text,
    }
