"""What could be left out of a live order's writes is counted right."""

from __future__ import annotations

from dataclasses import replace

import pytest
from regulars.facts.time import MINUTE_MS

from benchmarks.memory_tables import MemoryTables
from benchmarks.orders import history
from benchmarks.write_savings import doublings, followed, savings
from benchmarks.write_units import TENANT, replay_live
from testing.builders import NOW_MS


def test_of_three_orders_of_one_product_the_third_writes_an_entry_and_a_fourth_writes_it_again() -> None:
    tables = MemoryTables()
    orders = [
        replace(order, lines=tuple(replace(line, product_id="tea") for line in order.lines))
        for order in history("ann", 4, NOW_MS, tenant=TENANT, lines=1)
    ]

    replay_live(orders, tables)

    saved = dict(savings(tables.writes, orders))
    assert saved["sums in the entries of pairs"] == 1
    assert saved["the index by spend"] == 1 + 3 * 2
    assert saved["what a row holds beyond 1 KB"] == saved["what an order holds beyond 1 KB"] == 0


@pytest.mark.parametrize(
    ("spent", "units"), [([1], 1), ([2, 1], 1), ([2, 2], 3), ([4, 3, 1], 3), ([0, 1], 1), ([1, 100], 3)]
)
def test_a_key_that_says_doublings_moves_when_the_spend_has_doubled(spent: list[int], units: int) -> None:
    [order] = history("ann", 1, NOW_MS, tenant=TENANT, lines=1)
    [line, *_] = order.lines

    orders = [replace(order, total_minor=amount, lines=(replace(line, amount_minor=amount),)) for amount in spent]

    assert [order.spend_minor for order in orders] == spent
    assert doublings(orders) == units


@pytest.mark.parametrize(("after_ms", "count"), [(5 * MINUTE_MS - 1, 1), (5 * MINUTE_MS, 0)])
def test_an_order_is_followed_by_one_of_the_same_customer_within_five_minutes(after_ms: int, count: int) -> None:
    [order] = history("ann", 1, NOW_MS, tenant=TENANT, lines=1)
    later = replace(order, ordered_at_ms=order.ordered_at_ms + after_ms)

    assert followed([order, later]) == count
    assert followed([order, replace(later, customer_id="bob")]) == 0
