"""An example of each call."""

from __future__ import annotations

from typing import Any

from ..door.operation import Example


def an_order(order_id: str, customer_id: str, ordered_at: str, price: str, **more: Any) -> dict[str, Any]:
    lines = [
        {"productId": "CUP-12", "productName": "12 oz cups", "category": "Cups", "quantity": 5, "unitPrice": price}
    ]
    values = {"orderId": order_id, "customerId": customer_id, "orderedAt": ordered_at, "status": "paid", "lines": lines}
    return values | more


def _event(name: str, message_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "track", "event": name, "messageId": message_id, **more}


EXAMPLES = {
    "post_orders": Example(
        body={
            "orders": [
                an_order("ORD-12346", "cafe-med", "2025-10-23T08:55:00+13:00", "12.40"),
                an_order("ORD-12347", "kiosk", "2025-10-22T11:30:00Z", "9.20", status="sold"),
            ]
        },
        headers={"idempotency-key": "5f1e6a52-shop-7-2025-10-23"},
    ),
    "post_order_events": Example(
        body={
            "batch": [
                _event(
                    "Order Completed",
                    "msg-7f01",
                    userId="cafe-med",
                    timestamp="2025-10-23T08:55:00.120Z",
                    properties={
                        "order_id": "ORD-12348",
                        "total": 71.3,
                        "revenue": 62.0,
                        "tax": 9.3,
                        "currency": "NZD",
                        "affiliation": "web",
                        "products": [
                            {"product_id": "CUP-12", "sku": "C12", "name": "12 oz cups", "price": 12.4, "quantity": 5}
                        ],
                    },
                ),
                _event("Order Refunded", "msg-7f02", properties={"order_id": "ORD-12345", "total": 41.5}),
                _event("Order Refunded", "msg-7f03", properties={"order_id": "ORD-99999", "total": 10}),
                _event("Product Viewed", "msg-7f04", properties={"product_id": "CUP-12"}),
            ]
        }
    ),
    "get_order": Example(ids={"order_id": "ORD-12345"}),
    "remove_order": Example(ids={"order_id": "ORD-11007"}),
}
