"""The order lines in a file's rows: one a row, tips and what nothing is left of set apart, each fault at its cell."""

from __future__ import annotations

from decimal import Decimal

import pytest
from regulars.importing.cells.numbers import DecimalMark
from regulars.importing.file.columns import recognise_columns
from regulars.importing.file.evidence import Decided
from regulars.importing.file.reading import Reading
from regulars.importing.order.faults import CellRow, RowFault
from regulars.importing.order.lines import read_lines, read_refunds
from regulars.importing.presets import recognise_preset

SHOPIFY = (
    *("Name", "Email", "Financial Status", "Created at", "Total"),
    *("Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku"),
)
ADVANCED = (
    *("Order Number", "Order Status", "Order Date", "Email (Billing)"),
    *("Quantity", "Item Name", "Item Cost", "SKU", "Product Id"),
)
LINE_TOTALS = ("order_id", "customer_id", "date", "quantity", "product_name", "line_total", "sku")
PLAIN = ("order_id", "customer_id", "date", "total", "quantity", "product_name", "unit_price", "sku")


def reading(header: tuple[str, ...], mark: DecimalMark | None = None) -> Reading:
    preset = recognise_preset(header, None, line=1)
    columns = recognise_columns(header, {}, preset, line=1)
    marks = dict.fromkeys(range(len(header)), mark) if mark else {}
    return Reading(columns, "UTC", "USD", Decided(marks), preset)


def read(
    header: tuple[str, ...], *lines: str, mark: DecimalMark | None = None, has_total: bool = False
) -> tuple[list[dict[str, str]], Decimal, list[RowFault]]:
    """Lines as `2;Tea;1.50;T1` with what stands before them left blank: lines, the sum of those that are no products,
    faults."""
    blank = [""] * (len(header) - len(lines[0].split(";")))
    rows = [CellRow(number, [*blank, *line.split(";")]) for number, line in enumerate(lines, 2)]
    faults: list[RowFault] = []
    found, rest = read_lines(rows, reading(header, mark), "USD", faults, has_total=has_total)
    return [line.raw for line in found], rest.others, faults


def test_each_row_is_a_line_in_the_files_order() -> None:
    lines, tips, faults = read(PLAIN, "2;Tea;1.50;T1", "1;;9;cup")

    assert lines == [
        {"productId": "T1", "productName": "Tea", "quantity": "2", "unitPrice": "1.50"},
        {"productId": "cup", "quantity": "1", "unitPrice": "9"},
    ]
    assert (tips, faults) == (Decimal(0), [])


def test_a_row_that_says_nothing_of_a_product_is_no_line() -> None:
    assert read(SHOPIFY, "2;Tea;1.50;T1", ";;;") == (read(SHOPIFY, "2;Tea;1.50;T1")[0], Decimal(0), [])


def test_the_first_column_that_says_something_names_the_product() -> None:
    assert [line["productId"] for line in read(SHOPIFY, "2;Tea;1.50;T1", "1;Cup;9;")[0]] == ["T1", "Cup"]


def test_products_of_woocommerce_that_have_been_deleted_go_by_their_names() -> None:
    lines, _, _ = read(ADVANCED, "2;Tea;1.50;T1;40", "1;Cup;9;;41", "1;Pot;9;;0", "1;Pan;9;;0.0")

    assert [line["productId"] for line in lines] == ["T1", "41", "Pot", "Pan"]


def test_the_same_cell_is_a_product_where_nobody_says_it_is_deleted() -> None:
    assert [line["productId"] for line in read(PLAIN, "1;Pot;9;0")[0]] == ["0"]


@pytest.mark.parametrize("quantity", ["0", "0.00", "0,0", "000"])
def test_a_line_of_which_an_export_says_that_nothing_is_left_is_none(quantity: str) -> None:
    assert read(SHOPIFY, f"{quantity};Tea;1.50;T1", "1;Cup;9;C") == (read(SHOPIFY, "1;Cup;9;C")[0], Decimal(0), [])


def test_a_tip_is_no_product_and_is_added_up() -> None:
    lines, tips, faults = read(SHOPIFY, "2;Tea;1.50;T1", "1;Tip;3.00;", "2;Tip;0.50;")

    assert [line["productId"] for line in lines] == ["T1"]
    assert tips == Decimal("4.00")
    assert faults == []


@pytest.mark.parametrize("name", ["tip", "Tips", "Tip jar", "Q-Tip"])
def test_only_the_very_name_is_a_tip(name: str) -> None:
    assert read(SHOPIFY, f"1;{name};3.00;")[1] == 0


def test_a_tip_in_another_file_is_a_product() -> None:
    assert [line["productId"] for line in read(PLAIN, "1;Tip;3.00;tip")[0]] == ["tip"]


@pytest.mark.parametrize(
    ("quantity", "total", "price"),
    [("3", "54.00", "18.000000"), ("3", "89.90", "29.966667"), ("0.5", "2.00", "4.000000"), ("7", "0", "0.000000")],
)
def test_what_a_line_costs_is_divided_by_its_quantity(quantity: str, total: str, price: str) -> None:
    [line], _, faults = read(LINE_TOTALS, f"{quantity};Tea;{total};T1")

    assert line == {"productId": "T1", "productName": "Tea", "quantity": quantity, "unitPrice": price}
    assert faults == []


def test_what_a_line_costs_stands_before_what_a_unit_costs_and_a_blank_cell_says_nothing() -> None:
    header = (*LINE_TOTALS, "unit_price")

    lines, _, _ = read(header, "2;Tea;9.00;T1;5.00", "2;Cup;;C;6.00")

    assert [line["unitPrice"] for line in lines] == ["4.500000", "6.00"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("0;Tea;9.00;T1", "9.00 is what a line of nothing costs: say how many there are"),
        (
            "2;Tea;-9.00;T1",
            "-9.00 is negative: a discount is a line of its own only where the order's total is given as well",
        ),
        (f"0.001;Tea;{'9' * 24};T1", f"{'9' * 24} is too large an amount"),
    ],
)
def test_a_line_total_that_makes_no_price_is_named_at_its_cell(line: str, reason: str) -> None:
    assert read(LINE_TOTALS, line)[2] == [RowFault(2, "line_total", reason)]


@pytest.mark.parametrize("header", [PLAIN, LINE_TOTALS])
def test_a_line_of_a_negative_amount_is_a_discount_where_the_total_is_given(header: tuple[str, ...]) -> None:
    lines = ("2;Tea;10.00;T1", "1;Autumn;-1.50;AUTUMN")

    found, others, faults = read(header, *lines, has_total=True)

    assert ([line["productId"] for line in found], others, faults) == (["T1"], Decimal("-1.50"), [])


def test_a_line_of_no_quantity_is_dropped_from_any_file() -> None:
    assert read(PLAIN, "2;Tea;1.50;T1", "0;Cup;9;C") == (read(PLAIN, "2;Tea;1.50;T1")[0], Decimal(0), [])
    assert read(LINE_TOTALS, "2;Tea;3;T1", "0;Cup;;C") == (read(LINE_TOTALS, "2;Tea;3;T1")[0], Decimal(0), [])


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("-1;Tea;1.50;T1", "quantity", "-1 is negative: a cancellation or return is not an order; refund the original"),
        (
            "(2);Tea;1.50;T1",
            "quantity",
            "(2) is negative: a cancellation or return is not an order; refund the original",
        ),
        ("two;Tea;1.50;T1", "quantity", "two is no number such as 1234.50"),
        ("2;Tea;€ 1.50;T1", "unit_price", "€ 1.50 is in €, but the order is in USD"),
        ("2;Tea;1.234;T1", "unit_price", "1.234 is 1234 or 1.234: say which with --decimal point|comma"),
        (
            "2;Tea;1.50;5.23E+12",
            "sku",
            "5.23E+12 was rounded by a spreadsheet, its digits are lost: import the export as it was downloaded",
        ),
    ],
)
def test_what_cannot_be_read_is_named_at_its_own_row_and_column(line: str, column: str, reason: str) -> None:
    _, _, faults = read(PLAIN, "1;Cup;9;cup", line)

    assert faults == [RowFault(3, column, reason)]


def test_numbers_are_read_by_what_was_decided_of_their_column() -> None:
    [comma], [point] = (
        read(PLAIN, "1.000;Tea;1.234;T1", mark=mark)[0] for mark in (DecimalMark.COMMA, DecimalMark.POINT)
    )

    assert (comma["quantity"], comma["unitPrice"]) == ("1000", "1234")
    assert (point["quantity"], point["unitPrice"]) == ("1.000", "1.234")


@pytest.mark.parametrize(
    ("cell", "refunded"),
    [
        ("amount:5.00|reason:Broken|date:2025-12-06 10:37:33", {"refundedAmount": "5.00"}),
        ("amount:-5.00|reason:;amount:2.5|reason:", {"refundedAmount": "7.50"}),
        ("amount:0|reason:", {"refundedAmount": "0"}),
        ("", {}),
    ],
)
def test_refunds_are_added_up_whatever_their_sign(cell: str, refunded: dict[str, str]) -> None:
    faults: list[RowFault] = []

    assert read_refunds(CellRow(2, [cell]), 0, reading(PLAIN).columns, faults) == refunded
    assert faults == []
