"""Order lines that one cell each holds: their amount becomes a unit's price, and what is odd costs its order alone."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.importing.file.columns import recognise_columns
from regulars.importing.file.reading import Reading
from regulars.importing.order.assemble import Assembled, assemble
from regulars.importing.order.faults import CellRow, RowFault
from regulars.importing.presets import recognise_preset

from testing.exports import woo_basic
from testing.exports.market import one_sale

TABLE = woo_basic.table([one_sale()])
PRESET = recognise_preset(TABLE.header, None, line=1)


def assembled(**cells: str) -> Assembled | list[RowFault]:
    row = [cells.get(name, cell) for name, cell in zip(TABLE.header, TABLE.rows[0], strict=True)]
    columns = recognise_columns(TABLE.header, {}, PRESET, line=1)
    assert PRESET is not None
    return assemble([CellRow(2, row)], Reading(columns, "UTC", "USD", preset=PRESET, statuses=PRESET.statuses))


def order(**cells: str) -> dict[str, Any]:
    found = assembled(**cells)
    assert isinstance(found, Assembled), found
    return found.raw


def test_a_packed_line_gives_product_quantity_and_the_price_of_a_unit() -> None:
    cell = "name:Tea|product_id:12|sku:T1|quantity:3|total:10.00|sub_total:12.00"

    assert order(line_item_1=cell)["lines"] == [
        {"productId": "T1", "productName": "Tea", "quantity": "3", "unitPrice": "3.333333"}
    ]


@pytest.mark.parametrize(
    ("cell", "quantity", "price"),
    [
        ("name:Tea|quantity:1.500|total:3.00", "1.500", "2.000000"),
        ("name:Tea|quantity:1|total:1.234", "1", "1.234000"),
        ("name:Tea|quantity:2|total:0", "2", "0.000000"),
    ],
)
def test_packed_numbers_have_points_whatever_spreadsheet_wrote_the_file(cell: str, quantity: str, price: str) -> None:
    [line] = order(line_item_1=cell)["lines"]

    assert (line["quantity"], line["unitPrice"]) == (quantity, price)


def test_a_line_of_which_nothing_is_left_is_none() -> None:
    assert order(line_item_1="name:Tea|quantity:0|total:0.00")["lines"] == []


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2 x Tea", "is no line such as "),
        ("name:Tea|total:3.00", " is no number such as "),
        ("name:Tea|quantity:two|total:3.00", " is no number such as "),
        ("name:Tea|quantity:-1|total:3.00", " is negative: "),
        (f"name:Tea|quantity:0.001|total:{'9' * 24}", " is too large an amount"),
    ],
)
def test_a_cell_that_is_no_line_is_refused_where_it_stands(cell: str, reason: str) -> None:
    found = assembled(line_item_1=cell)

    assert isinstance(found, list)
    [fault] = found
    assert (fault.line, fault.column) == (2, "line_item_1")
    assert fault.reason.startswith(cell[:60])
    assert reason in fault.reason


def test_all_refunds_of_a_cell_are_added_up_and_their_sign_says_nothing() -> None:
    raw = order(refund_items="amount:5.00|reason:late|date:2025-12-06;amount:-2.5|reason:|date:2025-12-07")

    assert raw["refundedAmount"] == "7.50"


def test_a_cell_that_lists_no_refunds_is_refused_where_it_stands() -> None:
    found = assembled(refund_items="all of it")

    assert isinstance(found, list)
    assert [(fault.column, fault.reason[:29]) for fault in found] == [("refund_items", "all of it is no list of refun")]
