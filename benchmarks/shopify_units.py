"""What a Shopify export of 10 000 orders of 2 500 customers costs as imported: write units, and projections."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.local_stack import needed_stack, new_tenant, projections_since, regulars
from benchmarks.memory_tables import MemoryTables
from benchmarks.report import Skipped, load, table
from benchmarks.write_units import per_order, replay_import
from testing.builders import a_tenant
from testing.exports.market import sales
from testing.exports.shop import Sale
from testing.exports.shopify import table as shopify_table
from testing.files.read import read_file

_ORDERS, _CUSTOMERS = 10_000, 2_500
_MOST_AN_ORDER, _MOST_A_CUSTOMER, _MOST_PROJECTIONS = 2.2, 6, 1.5


def run(*, small: bool = False) -> None:
    content = shopify_table(_shop(*((80, 20) if small else (_ORDERS, _CUSTOMERS)))).csv()
    read = read_file(content, tenant=a_tenant("shop", currency="USD"))
    assert not read.refused
    customers = len({order.customer_id for order in read.orders})
    tables = MemoryTables()
    replay_import(read.orders, tables)
    units = per_order(tables.writes, 1)
    _print_units(units, len(read.orders), customers)
    table(
        ("sums of the export", "orders"),
        [[name, read.report["reconciliation"][name]] for name in ("agree", "disagree")],
        f"{len(read.orders)} orders of {customers} customers, {read.manifest.rows} rows, {len(content) / 1e6:.1f} MB.",
    )
    try:
        _on_the_stack(content)
    except Skipped as reason:
        print(f"Projections were not counted: {reason}")


def _shop(orders: int, customers: int) -> list[Sale]:
    """Orders with all oddities of the test exports, spread over fourteen months, each by one of the customers."""
    source = Random(8)
    made = sales(8, orders)
    people = [replace(made[0].person, email=f"customer{at}@example.com", account=0) for at in range(customers)]
    return [
        replace(
            sale,
            person=people[at] if at < customers else source.choice(people),
            at=made[0].at + timedelta(days=-400, minutes=60 * at + source.randrange(60)),
        )
        for at, sale in enumerate(made)
    ]


def _print_units(units: Counter[str], orders: int, customers: int) -> None:
    each_order = [name for name in units if name.startswith("ledger") or name == "registry (owner)"]
    each_customer = [name for name in units if name not in each_order]
    rows: list[Sequence[object]] = [[name, units[name] / orders, "", ""] for name in sorted(each_order)]
    rows += [[name, "", units[name] / customers, ""] for name in sorted(each_customer)]
    an_order = sum(units[name] for name in each_order) / orders
    a_customer = sum(units[name] for name in each_customer) / customers
    rows.append(["all", an_order, a_customer, f"{_MOST_AN_ORDER} and {_MOST_A_CUSTOMER}"])
    table(("write units", "an order", "a customer", "at most"), rows)


def _on_the_stack(content: bytes) -> None:
    connection = needed_stack()
    tenant_id = new_tenant("shopify")
    busy = load()
    began_ms = time.time_ns() // 1_000_000
    with TemporaryDirectory() as folder:
        file = Path(folder) / "orders_export.csv"
        file.write_bytes(content)
        shown = json.loads(regulars("import", str(file), "--tenant", tenant_id, "--json"))
    customers = shown["counts"]["customers"]
    projections = projections_since(connection, began_ms)
    table(
        ("on the running stack", "here", "at most"),
        [
            ["orders created", shown["counts"]["orders"]["created"], ""],
            ["customers", customers, ""],
            ["projections a customer", f"{projections / customers:.2f}", _MOST_PROJECTIONS],
        ],
        f"Before: {busy}; after: {load()}.",
    )
