"""A small shop of which every operation's example is asked."""

from __future__ import annotations

from typing import Any

from regulars.http.orders.examples import an_order as _order

# 2025-10-23T10:00:00Z, the day of source 004.
NOW_MS = 1_761_213_600_000
# Two in the morning of that day.
NIGHT_MS = NOW_MS - 8 * 3_600_000


_CAFE = {
    "name": "Mediterranean Cafe",
    "email": "cafe@example.com",
    "company": "Mediterranean Cafe",
    "phone": "+64 9 123 4567",
    "accountName": "MED001",
    "accountCode": "MED001",
}

# Two customers with one phone number, and two more: they may be one person.
_ROASTERY = {"name": "Hill Street Roastery", "phone": "+64 9 555 0142"}
_DELI = {"name": "Bay Deli", "phone": "+64 9 555 0142"}
_BAKERY = {"name": "Corner Bakery", "phone": "+64 9 555 0117"}
_KIOSK = {"name": "Harbour Kiosk", "phone": "+64 9 555 0117"}

_LIDS = [
    {"productId": "LID-12", "productName": "12 oz lids", "category": "Lids", "quantity": 10, "unitPrice": "0.90"},
    {"productId": "TRAY-4", "productName": "Trays for four", "category": "Trays", "quantity": 2, "unitPrice": "7.25"},
]

SHOP: list[dict[str, Any]] = [
    _order("ORD-12001", "cafe-med", "2025-03-18T09:15:00Z", "30.00", customer=_CAFE),
    _order("ORD-12114", "cafe-med", "2025-05-02T09:40:00Z", "32.10", status="partially_refunded", refundedAmount=20),
    _order("ORD-12345", "cafe-med", "2025-10-15T08:30:00Z", "41.50", reference="ORD-12345-1729845000000"),
    _order("ORD-12310", "bakery", "2025-10-02T07:05:00Z", "1200.00", customer=_BAKERY),
    _order("ORD-11007", "kiosk", "2025-04-11T16:20:00Z", "8.75", customer=_KIOSK),
    *(
        _order(f"ORD-12{200 + month}", "roastery", f"2025-{month:02}-26T10:00:00Z", "4.40", customer=_ROASTERY)
        for month in range(4, 10)
    ),
    *(
        _order(f"ORD-11{100 + month}", "deli", f"2025-{month:02}-01T10:00:00Z", "6.10", customer=_DELI)
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

# What else is written about the first customer: path, hours before `NOW_MS`, body.
WRITTEN: list[tuple[str, int, dict[str, Any]]] = [
    ("/api/customers/tags", 48, {"name": "regular", "color": "#15803d"}),
    (
        "/api/customers/addresses",
        2,
        {"type": "shipping", "line1": "12 Wharf Road", "city": "Auckland", "country": "New Zealand", "isDefault": True},
    ),
    (
        "/api/customers/privacy/consents",
        72,
        {"channel": "email", "action": "granted", "source": "checkout", "textVersion": "2025-09"},
    ),
    (
        "/api/customers/communications",
        14,
        {
            "channel": "email",
            "subject": "New blends",
            "message": "Three new ones.",
            "externalId": "mail-1",
        },
    ),
    ("/api/customers/interactions", 26, {"interactionType": "nps", "score": 9, "text": "Would recommend to anybody."}),
    ("/api/customers/tags", 47, {"name": "net 30"}),
    (
        "/api/customers/addresses",
        1,
        {"type": "shipping", "line1": "4 Hill Street", "city": "Auckland", "country": "New Zealand"},
    ),
    ("/api/customers/privacy/consents", 71, {"channel": "sms", "action": "withdrawn", "source": "phone"}),
    (
        "/api/customers/communications",
        50,
        {"channel": "phone", "direction": "inbound", "message": "Asks when the lids come back."},
    ),
    ("/api/customers/interactions", 60, {"interactionType": "visit"}),
    ("/api/customers/signals", 5, {"name": "usage", "value": 20, "weight": 10}),
    ("/api/customers/signals", 4, {"name": "returns", "value": 60, "weight": 5}),
]
