"""A product's customers and a search through the real stack: order, ledger, facts, streams, queues, lookups, answer."""

from __future__ import annotations

import urllib.parse
from typing import Any

import pytest

from testing.deployed.shop import asked, days_ago, eventually, order, post
from testing.deployed.stack import Stack


@pytest.fixture(scope="module")
def tenant(stack: Stack) -> str:
    stack.operator("tenant", "create", "buyers")
    return "buyers"


def buyers(stack: Stack, tenant: str, what: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = asked(stack, tenant, f"/product-affinity/product/tea/{what}")["data"]
    return rows


def test_the_third_purchase_makes_a_customer_at_risk_and_its_deletion_takes_them_out(stack: Stack, tenant: str) -> None:
    orders = [order(f"o-{days}", "käthe / 1") | {"orderedAt": days_ago(days)} for days in (50, 40, 30)]
    assert post(stack, tenant, *orders).status == 200

    [row] = eventually(lambda: buyers(stack, tenant, "at-risk-customers"))
    assert (row["customerId"], row["purchaseCount"], row["purchaseFrequencyDays"]) == ("käthe / 1", 3, 10)
    assert [buyer["totalQuantityPurchased"] for buyer in buyers(stack, tenant, "customers")] == [6]

    assert stack.call("DELETE", "/api/orders/o-30", token=stack.token(tenant)).status == 200
    assert eventually(lambda: not buyers(stack, tenant, "at-risk-customers"))
    assert buyers(stack, tenant, "customers") == []


def named(order_id: str, name: str, days: int) -> dict[str, Any]:
    return order(order_id, "käthe / 1") | {"orderedAt": days_ago(days), "customer": {"name": name, "email": "k@x.y"}}


def found(stack: Stack, tenant: str, text: str) -> list[str]:
    query = urllib.parse.urlencode({"q": text})
    rows = asked(stack, tenant, f"/customers/venue/{tenant}/search?{query}")["data"]
    return [row["customerId"] for row in rows]


def test_a_customer_is_found_by_their_name_and_after_a_rename_by_the_new_one_alone(stack: Stack, tenant: str) -> None:
    assert post(stack, tenant, named("n-1", "Zoë Brandt", 20)).status == 200
    assert eventually(lambda: found(stack, tenant, "BRANDT zoe") == ["käthe / 1"])
    assert found(stack, tenant, "k@x") == found(stack, tenant, "kathe") == ["käthe / 1"]

    assert post(stack, tenant, named("n-2", "Zoë Østergaard", 10)).status == 200

    assert eventually(lambda: found(stack, tenant, "øster") == ["käthe / 1"])
    assert found(stack, tenant, "brandt") == []
