"""Orders as a client posts them."""

from __future__ import annotations

from typing import Any

from regulars.facts.time import DAY_MS, rfc3339

from testing.api.client import Client
from testing.builders import NOW_MS


def an_order(order_id: str = "1001", **changes: Any) -> dict[str, Any]:
    return {
        "orderId": order_id,
        "customerId": "ann",
        "orderedAt": "2025-10-14T08:30:00Z",
        "status": "paid",
        "lines": [{"productId": "tea", "quantity": 2, "unitPrice": "50.00"}],
    } | changes


def order_of(order_id: str, days_ago: float, total: str = "100.00", **changes: Any) -> dict[str, Any]:
    """An order of a total, without lines."""
    return order_with(order_id, days_ago, total=total, **changes)


def order_with(order_id: str, days_ago: float, *lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """An order of these lines, whose sum is its total unless a test says another."""
    return {
        "orderId": order_id,
        "customerId": "ann",
        "orderedAt": rfc3339(NOW_MS - int(days_ago * DAY_MS)),
        "status": "paid",
        "lines": list(lines),
    } | changes


def line_of(product_id: str, **changes: Any) -> dict[str, Any]:
    return {"productId": product_id, "quantity": 1, "unitPrice": "10.00"} | changes


def post(api: Client, *orders: dict[str, Any]) -> None:
    """Posts them, 100 a call; each must be taken."""
    for start in range(0, len(orders), 100):
        answer = api.post("/api/orders", {"orders": list(orders[start : start + 100])})
        assert {result["result"] for result in answer.data} <= {"created", "updated"}, answer.text
