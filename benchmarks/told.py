"""Time from an answered POST of an order until others hear of it: on the bus, by a webhook; idle, during an import."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

from regulars.cli.connection import Connection
from regulars.cli.http import Api
from regulars.facts.time import rfc3339

from benchmarks.local_stack import command, needed_stack, new_tenant
from benchmarks.report import load, quantile, table
from benchmarks.retail import needed_file
from testing.deployed.bus import heard_queue
from testing.receiver import Receiver, receiving

_IDLE_ORDERS = 100
_REST_S = 0.15
_PATIENCE_S = 60
_QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
Measure = Callable[[], tuple[float, float]]


def run(*, small: bool = False) -> None:
    file = needed_file()
    connection = needed_stack()
    tenant_id = new_tenant("told")
    api = Api(connection, tenant_id)
    with listening(connection, tenant_id) as heard, receiving() as receiver:
        api.call("POST", "/api/webhooks", {"url": receiver.url, "events": ["customer.segment.changed"]})
        numbers = iter(range(10**9))

        def measure() -> tuple[float, float]:
            return _order_told(api, f"told-{next(numbers)}", heard, receiver)

        for _ in range(5):
            measure()
        before = load()
        idle = [measure() for _ in range(3 if small else _IDLE_ORDERS)]
        imported = new_tenant("told-file", currency="GBP")
        with (
            TemporaryDirectory() as folder,
            subprocess.Popen(command("import", str(file), "--tenant", imported), cwd=folder, **_QUIET) as importing,
        ):
            during = list(_while(lambda: importing.poll() is None, measure))
        assert importing.returncode == 0, "the import failed"
    table(
        ("order to others, ms", "orders", "p50", "p99", "max"),
        [
            _row("the bus, idle", [one[0] for one in idle]),
            _row("a webhook, idle", [one[1] for one in idle]),
            _row("the bus, during an import", [one[0] for one in during]),
            _row("a webhook, during an import", [one[1] for one in during]),
        ],
        "Bounds of a webhook: p50 1 000 ms, p99 5 000 ms. The bus is heard by a rule and a queue.",
        f"Before: {before}; after: {load()}.",
    )


@contextmanager
def listening(connection: Connection, tenant_id: str) -> Iterator[Callable[[], int]]:
    """Gives how many events of the tenant have come since it was asked last, ten at most."""
    sqs, bus = connection.session.client("sqs"), connection.outputs["EventBus"]
    with heard_queue(connection.session.client, bus, tenant_id, name=tenant_id) as url:

        def take() -> int:
            messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
            for message in messages:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            return len(messages)

        yield take


def _order_told(api: Api, name: str, heard: Callable[[], int], receiver: Receiver) -> tuple[float, float]:
    """Seconds from the POST's answer to the event of a new customer: on the bus, and at the receiver."""
    time.sleep(_REST_S)
    receiver.got.clear()
    order = {
        "orderId": name,
        "customerId": name,
        "orderedAt": rfc3339(time.time_ns() // 1_000_000),
        "status": "paid",
        "lines": [{"productId": "tea", "quantity": 1, "unitPrice": "4.50"}],
    }
    api.call("POST", "/api/orders", {"orders": [order]})
    began = time.perf_counter()
    on_the_bus = at_receiver = None
    while on_the_bus is None or at_receiver is None:
        assert time.perf_counter() < began + _PATIENCE_S, "nobody was told"
        if at_receiver is None and receiver.got:
            at_receiver = time.perf_counter() - began
        if on_the_bus is None and heard():
            on_the_bus = time.perf_counter() - began
        time.sleep(0.005)
    return on_the_bus, at_receiver


def _while(goes_on: Callable[[], bool], measure: Measure) -> Iterator[tuple[float, float]]:
    while goes_on():
        yield measure()


def _row(name: str, seconds: list[float]) -> list[object]:
    quantiles = (quantile(seconds, share) for share in (0.5, 0.99, 1.0))
    return [name, len(seconds), *(f"{value * 1e3:.0f}" for value in quantiles)]
