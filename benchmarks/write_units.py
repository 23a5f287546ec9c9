"""Write units an order, table by table and index by index, on Online Retail: live orders, and as imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from regulars.facts.customer import FACTS_VERSION, FactsRow
from regulars.facts.lookup import LookupKind
from regulars.facts.order import Lane, Order
from regulars.facts.ranges import Range, Ranges
from regulars.orders.accept import accept_orders
from regulars.projection.lookup_batch import LookupUpdater
from regulars.projection.lookups import changed_lookups
from regulars.projection.project import Projector
from regulars.scoring.evaluate import Terms
from regulars.scoring.settings import Settings
from regulars.stores.evaluations import Evaluations
from regulars.stores.ledger import Ledger
from regulars.stores.ledger.orders import ORDER
from regulars.stores.lookups import Lookups
from regulars.stores.registry import Registry
from regulars.stores.rows.row_changes import RowChange
from regulars.stores.rows.rows import Rows

from benchmarks.memory_tables import Charge, MemoryTables
from benchmarks.report import table
from benchmarks.retail import live_orders
from benchmarks.units_check import check_against_emulator
from benchmarks.write_savings import print_savings
from testing.builders import a_tenant

_IMPORT_BATCH = 100
TENANT = a_tenant("shop", currency="GBP")
# What the issue computed on the same file; None where it says nothing.
EXPECTED = {
    "ledger (order)": 1.1,
    "registry (owner)": 1.0,
    "registry (roster)": 0.2,
    "facts (row)": 1.72,
    "facts by_last_order_1": 1.8,
    "facts by_spend_1": 1.8,
    "lookups (pairs)": 3.31,
    "lookups (words)": None,
    "evaluations": None,
}


def run(*, small: bool = False) -> None:
    """As large as the file: `small` changes nothing."""
    orders = list(live_orders(TENANT))
    live, imported = MemoryTables(), MemoryTables()
    replay_live(orders, live)
    replay_import(orders, imported)
    counted = [per_order(tables.writes, len(orders)) for tables in (live, imported)]
    rows: list[Sequence[object]] = [
        [name, *(units[name] for units in counted), "" if expected is None else expected]
        for name, expected in EXPECTED.items()
    ]
    rows.append(["all", *(units.total() for units in counted), sum(filter(None, EXPECTED.values()))])
    customers = len({order.customer_id for order in orders})
    table(
        ("write units an order", "live", "imported", "live, expected"),
        rows,
        f"{len(orders)} orders of {customers} customers. Live: each accepted and projected on its own, in the order of "
        "their instants;",
        f"imported: {_IMPORT_BATCH} at a time, each customer projected once. Two list indexes: 3.6 expected together.",
    )
    reads = [per_order(tables.reads, len(orders)) for tables in (live, imported)]
    table(
        ("read units an order", "live", "imported"),
        [[name, *(units[name] for units in reads)] for name in sorted(set().union(*reads))],
        "From item sizes; the tenant's three records, once an invocation, are not in it.",
    )
    print_savings(live.writes, orders)
    check_against_emulator(lambda client: replay_live(_sample(orders), client))


def _sample(orders: Sequence[Order]) -> list[Order]:
    """All orders of every 150th customer, and of the one with the most."""
    count = Counter(order.customer_id for order in orders)
    chosen = {*sorted(count)[::150], max(count, key=lambda customer_id: count[customer_id])}
    return [order for order in orders if order.customer_id in chosen]


def replay_live(orders: Iterable[Order], client: object, rows: dict[str, FactsRow] | None = None) -> None:
    """Each order accepted, then its customer projected and their lookups brought up to date. `rows` is what the stream
    of facts has told so far, where this goes on from an earlier replay."""
    shop = Replayed(client, rows)
    for order in orders:
        shop.accept([order])
        shop.project(order.customer_id, order.arrived_ms, changed=frozenset({Range.CORE}))


def replay_import(orders: Sequence[Order], client: object) -> None:
    """All orders accepted in batches, then each customer projected once, and their lookups."""
    shop = Replayed(client)
    import_id, now_ms = "20111210T000000000-0123456789", orders[-1].arrived_ms
    taken = [
        replace(order, lane=Lane.IMPORT, import_id=import_id, arrived_ms=now_ms, written_ms=now_ms) for order in orders
    ]
    for start in range(0, len(taken), _IMPORT_BATCH):
        shop.accept(taken[start : start + _IMPORT_BATCH])
    for customer_id in sorted({order.customer_id for order in orders}):
        shop.project(customer_id, now_ms, live=False)


def facts_of(client: object) -> Rows:
    """The rows that a replay left."""
    return Rows(client, "facts", TENANT, TENANT.reading)


class Replayed:
    """One tenant's stores over a client, and what its functions do with them. `rows` is what the stream of facts has
    told so far."""

    def __init__(self, client: object, rows: dict[str, FactsRow] | None = None) -> None:
        self.ledger = Ledger(client, "ledger", TENANT)
        self.rows = {} if rows is None else rows
        self.registry = Registry(client, "registry", TENANT)
        self._facts, self._evaluations = facts_of(client), Evaluations(client, "evaluations", TENANT)
        self._lookups = Lookups(client, "lookups", TENANT, TENANT.reading)
        self._settings = Settings.defaults(TENANT.exponent)

    def accept(self, orders: Sequence[Order]) -> None:
        accept_orders(orders, registry=self.registry, ledger=self.ledger)

    def project(self, customer_id: str, now_ms: int, *, changed: Ranges | None = None, live: bool = True) -> None:
        """The customer's row, from what changed (None: maybe all), and their lookups."""
        known = Projector(
            ledger=self.ledger,
            rows=[self._facts],
            evaluations=self._evaluations,
            terms=Terms(self._settings),
            now_ms=now_ms,
            live=live,
            registry=self.registry,
        ).project(customer_id, changed=changed)
        # What the facts' stream tells, and what becomes of it.
        row = FactsRow(now_ms, now_ms, FACTS_VERSION, known)
        change = RowChange(TENANT.id, TENANT.reading.number, self.rows.get(customer_id), row)
        self.rows[customer_id] = row
        for changed_keys in changed_lookups([change]):
            updater = LookupUpdater([customer_id], facts=self._facts, lookups=self._lookups, ledger=self.ledger)
            assert updater.update(changed_keys, lambda: False) is None


def per_order(charges: Iterable[Charge], orders: int) -> Counter[str]:
    """Charges by what they are for, divided by so many orders."""
    units: Counter[str] = Counter()
    for charge in charges:
        units[_kind(charge)] += charge.units / orders  # type: ignore[assignment]
    return units


def _kind(charge: Charge) -> str:
    if charge.index:
        return f"{charge.table} {charge.index}"
    if charge.table == "registry":
        return "registry (owner)" if charge.sort == "owner" else "registry (roster)"
    if charge.table == "lookups":
        return "lookups (words)" if charge.partition.split("#")[2] == LookupKind.WORD else "lookups (pairs)"
    if charge.table == "ledger":
        return "ledger (order)" if charge.sort.startswith(ORDER.prefix) else "ledger (person)"
    return "facts (row)" if charge.table == "facts" else charge.table
