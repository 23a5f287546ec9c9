"""What orders cost: counts of units that nobody may raise without noticing. Skips without the real file."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
from regulars.facts.customer import FactsRow

from benchmarks.memory_tables import MemoryTables
from benchmarks.orders import history, parsed, raw_order
from benchmarks.retail import FILE, live_orders
from benchmarks.write_units import TENANT, per_order, replay_import, replay_live
from testing.builders import NOW_MS


def test_the_next_order_of_a_customer_is_seven_units() -> None:
    tables, rows = MemoryTables(), dict[str, FactsRow]()
    replay_live(history("ann", 3, NOW_MS, tenant=TENANT, lines=3), tables, rows)
    tables.writes.clear()

    replay_live([parsed(raw_order("next", "ann", NOW_MS, lines=3), NOW_MS, tenant=TENANT)], tables, rows)

    assert dict(per_order(tables.writes, 1)) == {
        "registry (owner)": 1,
        "ledger (order)": 1,
        "facts (row)": 1,
        "facts by_last_order_1": 2,
        "facts by_spend_1": 2,
    }


def test_a_name_is_a_unit_a_word_with_the_first_order_and_two_a_word_that_is_exchanged() -> None:
    tables, rows = MemoryTables(), dict[str, FactsRow]()

    def words_of_an_order(order_id: str, name: str) -> float:
        tables.writes.clear()
        raw = raw_order(order_id, "c1001", NOW_MS, lines=3) | {"customer": {"name": name, "email": "ann@example.com"}}
        replay_live([parsed(raw, NOW_MS, tenant=TENANT)], tables, rows)
        return per_order(tables.writes, 1)["lookups (words)"]

    assert words_of_an_order("1", "Ann Lee") == len(("ann@example.com", "c1001", "ann", "lee"))
    assert words_of_an_order("2", "Ann Lee") == 0
    assert words_of_an_order("3", "Ann Smith") == len(("lee", "smith"))


def test_a_claim_is_six_units_once_for_an_address_and_half_a_read_unit_with_each_order_after_it() -> None:
    tables, rows = MemoryTables(), dict[str, FactsRow]()

    def order(order_id: str, **more: Any) -> tuple[float, float, float]:
        """The writes of what makes a person, and the reads of heads; and all writes of the order."""
        tables.writes.clear()
        tables.reads.clear()
        raw = raw_order(order_id, "c1001", NOW_MS, lines=3) | more
        replay_live([parsed(raw, NOW_MS, tenant=TENANT)], tables, rows)
        units = per_order(tables.writes, 1)
        heads = sum(read.units for read in tables.reads if read.table == "ledger" and read.sort == "head")
        return units["ledger (person)"], heads, units.total()

    claims, reads, _ = order("1")
    assert (claims, reads) == (6, 0.5 + 2)
    names_an_address, names_none = order("2"), order("3", customer={"name": "Customer c1001"})
    assert names_an_address[:2] == (0, 0.5)
    assert names_none[:2] == (0, 0)
    assert names_an_address[2] <= 12.5


def test_an_order_of_online_retail_stays_within_what_was_computed() -> None:
    if not FILE.exists():
        pytest.skip(f"{FILE.name} is not in ../shared/data")
    orders = list(islice(live_orders(TENANT), 1_500))
    live, imported = MemoryTables(), MemoryTables()

    replay_live(orders, live)
    replay_import(orders, imported)

    units = per_order(live.writes, len(orders))
    assert units["ledger (order)"] <= 1.2
    assert units["registry (owner)"] == pytest.approx(1)
    assert units["facts (row)"] <= 1.72
    assert units["facts by_last_order_1"] + units["facts by_spend_1"] <= 3.6
    assert 0 < units["lookups (pairs)"] <= 3.31
    customers = len({order.customer_id for order in orders})
    assert units["lookups (words)"] == pytest.approx(customers / len(orders)), "the id, and nobody has a name here"
    assert units.total() <= 12.5
    rows = per_order(imported.writes, customers)
    assert rows["facts (row)"] == pytest.approx(1, abs=0.1)
    assert rows["facts by_last_order_1"] == pytest.approx(1, abs=0.1)
