"""What a live order would cost if less were written with it: what could be left out, counted on the same replay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from regulars.facts.lookup import LookupKind
from regulars.facts.order import Order
from regulars.facts.time import MINUTE_MS
from regulars.stores.ledger.orders import ORDER

from benchmarks.memory_tables import Charge
from benchmarks.prices import WRITE_UNIT
from benchmarks.report import table

_WAIT_MS = 5 * MINUTE_MS


class Saving(NamedTuple):
    """Write units that all orders together would not be charged."""

    what: str
    units: float


def print_savings(writes: Sequence[Charge], orders: Sequence[Order]) -> None:
    """A table of savings an order, each taken alone."""
    now = sum(charge.units for charge in writes) / len(orders)
    rows: list[Sequence[object]] = []
    for what, units in savings(writes, orders):
        saved = units / len(orders)
        rows.append((what, saved, now - saved, saved * WRITE_UNIT * 1e6))
    table(
        ("left out, each alone", "units saved", "a live order then", "dollars a million orders"),
        rows,
        f"A live order is {now:.2f} units: {now * WRITE_UNIT * 1e6:.2f} dollars a million orders.",
    )


def savings(writes: Sequence[Charge], orders: Sequence[Order]) -> Iterator[Saving]:
    """`orders` are those that were replayed, in the order of their instants, none of them refunded."""
    by_spend = _units(charge for charge in writes if charge.index == "by_spend_1")
    rows = [charge for charge in writes if charge.table == "facts" and not charge.index]
    pairs = [charge for charge in writes if charge.table == "lookups" and _is_pair(charge)]
    projected = _units(rows) + _units(pairs) + _units(charge for charge in writes if charge.index)
    yield Saving("sums in the entries of pairs", _units(_again(pairs)))
    yield Saving("the index by spend", by_spend)
    yield Saving("by spend: rows in it, moves below a doubling", by_spend - doublings(orders))
    yield Saving("what a row holds beyond 1 KB", _units(rows) - len(rows))
    yield Saving("a projection, where another order follows in 5 min", projected * followed(orders) / len(orders))
    ledger = [charge for charge in writes if charge.table == "ledger" and charge.sort.startswith(ORDER.prefix)]
    yield Saving("what an order holds beyond 1 KB", _units(ledger) - len(ledger))


def doublings(orders: Iterable[Order]) -> int:
    """Units of an index of keys alone whose key says only how often a customer's spend has doubled since 1."""
    spend: Counter[str] = Counter()
    units = 0
    for order in orders:
        before = spend[order.customer_id]
        spend[order.customer_id] += order.spend_minor
        moved = before.bit_length() != spend[order.customer_id].bit_length()
        units += moved * (2 if before else 1)
    return units


def followed(orders: Iterable[Order]) -> int:
    """After how many orders the same customer's next one comes within five minutes."""
    last: dict[str, int] = {}
    count = 0
    for order in orders:
        count += order.ordered_at_ms - last.get(order.customer_id, -_WAIT_MS) < _WAIT_MS
        last[order.customer_id] = order.ordered_at_ms
    return count


def _again(charges: Iterable[Charge]) -> Iterator[Charge]:
    """Those of items that were written before."""
    seen: set[tuple[str, str]] = set()
    for charge in charges:
        key = (charge.partition, charge.sort)
        if key in seen:
            yield charge
        seen.add(key)


def _is_pair(charge: Charge) -> bool:
    return charge.partition.split("#")[2] == LookupKind.PRODUCT


def _units(charges: Iterable[Charge]) -> float:
    return sum(charge.units for charge in charges)
