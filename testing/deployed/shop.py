"""What the tests of the running stack share: an order, the list as rows by customer, a recalculation, and patience."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from testing.deployed.stack import Answer, Stack

RECALCULATE = "/product-affinity/recalculate"


def days_ago(days: int) -> str:
    return (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days)).isoformat(timespec="seconds")


YESTERDAY = days_ago(1)


def order(order_id: str, customer_id: str, price: str = "10.00") -> dict[str, Any]:
    """Two of one product, paid yesterday."""
    line = {"productId": "tea", "quantity": 2, "unitPrice": price}
    return {
        "orderId": order_id,
        "customerId": customer_id,
        "orderedAt": YESTERDAY,
        "status": "paid",
        "lines": [line],
    }


def post(stack: Stack, tenant: str, *orders: dict[str, Any], role: str = "admin", **headers: str) -> Answer:
    """POST /api/orders; `idempotency_key="..."` becomes the header of that name."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    body = {"orders": list(orders)}
    return stack.call("POST", "/api/orders", token=stack.token(tenant, role), body=body, headers=given)


def listed(stack: Stack, tenant: str) -> dict[str, Any]:
    """The rows of the tenant's list by customer, all pages of it."""
    found: dict[str, Any] = {}
    path = "/api/customers?limit=1000"
    while True:
        answer = stack.call("GET", path, token=stack.token(tenant))
        assert answer.status == 200, answer.body
        found |= {row["contactID"]: row for row in answer.json()["data"]}
        cursor = answer.json()["meta"]["nextCursor"]
        if cursor is None:
            return found
        path = f"/api/customers?limit=1000&cursor={quote(cursor)}"


def eventually(ask: Callable[[], Any], seconds: float = 60) -> Any:
    """The first true answer; the last one where there is none in time."""
    deadline = time.monotonic() + seconds
    while not (answer := ask()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return answer


def asked(stack: Stack, tenant: str, path: str) -> Any:
    """The answer to GET `path` for a viewer of the tenant, who must get one."""
    answer = stack.call("GET", path, token=stack.token(tenant, "viewer"))
    assert answer.status == 200, (path, answer.body)
    return answer.json()


def recalculated(stack: Stack, tenant: str) -> Any:
    """The recalculation that was asked for when it has ended; whatever it is after a minute."""
    started = stack.call("POST", RECALCULATE, token=stack.token(tenant))
    assert started.status in (200, 202), started.body
    return ended(stack, tenant, started.json()["data"]["jobId"])


def ended(stack: Stack, tenant: str, job_id: str, seconds: float = 60) -> Any:
    """A recalculation when it has ended; whatever it is after so long."""

    def ask() -> Any:
        answer = stack.call("GET", f"{RECALCULATE}/{job_id}", token=stack.token(tenant, "viewer"))
        shown = answer.json().get("data", answer.json())
        return shown if shown.get("state") in ("done", "failed") else None

    return eventually(ask, seconds)
