"""What everything costs: orders live and imported, nights, an idle month and an example one, in dollars.

Requests, units, messages and log lines are counted on the product's own handlers; processor time is measured, and an
answer of AWS is assumed to take 10 ms (`benchmarks/night_cost.py`). `COSTS_CUSTOMERS=400` measures fewer customers
of Online Retail than the default.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from regulars.facts.order import Lane
from regulars.facts.time import DAY_MS, to_ms
from regulars.orders.accept import accept_orders
from regulars.stores.messages import Touched

from benchmarks import prices
from benchmarks.bill import IDLE, idle, of_functions, seconds, total
from benchmarks.chain import Chain, Used
from benchmarks.night import LATER_MS, SHARD
from benchmarks.night_cost import MILLION, Cost, bill, small_nights
from benchmarks.night_run import run_night, run_shared_night
from benchmarks.night_server import serving
from benchmarks.night_step import stores_at
from benchmarks.night_tenant import load_tenants
from benchmarks.report import table
from benchmarks.retail import live_orders, raw_orders
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS
from testing.files.read import read_file

_CUSTOMERS, _FEW = 150, 20
_NIGHT_CUSTOMERS = 20_000
TENANTS, A_TENANT = 1_000, 1_000
MONTH_ORDERS, MONTH_READS, NIGHTS = 3_000_000, 10_000_000, 30
# What a customer and an order take in all tables, with their indexes: assumed.
CUSTOMER_KB, ORDER_KB = 4, 1
_COLUMNS = "order_id,customer_id,ordered_at,status,product_id,product_name,quantity,unit_price"
_IMPORT_BATCH = 100


def run(*, small: bool = False) -> None:
    orders = sample(_FEW if small else int(os.environ.get("COSTS_CUSTOMERS", _CUSTOMERS)))
    live, reads = live_chain(orders)
    imported = imported_chain(orders)
    bills = {
        "1 000 000 live orders": of_functions(live, len(orders), http_calls=len(orders)),
        "1 000 000 imported orders": of_functions(imported, len(orders)),
        "1 000 000 reads of a customer": of_functions(reads, reads["api"].calls, http_calls=reads["api"].calls),
    }
    bills |= nights(100 if small else _NIGHT_CUSTOMERS, 40 if small else A_TENANT)
    live_dollars = total(bills["1 000 000 live orders"])
    bills["an idle month"] = idle(live_dollars)
    customers = len({order["customerId"] for order in orders})
    _print_functions(live, len(orders), f"{len(orders)} orders of {customers} customers of Online Retail, each alone.")
    for name, costs in bills.items():
        _print_bill(name, costs)
    _print_bill("the example month", month(bills), "1 000 tenants, 1 M customers, 3 M live orders, 10 M reads.")
    _print_all(bills, live, imported, len(orders))


def sample(customers: int) -> list[dict[str, Any]]:
    """The orders of so many customers spread over the file that the API takes, oldest first."""
    taken = {order.order_id for order in live_orders(Chain().tenant)}
    raws = [raw for raw in raw_orders() if raw["orderId"] in taken]
    everybody = sorted({raw["customerId"] for raw in raws})
    chosen = set(everybody[:: max(1, len(everybody) // customers)])
    found = [raw for raw in raws if raw["customerId"] in chosen]
    return sorted(found, key=lambda raw: (raw["orderedAt"], raw["orderId"]))


def live_chain(orders: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Used], dict[str, Used]]:
    """What the orders used, one call each, and then what reading each customer did."""
    chain = Chain()
    for order in orders:
        chain.now_ms = to_ms(datetime.fromisoformat(order["orderedAt"].replace("Z", "+00:00"))) + 1_000
        chain.post(order)
    live, chain.used = chain.used, {}
    for customer in sorted({order["customerId"] for order in orders}):
        chain.call("GET", f"/api/customers/{customer}")
    return live, chain.used


def imported_chain(orders: Sequence[Mapping[str, Any]]) -> dict[str, Used]:
    """What the same orders used as a file: read, accepted 100 at a time, each customer projected once."""
    chain = Chain()
    chain.now_ms = NOW_MS
    content = _as_file(orders)

    def load() -> list[str]:
        read = read_file(content, tenant=chain.tenant)
        assert not read.refused, read.refused
        taken = [
            replace(one, lane=Lane.IMPORT, import_id="20251015T000000000-0123456789", arrived_ms=NOW_MS,
                    written_ms=NOW_MS)
            for one in read.orders
        ]  # fmt: skip
        registry, ledger = chain.stores.registry(chain.tenant), chain.stores.ledger(chain.tenant)
        for start in range(0, len(taken), _IMPORT_BATCH):
            accept_orders(taken[start : start + _IMPORT_BATCH], registry=registry, ledger=ledger)
        touched = sorted({one.customer_id for one in taken})
        chain.stores.queue(Lane.BULK).send([Touched(chain.tenant.id, customer) for customer in touched])
        return touched

    chain.measured("import_orders", load)
    chain.flow(lane=Lane.IMPORT)
    return chain.used


def nights(customers: int, a_tenant: int) -> dict[str, list[Cost]]:
    """Three days after the night before: one tenant of a million customers, and a thousand of a thousand."""
    shards = max(1, -(-customers // SHARD))
    with TemporaryDirectory() as folder, serving(Path(folder)) as world:
        stores = stores_at(world.endpoint)
        large, little = make_tenant(stores, "large", shards=shards), make_tenant(stores, "little")
        for tenant, size in ((large, customers), (little, a_tenant)):
            load_tenants(world.tables, [tenant], size, announced_ms=NOW_MS - DAY_MS)
        world.used()
        run_night(world, large, "first", NOW_MS)
        run_shared_night(world, little, "first", NOW_MS)
        alone = bill(run_night(world, large, "later", LATER_MS), customers)
        shared = small_nights(run_shared_night(world, little, "later", LATER_MS), TENANTS * A_TENANT / a_tenant)
    return {"a night, one tenant of 1 000 000": alone, "a night, 1 000 tenants of 1 000": shared}


def month(bills: Mapping[str, list[Cost]]) -> list[Cost]:
    """1 000 tenants with a million customers together, and two years of their orders stored."""
    stored_gb = (MILLION * CUSTOMER_KB + 24 * MONTH_ORDERS * ORDER_KB) / 1e6
    millions = {"1 000 000 live orders": MONTH_ORDERS / MILLION, "1 000 000 reads of a customer": MONTH_READS / MILLION}
    times = {**millions, "a night, 1 000 tenants of 1 000": NIGHTS, "an idle month": 1}
    return [
        *(Cost(name, number, "times", number * total(bills[name])) for name, number in times.items()),
        Cost("Tables, stored", stored_gb, "GB", stored_gb * prices.TABLE_GB_MONTH),
        Cost("Tables, recoverable", stored_gb, "GB", stored_gb * prices.RECOVERY_GB_MONTH),
    ]


def _as_file(orders: Sequence[Mapping[str, Any]]) -> bytes:
    rows = [
        ",".join([order["orderId"], order["customerId"], order["orderedAt"], order["status"], line["productId"],
                  '"' + line["productName"].replace('"', '""') + '"', line["quantity"], line["unitPrice"]])
        for order in orders
        for line in order["lines"]
    ]  # fmt: skip
    return "\n".join([_COLUMNS, *rows, ""]).encode()


def _print_functions(used: Mapping[str, Used], orders: int, note: str) -> None:
    table(
        (
            "function, an order",
            "calls",
            "requests",
            "read units",
            "write units",
            "ms a call",
            "processor",
            "log bytes",
        ),
        [
            [
                name,
                one.calls / orders,
                one.requests.total() / orders,
                one.read_units.total() / orders,
                one.write_units.total() / orders,
                f"{seconds(name, one) * 1e3:.0f}",
                f"{one.processor_s / one.calls * 1e3:.1f}",
                f"{sum(len(line) + 1 for line in one.lines) / orders:.0f}",
            ]
            for name, one in used.items()
        ],
        note,
    )


def _print_bill(name: str, costs: list[Cost], *notes: str) -> None:
    rows = [[what, f"{number:,.2f}", unit, f"{dollars:.2f}"] for what, number, unit, dollars in costs]
    table((name, "number", "of", "dollars"), [*rows, ["all", "", "", f"{total(costs):.2f}"]], *notes)


def _print_all(
    bills: Mapping[str, list[Cost]], live: Mapping[str, Used], imported: Mapping[str, Used], orders: int
) -> None:
    units = {
        name: sum(one.write_units.total() for one in used.values()) / orders
        for name, used in (("1 000 000 live orders", live), ("1 000 000 imported orders", imported))
    }
    rows = []
    for name, costs in {**bills, "the example month": month(bills)}.items():
        written = next((cost.dollars for cost in costs if cost.what == "DynamoDB, written"), None)
        each = f"{units[name]:.2f}" if name in units else ""
        rows.append([name, each, "" if written is None else f"{written:.2f}", f"{total(costs):.2f}"])
    table(
        ("dollars", "write units an order", "write units alone", "all in"),
        rows,
        f"us-east-1, on demand, no free tier; each price with its day in benchmarks/prices.py. {IDLE.alarm_metrics} "
        "metrics have alarms.",
    )
