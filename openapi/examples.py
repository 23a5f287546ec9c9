"""An example request for every operation, and a small shop to ask it of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# 2025-10-23T10:00:00Z, the day of source 004.
NOW_MS = 1_761_213_600_000
# Two in the morning of that day.
NIGHT_MS = NOW_MS - 8 * 3_600_000


@dataclass(frozen=True, slots=True)
class Example:
    """`ids` stand in the path, in the place of its names."""

    ids: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str | int] = field(default_factory=dict)
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    form: bool = False
    """Whether the body is sent as a form; else as JSON."""


def _order(order_id: str, customer_id: str, ordered_at: str, price: str, **more: Any) -> dict[str, Any]:
    lines = [
        {"productId": "CUP-12", "productName": "12 oz cups", "category": "Cups", "quantity": 5, "unitPrice": price}
    ]
    values = {"orderId": order_id, "customerId": customer_id, "orderedAt": ordered_at, "status": "paid", "lines": lines}
    return values | more


def _event(name: str, message_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "track", "event": name, "messageId": message_id, **more}


_CAFE = {
    "name": "Mediterranean Cafe",
    "email": "cafe@example.com",
    "company": "Mediterranean Cafe",
    "phone": "+64 9 123 4567",
    "accountName": "MED001",
    "accountCode": "MED001",
}

_ROASTERY = {"name": "Hill Street Roastery"}

_LIDS = [
    {"productId": "LID-12", "productName": "12 oz lids", "category": "Lids", "quantity": 10, "unitPrice": "0.90"},
    {"productId": "TRAY-4", "productName": "Trays for four", "category": "Trays", "quantity": 2, "unitPrice": "7.25"},
]

SHOP: list[dict[str, Any]] = [
    _order("ORD-12001", "cafe-med", "2025-03-18T09:15:00Z", "30.00", customer=_CAFE),
    _order("ORD-12114", "cafe-med", "2025-05-02T09:40:00Z", "32.10", status="partially_refunded", refundedAmount=20),
    _order("ORD-12345", "cafe-med", "2025-10-15T08:30:00Z", "41.50", reference="ORD-12345-1729845000000"),
    _order("ORD-12310", "bakery", "2025-10-02T07:05:00Z", "1200.00", customer={"name": "Corner Bakery"}),
    _order("ORD-11007", "kiosk", "2025-04-11T16:20:00Z", "8.75", customer={"name": "Harbour Kiosk"}),
    *(
        _order(f"ORD-12{200 + month}", "roastery", f"2025-{month:02}-26T10:00:00Z", "4.40", customer=_ROASTERY)
        for month in range(4, 10)
    ),
    *(
        _order(f"ORD-11{100 + month}", "deli", f"2025-{month:02}-01T10:00:00Z", "6.10", customer={"name": "Bay Deli"})
        for month in range(5, 9)
    ),
    *(
        _order(
            f"ORD-126{nth:02}", f"stall-{nth}", f"2025-10-{nth + 3:02}T11:00:00Z", "0.00", lines=_LIDS[: 1 + (nth < 6)]
        )
        for nth in range(1, 7)
    ),
    _order("ORD-12344", "#1001/b", "2025-10-14T12:00:00Z", "12.00", status="pending"),
]

# Notes about the first customer, each so many hours before `NOW_MS`.
NOTES: dict[int, dict[str, Any]] = {
    3: {
        "title": "Delivery",
        "content": "Came late twice.",
        "noteType": "complaint",
        "priority": "high",
        "pinned": True,
    },
    2: {"content": "Called: the next delivery goes to the back door.", "noteType": "follow_up"},
}
# That of the older one: the random part of ids stands still (`openapi/ask.py`).
NOTE_ID = "20251023t070000000-0c5a91d3"

CLIENT = {
    "grant_type": "client_credentials",
    "client_id": "client-0c5a91d3f7be",
    "client_secret": "a-secret-is-printed-once-by-client-creat",
}

_VENUE = {"venue_id": "packaging"}

EXAMPLES: dict[str, Example] = {
    "post_orders": Example(
        body={
            "orders": [
                _order("ORD-12346", "cafe-med", "2025-10-23T08:55:00+13:00", "12.40"),
                _order("ORD-12347", "kiosk", "2025-10-22T11:30:00Z", "9.20", status="sold"),
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
    "post_import": Example(
        body={"fileName": "orders-2025.csv", "mapping": {"orderId": "Invoice"}, "timezone": "Pacific/Auckland"}
    ),
    "get_imports": Example(query={"limit": 10}),
    "post_retry": Example(ids={"import_id": "{failed}"}),
    "get_refused": Example(ids={"import_id": "{failed}"}),
    "get_import": Example(ids={"import_id": "{failed}"}),
    "get_profiles": Example(query={"customerId": "cafe-med"}),
    "post_profile": Example(
        body={
            "customerId": "florist",
            "firstName": "Flora",
            "lastName": "Lee",
            "email": "flora@example.com",
            "companyName": "Bay Flowers",
            "customerType": "wholesale",
            "source": "referral",
        }
    ),
    "put_profile": Example(
        body={"customerId": "cafe-med", "phone": "+64 9 765 4321", "status": "vip", "companyName": None},
        headers={"if-match": '"0"'},
    ),
    "get_notes": Example(query={"customerId": "cafe-med", "noteType": "complaint,follow_up", "limit": 10}),
    "post_note": Example(
        body={
            "customerId": "cafe-med",
            "title": "Lids",
            "content": "Asks for lids that fit the 12 oz cups.",
            "noteType": "follow_up",
            "priority": "high",
            "pinned": True,
        }
    ),
    "put_note": Example(
        body={"customerId": "cafe-med", "id": NOTE_ID, "priority": "urgent", "pinned": None},
        headers={"if-match": '"1"'},
    ),
    "get_customers": Example(query={"segment": "Active,Dormant", "sort": "-totalSpend", "limit": 10}),
    "get_summary": Example(query={"history": 1}),
    "get_customer_by_hash": Example(ids={"customer_hash": "{hash}"}),
    "get_customer_orders": Example(ids={"customer_id": "cafe-med"}, query={"from": "2025-10-01", "limit": 10}),
    "get_segment_history": Example(ids={"customer_id": "cafe-med"}),
    "get_customer": Example(ids={"customer_id": "cafe-med"}, query={"explain": "true"}),
    "get_rfm": Example(query={"segment": "New Customers,Promising", "limit": 10, "explain": "true"}),
    "post_rfm": Example(body={"customerId": "cafe-med", "days": 365}),
    "get_analytics": Example(query={"limit": 2, "explain": "true"}),
    "post_analytics": Example(body={"customerId": "cafe-med"}),
    "get_overview": Example(),
    "get_funnel": Example(),
    "get_cohorts": Example(query={"months": 3}),
    "get_backtest": Example(query={"holdoutDays": 60}),
    "get_affinities": Example(ids={"customer_id": "cafe-med"}, query={"minScore": 30, "explain": "true"}),
    "get_recommendations": Example(ids={"customer_id": "roastery"}, query={"order": "probability", "limit": 5}),
    "get_at_risk_customers": Example(ids={"product_id": "CUP-12"}, query={"order": "recent", "limit": 10}),
    "get_best_customers": Example(ids={"product_id": "CUP-12"}, query={"minScore": 40, "limit": 10}),
    "get_due": Example(query={"days": 7, "minScore": 40, "limit": 10}),
    "get_demand": Example(ids={"product_id": "CUP-12"}, query={"days": 14}),
    "get_forecast": Example(query={"days": 30}),
    "get_bought_together": Example(ids={"product_id": "TRAY-4"}, query={"limit": 5, "explain": "true"}),
    "get_next": Example(ids={"product_id": "CUP-12"}, query={"limit": 5}),
    "get_cross_sell": Example(ids={"customer_id": "stall-6"}, query={"limit": 5}),
    "get_venue_search": Example(ids=_VENUE, query={"q": "med", "limit": 10}),
    "get_venue_segments": Example(ids=_VENUE, query={"explain": "true"}),
    "get_venue_insights": Example(ids=_VENUE | {"customer_id": "kiosk"}),
    "get_venue_journey": Example(ids=_VENUE | {"customer_id": "cafe-med"}, query={"from": "2025-06-01", "limit": 10}),
    "get_venue_rfm": Example(ids=_VENUE | {"customer_id": "cafe-med"}, query={"explain": "true"}),
    "get_venue_clv": Example(ids=_VENUE | {"customer_id": "cafe-med"}, query={"explain": "true"}),
    "get_venue_customer": Example(ids=_VENUE | {"customer_id": "cafe-med"}, query={"explain": "true"}),
    "get_settings": Example(),
    "put_settings": Example(body={"vipSpend": 2500, "newDays": 14}, headers={"if-match": '"0"'}),
    "suggested": Example(),
    "preview": Example(body={"vipSpend": 400}),
    "post_recalculation": Example(),
    "get_recalculation": Example(ids={"job_id": "night-20251023"}),
    "post_token": Example(body=CLIENT, form=True, headers={"content-type": "application/x-www-form-urlencoded"}),
    "get_openapi": Example(),
    "get_docs": Example(),
    "get_docs_asset": Example(ids={"asset": "init.js"}),
    "get_me": Example(),
    "get_fields": Example(),
    "get_health": Example(),
    "get_api_health": Example(),
}
