"""A product's customers through the real stack: order, ledger, facts, both streams, three queues, lookups, answer."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from tests.running_stack import Stack
from tests.stack.shop import eventually, order, post


@pytest.fixture(scope="module")
def tenant(stack: Stack) -> str:
    stack.operator("tenant", "create", "buyers")
    return "buyers"


def days_ago(days: int) -> str:
    return (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days)).isoformat(timespec="seconds")


def asked(stack: Stack, tenant: str, what: str) -> list[dict[str, Any]]:
    answer = stack.call("GET", f"/product-affinity/product/tea/{what}", token=stack.token(tenant))
    assert answer.status == 200, answer.body
    rows: list[dict[str, Any]] = answer.json()["data"]
    return rows


def test_the_third_purchase_makes_a_customer_at_risk_and_its_deletion_takes_him_out(stack: Stack, tenant: str) -> None:
    orders = [order(f"o-{days}", "käthe / 1") | {"orderedAt": days_ago(days)} for days in (50, 40, 30)]
    assert post(stack, tenant, *orders).status == 200

    [row] = eventually(lambda: asked(stack, tenant, "at-risk-customers"))
    assert (row["customerId"], row["purchaseCount"], row["purchaseFrequencyDays"]) == ("käthe / 1", 3, 10)
    assert [buyer["totalQuantityPurchased"] for buyer in asked(stack, tenant, "customers")] == [6]

    assert stack.call("DELETE", "/api/orders/o-30", token=stack.token(tenant)).status == 200
    assert eventually(lambda: not asked(stack, tenant, "at-risk-customers"))
    assert asked(stack, tenant, "customers") == []
