"""The erasure of somebody with 20 000 orders on the running stack: until the first sweep is over, and until the end."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from regulars.cli.http import Api
from regulars.facts.time import DAY_MS, from_ms

from benchmarks.local_stack import needed_stack, new_tenant, regulars, whole_list
from benchmarks.report import load, table

_ERASURES = "/api/customers/privacy/erasures"
_ORDERS = 20_000
_CUSTOMER = "has-many"
_LOOK_S = 0.2
_PATIENCE_S = 30 * 60


def run(*, small: bool = False) -> None:
    orders = 100 if small else _ORDERS
    connection, tenant_id = needed_stack(), new_tenant("erasure")
    api = Api(connection, tenant_id)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "orders.csv"
        _write(file, orders)
        regulars("import", str(file), "--tenant", tenant_id)
    assert [row["metrics"]["orderCount"] for row, _ in whole_list(api)] == [orders], "the import is in the list"
    busy, began = load(), time.perf_counter()
    job_id = api.call("POST", _ERASURES, {"customerId": _CUSTOMER})["data"]["jobId"]
    rows = [["the first sweep is over", f"{_until(api, job_id, ('settling', 'done'), began):.0f}", "120"]]
    if not small:  # a minute passes before it is
        rows.append(["it is done and certified", f"{_until(api, job_id, ('done',), began):.0f}", ""])
        assert _read(api, job_id)["counts"]["order"] == orders, "the certificate counts every order"
    table(
        ("seconds from the POST until", "seconds", "bound"),
        rows,
        f"One customer with {orders:,} orders. Between both a stack on a laptop waits a minute.",
        f"Before: {busy}; after: {load()}.",
    )


def _write(file: Path, orders: int) -> None:
    now_ms = time.time_ns() // 1_000_000
    days = (f"{from_ms(now_ms - number % 1_000 * DAY_MS):%Y-%m-%d}" for number in range(orders))
    rows = "".join(f"many-{number},{_CUSTOMER},{day},4.50\n" for number, day in enumerate(days))
    file.write_text(f"order_id,customer_id,date,total\n{rows}")


def _until(api: Api, job_id: str, states: tuple[str, ...], began: float) -> float:
    while (state := _read(api, job_id)["state"]) not in states:
        assert state != "failed", "the erasure failed"
        assert time.perf_counter() < began + _PATIENCE_S, f"the erasure is {state} still"
        time.sleep(_LOOK_S)
    return time.perf_counter() - began


def _read(api: Api, job_id: str) -> Any:
    return api.call("GET", f"{_ERASURES}/{job_id}")["data"]
