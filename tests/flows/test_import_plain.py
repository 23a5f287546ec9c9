"""Files of our own names: what the ledger holds of them is what happened in the shop, with and without lines."""

from __future__ import annotations

import pytest
from regulars.facts.order import COUNTED

from testing.exports import market, plain
from testing.machines.imports import ImportMachine
from testing.truth.imports import expected, held

SALES = market.sales(seed=11, number=2 * len(market.ODDITIES))


@pytest.mark.parametrize("preset", [None, "plain"])
def test_a_row_may_be_a_line(machine: ImportMachine, preset: str | None) -> None:
    machine.take_in(plain.table(SALES).shuffled(4).csv(), preset=preset)

    truths = plain.truths(SALES)
    assert held(machine, truths) == expected(truths, machine.tenant)


def test_a_row_may_be_an_order(machine: ImportMachine) -> None:
    machine.take_in(plain.orders_table(SALES).csv(separator=";"))

    truths = plain.truths(SALES, lines=False)
    assert held(machine, truths) == expected(truths, machine.tenant)


def test_what_a_file_calls_its_products_is_known_when_it_has_been_taken_in(machine: ImportMachine) -> None:
    machine.take_in(plain.table(SALES).csv())

    catalogue = machine.stores.files(machine.tenant).catalogue()
    counted = [truth for truth in plain.truths(SALES).values() if truth.status in COUNTED]
    assert set(catalogue.names) == {product_id for truth in counted for product_id, _, _ in truth.lines}
    assert {said.text for said in catalogue.names.values()} <= {item.name for sale in SALES for item in sale.items}
    assert not catalogue.categories
