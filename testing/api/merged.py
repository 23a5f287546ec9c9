"""Calls about customers who are one person."""

from __future__ import annotations

from typing import Any

from testing.api.client import Answered, Client, path_of
from testing.api.orders import line_of, order_with, post

MERGE, UNMERGE = "/api/customers/profiles/merge", "/api/customers/profiles/unmerge"


def merge(api: Client, customer_id: str, into: str) -> Any:
    return api.post(MERGE, {"from": customer_id, "into": into}).data


def orders_of(api: Client, customer_id: str) -> list[str]:
    return [order["orderId"] for order in api.get(path_of("api", "customers", customer_id, "orders")).data]


def conflict(answer: Answered) -> str:
    assert answer.status == 409, answer.text
    code: str = answer.json["code"]
    return code


def three_customers(api: Client) -> Client:
    """`ann` has ordered twice, `ann/old` and `bob` once each."""
    post(
        api,
        order_with("a1", 40, line_of("tea")),
        order_with("a2", 3, line_of("tea")),
        order_with("o1", 20, line_of("cup"), customerId="ann/old", customer={"name": "Ann Old", "company": "Old Tea"}),
        order_with("b1", 9, line_of("pot"), customerId="bob"),
    )
    return api
