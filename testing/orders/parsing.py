"""What the parsing tests share: an order as a caller writes it, parsed or refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from regulars.errors import OrderRefused
from regulars.facts.order import Order
from regulars.facts.tenant import Tenant
from regulars.orders.parse import parse_order
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, a_tenant


def raw(**changes: Any) -> dict[str, Any]:
    """A paid order with one line; a change to `...` leaves the field out."""
    values: dict[str, Any] = {
        "orderId": "1001",
        "customerId": "ann",
        "orderedAt": "2025-10-14T08:30:00Z",
        "status": "paid",
        "lines": [{"productId": "tea", "quantity": 2, "unitPrice": 12.5}],
    }
    return {name: value for name, value in (values | changes).items() if value is not ...}


def parsed(*, tenant: Tenant | None = None, timezone: str = "UTC", arrived_ms: int = NOW_MS, **changes: Any) -> Order:
    """The order that `raw(**changes)` describes."""
    tenant = tenant or a_tenant()
    return parse_order(
        raw(**changes),
        tenant=tenant,
        settings=replace(Settings.defaults(2), timezone=timezone),
        arrived_ms=arrived_ms,
        now_ms=NOW_MS,
    )


def just(field: str, value: object) -> dict[str, Any]:
    """One field by a name that only the test's parameters know."""
    return {field: value}


def refused(**changes: Any) -> dict[str, str]:
    """What is wrong with `raw(**changes)`: messages by field."""
    with pytest.raises(OrderRefused) as refusal:
        parsed(**changes)
    return {error.field: error.message for error in refusal.value.errors}


def line(product_id: str = "tea", **changes: Any) -> dict[str, Any]:
    """One line as a caller writes it."""
    values: dict[str, Any] = {"productId": product_id, "quantity": 1, "unitPrice": "10.00"}
    return {name: value for name, value in (values | changes).items() if value is not ...}
