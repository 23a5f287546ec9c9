"""A stored order as its caller could write it again: what a message leaves unsaid stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..facts.money import to_decimal
from ..facts.order import Contact, Order, OrderLine
from ..facts.tenant import Tenant
from ..facts.time import rfc3339
from .contact import contact_as_given


def restated(order: Order, tenant: Tenant) -> dict[str, Any]:
    """The raw order that parses to the same content: amounts in the currency that they were given in.

    See docs/api.md, Orders.

    Without refunds, status and versions, which are not the caller's to say again; what is unknown is left out.
    """
    original = order.original
    total = None
    if order.total_minor is not None:
        total = to_decimal(order.total_minor, tenant.exponent)
    currency = exchange_rate = None
    if original is not None and original.currency is not None:
        currency, exchange_rate, total = original.currency, original.exchange_rate, original.total
    raw = {
        "orderId": order.order_id,
        "customerId": order.customer_id,
        "orderedAt": rfc3339(order.given_at_ms),
        "currency": currency,
        "exchangeRate": exchange_rate,
        "total": total,
        "reference": order.reference,
        "channel": order.channel,
        "lines": [_line(line) for line in order.lines],
        "customer": contact_as_given(order.contact or Contact()),
    }
    return {name: value for name, value in raw.items() if value is not None}


def texts_of(raw: Any) -> Iterator[str]:
    """Every text in a raw order, however deep."""
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, (dict, list)):
        for value in raw.values() if isinstance(raw, dict) else raw:
            yield from texts_of(value)


def _line(line: OrderLine) -> dict[str, Any]:
    return {
        "productId": line.product_id,
        "productName": line.product_name,
        "category": line.category,
        "quantity": f"{line.quantity_milli // 1_000}.{line.quantity_milli % 1_000:03d}",
        "unitPrice": line.unit_price,
    }
