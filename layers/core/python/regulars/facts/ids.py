"""Which ids callers may choose: any printable text that no route of the API would take for its own."""

from __future__ import annotations

import re

MAX_ID = 128
# What a pattern can say of an id: no space before or after it, and one line. `id_fault` says the rest.
ID_PATTERN = r"^\S(.*\S)?$"
GUEST_PREFIX = "guest-"
_GUEST = re.compile(r"guest-[0-9a-f]{32}")

# First path segments below /api/customers that are routes, not customers (api.md, Segmentation).
RESERVED_CUSTOMER_IDS = frozenset({
    "profiles", "rfm", "analytics", "loyalty-points", "communications", "segments", "summary", "notes", "tags",
    "addresses", "preferences", "interactions", "loyalty-programs", "privacy", "by-hash", "exports", "search", "venue",
})  # fmt: skip

# What may follow an id in a path: an id that ends so would be taken for the route behind a shorter id.
ROUTE_SUFFIXES = frozenset({
    "orders", "segments/history", "affinities", "recommendations", "cross-sell", "bought-together",
    "at-risk-customers", "customers", "demand", "insights", "journey", "rfm", "clv", "intelligence", "refused", "retry",
})  # fmt: skip


# First path segments below /api/orders that are routes, not orders.
RESERVED_ORDER_IDS = frozenset({"events"})


def id_fault(value: str) -> str | None:
    """What is wrong with an id that a caller chose, as the end of a sentence; None where nothing is."""
    if not 1 <= len(value) <= MAX_ID:
        return f"must have 1 to {MAX_ID} characters"
    if not value.isprintable():
        return "must hold printable characters only"
    if value in (".", ".."):
        return "must not be . or ..: a path that ends so is another path"
    if value != value.strip():
        return "must not begin or end with a space"
    if "/" in value and any(value.endswith(f"/{suffix}") for suffix in ROUTE_SUFFIXES):
        return "must not end like a path of the API"
    return None


def order_id_fault(value: str) -> str | None:
    """The same for an order's id, which also must not be a route's word."""
    if value in RESERVED_ORDER_IDS:
        return f"must not be the reserved word {value}"
    return id_fault(value)


def customer_id_fault(value: str) -> str | None:
    """The same for a customer's id, which also must not be a route's word or look like a guest's without being one."""
    if value.split("/", 1)[0] in RESERVED_CUSTOMER_IDS:
        return f"must not be the reserved word {value.split('/', 1)[0]}"
    if value.startswith(GUEST_PREFIX) and not _GUEST.fullmatch(value):
        return "must not begin with guest- unless 32 hexadecimal digits follow"
    return id_fault(value)
