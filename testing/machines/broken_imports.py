"""Imports that break off: a file of several parts, and processes that end before one of their calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from regulars.stores.dynamo.calls import unpack
from regulars.stores.tenant.imports import ImportRecord

from testing.machines.imports import ImportMachine

HEADER = "order_id,customer_id,ordered_at,product_id,quantity,unit_price\n"
ORDERS = 40


def file(price: str = "2.00") -> bytes:
    """Two lines an order, half the file apart; every tenth order has a bad line."""
    lines = [
        f"{order},c{order % 7},2025-01-02,p{half},{-1 if half and order % 10 == 0 else 1},{price}\n"
        for half in range(2)
        for order in range(ORDERS)
    ]
    return (HEADER + "".join(lines)).encode()


class Killed(Exception):
    """The function's process has ended."""


def ledger(machine: ImportMachine) -> list[dict[str, Any]]:
    """Every order item without what a repeated write may change."""
    items = map(unpack, machine.stores.dynamodb.scan(TableName="ledger")["Items"])
    orders = [{name: value for name, value in item.items() if name not in ("written", "import_id")} for item in items]
    return sorted(orders, key=lambda order: (order["pk"], order["sk"]))


def result_of(record: ImportRecord) -> dict[str, Any]:
    assert record.result is not None
    return dict(record.result)


def dying(number: int, method: Callable[..., Any]) -> Callable[..., Any]:
    """The method, but the process ends before its call of that number."""
    calls = 0

    def call(*given: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number:
            raise Killed
        return method(*given, **more)

    return call
