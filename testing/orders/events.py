"""What the tests of order events share: events as Segment sends them."""

from __future__ import annotations

from typing import Any

COMPLETED, UPDATED = "Order Completed", "Order Updated"
REFUNDED, CANCELLED = "Order Refunded", "Order Cancelled"


def an_event(name: str = COMPLETED, message_id: str | None = "m1", **changes: Any) -> dict[str, Any]:
    """A track event of Ann's at 08:00 on the 14th; a change to `...` leaves the field out."""
    values: dict[str, Any] = {
        "type": "track",
        "event": name,
        "messageId": message_id,
        "userId": "ann",
        "timestamp": "2025-10-14T08:00:00.000Z",
        "properties": {"order_id": "1001"},
    }
    return {key: value for key, value in (values | changes).items() if value is not ...}


def a_product(product_id: Any = "tea", **changes: Any) -> dict[str, Any]:
    """Two at 50.00."""
    values = {"product_id": product_id, "price": 50, "quantity": 2} | changes
    return {key: value for key, value in values.items() if value is not ...}


def completed(order_id: str = "1001", *, at: str = "08:00", total: Any = 110, **changes: Any) -> dict[str, Any]:
    """Order 1001: tea for 100.00, with shipping 110.00."""
    return _stating(COMPLETED, order_id, at, total, changes)


def updated(order_id: str = "1001", *, at: str = "10:00", total: Any = 110, **changes: Any) -> dict[str, Any]:
    return _stating(UPDATED, order_id, at, total, changes)


def cancelled(order_id: str = "1001", message_id: str | None = "c1", *, at: str = "12:00") -> dict[str, Any]:
    """Says nothing but which order."""
    when = f"2025-10-14T{at}:00.000Z"
    return an_event(CANCELLED, message_id, userId=..., timestamp=when, properties={"order_id": order_id})


def refunded(
    message_id: str | None = "r1", amount: Any = ..., order_id: str = "1001", **properties: Any
) -> dict[str, Any]:
    """Of so much; without an amount and products all that is left."""
    said = {"order_id": order_id, **({} if amount is ... else {"total": amount}), **properties}
    return an_event(REFUNDED, message_id, userId=..., timestamp=..., properties=said)


def _stating(name: str, order_id: str, at: str, total: Any, changes: dict[str, Any]) -> dict[str, Any]:
    properties = {"order_id": order_id, "total": total, "products": [a_product()]} | changes.pop("properties", {})
    properties = {key: value for key, value in properties.items() if value is not ...}
    when = {"timestamp": f"2025-10-14T{at}:00.000Z"}
    return an_event(name, f"{name} {at}", properties=properties, **(when | changes))
