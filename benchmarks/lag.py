"""Time from an answered POST of an order until the list shows it: on an idle stack, and while a file is imported."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from tempfile import TemporaryDirectory
from typing import Any

from regulars.cli.http import Api
from regulars.facts.time import rfc3339

from benchmarks.local_stack import command, needed_stack, new_tenant
from benchmarks.report import load, quantile, table
from benchmarks.retail import needed_file

_IDLE_ORDERS = 200
_CUSTOMERS = 20
# Between looks, and between orders: the measurement shall not be the load.
_LOOK_S = 0.01
_REST_S = 0.15
_PATIENCE_S = 60
_QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def run(*, small: bool = False) -> None:
    file = needed_file()
    connection = needed_stack()
    api = Api(connection, new_tenant("lag"))
    sent = iter(range(10**9))
    for _ in range(5):
        _order_to_list(api, next(sent))
    busy_idle = load()
    idle = [_order_to_list(api, next(sent)) for _ in range(3 if small else _IDLE_ORDERS)]
    tenant_id = new_tenant("lag-file", currency="GBP")
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(command("import", str(file), "--tenant", tenant_id), cwd=folder, **_QUIET) as importing,
    ):
        during = _while(lambda: importing.poll() is None, lambda: _order_to_list(api, next(sent)))
    assert importing.returncode == 0, "the import failed"
    rows = [_row("idle", idle), _row("during an import of Online Retail", during)]
    ratio = quantile(during, 0.5) / quantile(idle, 0.5)
    table(
        ("order to list, ms", "orders", "p50", "p99", "max"),
        rows,
        f"p50 during the import is {ratio:.1f} times the idle one (bound: 3); p99 bound: 5 000 ms.",
        f"Each time holds at least one answer of the list itself ({_answer_ms(api):.0f} ms). Before: {busy_idle}; "
        f"after: {load()}.",
    )


def _while(goes_on: Callable[[], bool], measure: Callable[[], float]) -> list[float]:
    taken = []
    while goes_on():
        taken.append(measure())
    return taken


def _order_to_list(api: Api, number: int) -> float:
    """Seconds from the POST's answer to the list's first answer with the order."""
    time.sleep(_REST_S)
    reference = f"lag-{number}"
    order = {
        "orderId": reference,
        "customerId": f"customer-{number % _CUSTOMERS}",
        "orderedAt": rfc3339(time.time_ns() // 1_000_000),
        "status": "paid",
        "lines": [{"productId": "tea", "quantity": 1, "unitPrice": "4.50"}],
    }
    api.call("POST", "/api/orders", {"orders": [order]})
    began = time.perf_counter()
    while not _newest(api, reference):
        assert time.perf_counter() < began + _PATIENCE_S, "the list never showed the order"
        time.sleep(_LOOK_S)
    return time.perf_counter() - began


def _newest(api: Api, reference: str) -> bool:
    rows = api.call("GET", "/api/customers?limit=1&sort=-lastOrderDate")["data"]
    return bool(rows) and rows[0]["metrics"]["lastOrderReference"] == reference


def _answer_ms(api: Api) -> float:
    began = time.perf_counter()
    for _ in range(20):
        _newest(api, "none")
    return (time.perf_counter() - began) / 20 * 1e3


def _row(name: str, seconds: list[float]) -> list[object]:
    quantiles = (quantile(seconds, share) for share in (0.5, 0.99, 1.0))
    return [name, len(seconds), *(f"{value * 1e3:.0f}" for value in quantiles)]
