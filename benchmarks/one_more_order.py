"""One more order of 20 lines for a customer who has 10, 100, 1 000, 10 000: read units, and seconds on the stack."""

from __future__ import annotations

import time
from typing import Any

from regulars.cli.connection import Connection
from regulars.cli.http import Api
from regulars.orders.accept import accept_orders
from regulars.stores.limits import QUERY_PAGE_BYTES

from benchmarks.local_stack import needed_stack, new_tenant
from benchmarks.orders import LINES, history, raw_order
from benchmarks.report import load, table
from benchmarks.units import item_bytes, query_units

_COUNTS = (10, 100, 1_000, 10_000)
_BATCH = 100
_TURNS = 3
_PAUSE_S = 0.02
_PATIENCE_S = 120


def run(*, small: bool = False) -> None:
    counts, each = ((3,), 1) if small else (_COUNTS, _TURNS)
    connection = needed_stack()
    tenant_id = new_tenant("more")
    api = Api(connection, tenant_id)
    rows = []
    busy = load()
    for count in counts:
        customer_id = f"has-{count}"
        units = _fill(connection, tenant_id, customer_id, count)
        turns = [_one_more(api, customer_id, f"{customer_id}-more-{turn}", count + turn + 1) for turn in range(each)]
        # The first turn may meet a cold worker; the table shows the best of the three.
        posted, listed, read = (min(column) for column in zip(*turns, strict=True))
        rows.append([count, f"{units:g}", f"{posted:.3f}", f"{listed:.3f}", f"{read:.3f}"])
    table(
        ("orders before", "read units", "POST, s", "until listed, s", "GET one, s"),
        rows,
        f"Orders of {LINES} lines. Read units: the consistent Query of the whole history, by item sizes: one for each",
        f"projection, one for each GET. Seconds: best of {each} on the local stack; until listed counts from the",
        f"answer of the POST; {busy}.",
    )


def _fill(connection: Connection, tenant_id: str, customer_id: str, count: int) -> float:
    """Writes the orders past the stream's filter; the read units of the customer's collection."""
    tenant = connection.tenant(tenant_id)
    registry, ledger = connection.stores.registry(tenant), connection.stores.ledger(tenant)
    orders = history(customer_id, count, _now_ms(), tenant=tenant)
    for start in range(0, len(orders), _BATCH):
        accept_orders(orders[start : start + _BATCH], registry=registry, ledger=ledger)
    items = [ledger.item(order, replacing=None) for order in orders]
    return _collection_units(items)


def _collection_units(items: list[Any]) -> float:
    """Page by page, each rounded up for itself."""
    units, page, size = 0.0, [], 0
    for item in items:
        page.append(item)
        size += item_bytes(item)
        if size >= QUERY_PAGE_BYTES:
            units, page, size = units + query_units(page, consistent=True), [], 0
    return units + query_units(page, consistent=True)


def _one_more(api: Api, customer_id: str, order_id: str, orders: int) -> tuple[float, float, float]:
    """Seconds of the POST, from its answer until the list shows the customer with so many orders, and of a GET."""
    began = time.perf_counter()
    answer = api.call("POST", "/api/orders", {"orders": [raw_order(order_id, customer_id, _now_ms())]})
    posted = time.perf_counter()
    assert answer["meta"]["created"] == 1, answer
    while _listed_orders(api) != (customer_id, orders):
        assert time.perf_counter() < posted + _PATIENCE_S, "the list never showed the order"
        time.sleep(_PAUSE_S)
    listed = time.perf_counter()
    found = api.call("GET", f"/api/customers/{customer_id}")
    assert found["data"]["metrics"]["orderCount"] == orders
    return posted - began, listed - posted, time.perf_counter() - listed


def _listed_orders(api: Api) -> tuple[str, int] | None:
    """Who ordered last, by the list."""
    rows = api.call("GET", "/api/customers?limit=1&sort=-lastOrderDate")["data"]
    return (rows[0]["contactID"], rows[0]["metrics"]["orderCount"]) if rows else None


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
