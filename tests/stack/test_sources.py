"""Orders from elsewhere through the real stack: exports as they were downloaded, and events as they happen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from testing.deployed.shop import eventually, listed
from testing.deployed.stack import Stack

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def tenant(stack: Stack) -> str:
    stack.operator("tenant", "create", "sources")
    return "sources"


def take_in(stack: Stack, tenant: str, name: str, *options: str) -> dict[str, Any]:
    shown = json.loads(stack.operator("import", str(EXAMPLES / name), "--tenant", tenant, "--json", *options))
    assert isinstance(shown, dict)
    return shown


def test_the_example_exports_are_recognised_agree_with_themselves_and_go_in(stack: Stack, tenant: str) -> None:
    shopify = take_in(stack, tenant, "shopify.csv", "--count-pending", "fulfilled")
    woocommerce = take_in(stack, tenant, "woocommerce.csv", "--status", "Abgeschlossen=paid")

    titles = [shown["recognised"]["preset"] for shown in (shopify, woocommerce)]
    assert titles == ["Shopify orders export", "WooCommerce Advanced Order Export"]
    assert shopify["reconciliation"] == {"agree": 5, "disagree": 0, "first": []}
    assert woocommerce["reconciliation"] == {"agree": 4, "disagree": 0, "first": []}
    assert [shown["counts"]["orders"]["created"] for shown in (shopify, woocommerce)] == [5, 4]
    spent = {row["email"]: row["metrics"]["totalSpend"] for row in listed(stack, tenant).values() if row["email"]}
    # Ann and Bob have ordered in both shops; a guest is their e-mail address.
    assert spent == {
        "ann@example.com": "64.00",
        "bob@example.com": "60.00",
        "cyd@example.com": "12.00",
        "dee@example.com": "0.00",
    }


def test_events_of_segment_become_an_order_and_a_refund_counts_once(stack: Stack, tenant: str) -> None:
    token = stack.token(tenant)
    completed = {
        "type": "track",
        "event": "Order Completed",
        "messageId": "m1",
        "userId": "sue",
        "timestamp": "2025-10-14T09:30:00Z",
        "properties": {"order_id": "S-1", "total": 50, "products": [{"product_id": "tea", "price": 25, "quantity": 2}]},
    }
    refunded = {
        "type": "track",
        "event": "Order Refunded",
        "messageId": "m2",
        "properties": {"order_id": "S-1", "total": 20},
    }

    answers = [
        stack.call("POST", "/api/orders/events", token=token, body={"batch": [completed, refunded]}).json()
        for _ in range(2)
    ]

    results = [[one["result"] for one in answer["data"]] for answer in answers]
    assert results[0] == ["created", "updated"]
    assert "updated" not in results[1]
    row = eventually(lambda: (found := listed(stack, tenant).get("sue")) and found["metrics"]["totalSpend"] == "30.00")
    assert row
