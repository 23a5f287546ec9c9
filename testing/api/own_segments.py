"""Calls of own segments, and a shop with two customers for their rules."""

from __future__ import annotations

from typing import Any

from regulars.facts.tenant import Tenant
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.orders import line_of, order_with, post
from testing.api.projected import project

SEGMENTS = "/api/customers/segments"
TEN_ORDERS_WORTH = {"combinator": "and", "rules": [{"field": "totalSpend", "operator": "at_least", "value": 100}]}
TWICE = {"orders": {"count": {"operator": "at_least", "value": 2}, "within": "30d"}}


def act(api: Client, action: str, **fields: Any) -> Any:
    return api.post(SEGMENTS, {"action": action, **fields})


def made(api: Client, name: str = "Big spenders", **fields: Any) -> str:
    answer = act(api, "create", name=name, **{"criteria": TEN_ORDERS_WORTH, **fields})
    assert answer.status == 201, answer.text
    return str(answer.data["id"])


def members(api: Client, segment_id: str, **query: Any) -> list[str]:
    return [row["contactID"] for row in api.get("/api/customers", customSegment=segment_id, **query).data]


def two_customers(api: Client, stores: Stores, tenant: Tenant) -> Client:
    """`ann` has spent 150 in two orders, the last ten days ago; `bob` 40, forty days ago."""
    post(api, order_with("o1", 50, line_of("tea", unitPrice=50)))
    post(api, order_with("o2", 10, line_of("tea", unitPrice=100)))
    post(api, order_with("o3", 40, line_of("cup", unitPrice=40), customerId="bob"))
    for customer_id in ("ann", "bob"):
        project(stores, tenant, customer_id)
    return api
