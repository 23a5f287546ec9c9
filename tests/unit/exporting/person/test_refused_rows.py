"""Refused rows in the export of one person: all that name them, and none of anybody else."""

from __future__ import annotations

import json

import pytest
from regulars.exporting.person.refused_rows import Named, rows_naming

MAPPING = {"orderId": "Order", "customerId": "Buyer", "customer.phone": "Phone else Mobile", "quantity": "Qty"}
ANN = Named(frozenset({"7", "guest-ab"}), frozenset({"1001"}), frozenset({"ann@example.com", "+4917012345"}))
HEADER = "Order,Buyer,Email,Phone,Mobile,Qty,_line,_column,_reason"


def found(*rows: str, header: str = HEADER, mapping: dict[str, str] = MAPPING) -> list[str]:
    """The lines of those that name them."""
    content = "\r\n".join(["\ufeff" + header, *rows, ""]).encode()
    return [row["_line"] for row in rows_naming(content, mapping, ANN)]


@pytest.mark.parametrize(
    "row",
    [
        "5,7,,,,x,2,Qty,no number",
        "1001,,,,,x,2,Qty,no number",
        "5,8, Ann@Example.com ,,,x,2,Qty,no number",
        "5,8,,'+49 170 12345,,x,2,Qty,no number",
        "5,8,,,+49-170-12345,x,2,Qty,no number",
        '5,8,"ann@example.com",,,x,2,Qty,"several\nlines"',
    ],
)
def test_a_row_is_theirs_by_id_order_address_or_number(row: str) -> None:
    assert found("5,8,bob@example.com,,,x,1,Qty,no number", row) == ["2"]


@pytest.mark.parametrize(
    "row",
    [
        "5,8,bob@example.com,,,7,2,Qty,no number",
        "5,8,bob@example.com,,,1001,2,Qty,no number",
        "7,8,bob@example.com,,,x,2,Qty,no number",
        "5,1001,bob@example.com,,,x,2,Qty,no number",
        "5,8,bob@example.com,,,x,7,Qty,no number",
        "5,8,bob@example.com,7,,x,2,Qty,no number",
    ],
)
def test_a_row_of_somebody_else_is_not_theirs_because_a_number_in_it_is_equal(row: str) -> None:
    assert found(row) == []


@pytest.mark.parametrize("column", ["Name and ID", "Buyer else guest"])
def test_a_column_may_be_called_whatever_a_shop_calls_it(column: str) -> None:
    rows = ("7,9,2,,no", "9,7,3,,no")

    assert found(*rows, header=f"{column},ID,_line,_column,_reason", mapping={"customerId": column}) == ["2"]


def test_without_a_known_column_only_addresses_tell_whose_a_row_is() -> None:
    rows = ("1001,7,,+4917012345,,x,2,Qty,no number", "5,8,ann@example.com,,,x,3,Qty,no number")

    assert found(*rows, mapping={}) == ["3"]


def test_a_refused_line_of_json_is_theirs_by_the_fields_of_an_order() -> None:
    orders = [
        {"orderId": 5, "customerId": 7},
        {"orderId": "1001", "customerId": "8"},
        {"orderId": "5", "customer": {"email": "Ann@example.com"}},
        {"orderId": "5", "customer": {"phone": "+49 170 12345"}},
        {"orderId": "5", "customerId": "8", "lines": [{"productId": "7", "quantity": 1001}]},
    ]
    rows = [f'"{json.dumps(order).replace(chr(34), 2 * chr(34))}",{line},,no' for line, order in enumerate(orders)]

    assert found(*rows, "{broken,9,,no", header="order,_line,_column,_reason", mapping={}) == ["0", "1", "2", "3"]


def test_a_cell_may_be_as_long_as_an_import_takes_it() -> None:
    assert found(f"5,7,,,,{'x' * 1024**2},2,Qty,no number") == ["2"]
