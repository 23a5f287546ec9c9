"""Orders of 20 lines each, believable to a compressor: the demo shop's catalogue, several quantities."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from regulars.facts.order import Lane, Order
from regulars.facts.tenant import Tenant
from regulars.facts.time import HOUR_MS, rfc3339
from regulars.orders.parse import parse_order
from regulars.scoring.settings import Settings

from laptop.demo_catalogue import CATALOGUE

LINES = 20


def raw_order(order_id: str, customer_id: str, ordered_at_ms: int, *, lines: int = LINES) -> dict[str, Any]:
    """An order as a caller posts it; equal ids have equal lines."""
    chance = random.Random(order_id)
    bought = chance.sample(CATALOGUE, min(lines, len(CATALOGUE)))
    return {
        "orderId": order_id,
        "customerId": customer_id,
        "orderedAt": rfc3339(ordered_at_ms),
        "status": "paid",
        "lines": [
            {
                "productId": product.id,
                "productName": product.name,
                "category": product.category,
                "quantity": chance.randint(1, 6),
                "unitPrice": f"{product.price_cents / 100:.2f}",
            }
            for product in bought
        ],
        "customer": {"name": f"Customer {customer_id}", "email": f"{customer_id}@example.com"},
    }


def history(customer_id: str, orders: int, now_ms: int, *, tenant: Tenant, lines: int = LINES) -> list[Order]:
    """So many orders of one customer, an hour apart, the newest an hour old; of the import lane, so not dispatched."""
    raws = (
        raw_order(f"{customer_id}-{number}", customer_id, now_ms - (orders - number) * HOUR_MS, lines=lines)
        for number in range(orders)
    )
    return [parsed(raw, now_ms, tenant=tenant, lane=Lane.IMPORT) for raw in raws]


def parsed(raw: Mapping[str, Any], now_ms: int, *, tenant: Tenant, lane: Lane = Lane.LIVE) -> Order:
    """The order that arrives now."""
    settings = Settings.defaults(tenant.exponent)
    return parse_order(raw, tenant=tenant, settings=settings, arrived_ms=now_ms, now_ms=now_ms, lane=lane)
