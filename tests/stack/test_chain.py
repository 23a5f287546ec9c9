"""Orders walk through the real stack, with every function under its own role."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from laptop.demo_shop import demo_orders
from laptop.steps import Refused
from tests.stack.conftest import Stack

YESTERDAY = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)).isoformat(timespec="seconds")


@pytest.fixture(scope="module")
def tenant(stack: Stack) -> str:
    stack.operator("tenant", "create", "chain")
    return "chain"


def order(order_id: str, customer_id: str, price: str = "10.00") -> dict[str, Any]:
    line = {"productId": "tea", "quantity": 2, "unitPrice": price}
    return {
        "orderId": order_id,
        "customerId": customer_id,
        "orderedAt": YESTERDAY,
        "status": "paid",
        "lines": [line],
    }


def eventually(ask: Callable[[], Any], seconds: float = 30) -> Any:
    """The first true answer; the last one where there is none in time."""
    deadline = time.monotonic() + seconds
    while not (answer := ask()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return answer


def listed(stack: Stack, tenant: str) -> dict[str, Any]:
    """The rows of the tenant's list by customer."""
    answer = stack.call("GET", "/api/customers?limit=1000", token=stack.token(tenant))
    assert answer.status == 200, answer.body
    return {row["contactID"]: row for row in answer.json()["data"]}


def test_an_order_reaches_the_list_and_a_deleted_one_leaves_it(stack: Stack, tenant: str) -> None:
    token = stack.token(tenant)

    posted = stack.call("POST", "/api/orders", token=token, body={"orders": [order("#1/a", "käthe / 1")]})
    assert posted.json()["meta"]["created"] == 1, posted.body
    row = eventually(lambda: listed(stack, tenant).get("käthe / 1"))
    assert float(row["metrics"]["totalSpend"]) == 20

    deleted = stack.call("DELETE", "/api/orders/%231%2Fa", token=token)
    assert deleted.status == 200, deleted.body
    gone = eventually(
        lambda: listed(stack, tenant).get("käthe / 1", {}).get("metrics", {}).get("totalSpend") in (0, "0.00", None)
    )
    assert gone


def test_a_repeated_key_gets_the_first_answer(stack: Stack, tenant: str) -> None:
    def post() -> Any:
        return stack.call(
            "POST",
            "/api/orders",
            token=stack.token(tenant),
            body={"orders": [order("once", "ida")]},
            headers={"idempotency-key": "k1"},
        )

    first, second = post(), post()

    assert first.status == second.status == 200, second.body
    assert first.json() == second.json()


def test_a_viewer_may_not_write(stack: Stack, tenant: str) -> None:
    refused = stack.call(
        "POST", "/api/orders", token=stack.token(tenant, "viewer"), body={"orders": [order("no", "ida")]}
    )

    assert refused.status == 403


def test_another_tenant_sees_nothing_of_it(stack: Stack, tenant: str) -> None:
    stack.operator("tenant", "create", "other")

    assert listed(stack, "other") == {}


def test_an_imported_file_ends_in_the_list_and_again_changes_nothing(stack: Stack, tmp_path: Path) -> None:
    stack.operator("tenant", "create", "files")
    file = tmp_path / "orders.jsonl"
    orders = [o for o in demo_orders(datetime.datetime.now(datetime.UTC).date()) if o["customerId"] < "C1030"]
    bad = {**order("bad", "ida"), "status": "lost"}
    file.write_text("".join(json.dumps(o) + "\n" for o in [*orders[:150], bad]))

    first = json.loads(stack.operator("import", str(file), "--tenant", "files", "--json"))
    second = json.loads(stack.operator("import", str(file), "--tenant", "files", "--json"))

    assert first["counts"]["orders"]["created"] >= 150
    assert second["counts"]["orders"]["created"] == 0
    assert set(listed(stack, "files")) >= {o["customerId"] for o in orders[:150]}


def test_a_file_that_is_none_is_refused_with_a_reason(stack: Stack, tmp_path: Path) -> None:
    stack.operator("tenant", "create", "nofile")
    file = tmp_path / "orders.csv"
    file.write_bytes(b"")

    with pytest.raises(Refused, match=r"(?i)empty|no data|rows"):
        stack.operator("import", str(file), "--tenant", "nofile")


def test_the_doctor_sees_an_order_become_facts(stack: Stack) -> None:
    assert "an order became facts" in stack.operator("doctor", "--streams")
