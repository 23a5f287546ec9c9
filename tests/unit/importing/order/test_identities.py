"""Which order a row is of and whose it is, whatever a spreadsheet has done to the cell; a rounded one is nobody's."""

from __future__ import annotations

import pytest

from testing.builders import a_tenant
from testing.exports import damage, shopify
from testing.exports.market import one_sale
from testing.files.read import FileRead, read_file

LOST = "{} was rounded by a spreadsheet, its digits are lost: import the export as it was downloaded"


def read(*rows: str) -> FileRead:
    """Rows of `order_id,customer_id,email,phone`, each a whole order of 5.00, from line 2 on."""
    lines = [f"{row},2025-01-02,5\n" for row in rows]
    return read_file(("order_id,customer_id,email,phone,date,total\n" + "".join(lines)).encode())


def customers(*rows: str) -> set[str]:
    found = read(*rows)
    assert found.refused == []
    return {order.customer_id for order in found.orders}


def test_an_order_id_with_the_guard_of_a_spreadsheet_or_spaces_is_the_same_order() -> None:
    found = read("00123,ann,,", "'00123,ann,,", " 00123\u00a0,ann,,")

    assert found.groups == [(2, 3, 4)]
    assert [(order.order_id, order.customer_id) for order in found.orders] == [("00123", "ann")]


def test_order_ids_that_differ_by_a_zero_are_two_orders() -> None:
    assert sorted(read("00123,ann,,", "123,ann,,", "123.0,ann,,").by_id) == ["00123", "123", "123.0"]


def test_the_order_ids_of_an_export_that_became_numbers_are_the_same_orders() -> None:
    # As data frames write a column of numbers in which some cells are blank.
    table = shopify.table([one_sale(1), one_sale(2)])

    assert read_file(table.changed(damage.float_id, "Id").csv()).by_id == read_file(table.csv()).by_id


def test_a_customer_id_that_became_a_number_is_the_same_customer() -> None:
    assert customers("1,17850,,", "2,17850.0,,", "3,'17850,,") == {"17850"}


def test_a_guest_is_the_same_by_any_writing_of_their_address() -> None:
    assert len(customers("1,,a@example.com,", "2,, A@Example.com ,", "3,,a@example.com,+49 170 1")) == 1


def test_a_guest_is_the_same_by_any_writing_of_their_phone_number() -> None:
    numbers = ("+49 170 1234567", "'+49-170-1234567", "+49 (170) 123 45 67", "+491701234567")

    assert len(customers(*(f"{at},,,{number}" for at, number in enumerate(numbers)))) == 1
    assert len(customers("1,,,491701234567", "2,,,491701234567.0")) == 1


def test_a_guest_whose_phone_number_a_spreadsheet_has_rounded_is_nobody() -> None:
    found = read("1,,,4.917E+10", "2,,NULL,4.917E+11")

    assert found.refusals == [(2, "phone", LOST.format("4.917E+10")), (3, "phone", LOST.format("4.917E+11"))]


def test_orders_of_a_look_up_that_failed_are_not_one_customers() -> None:
    found = read("1,#N/A,,", "2,#N/A,a@example.com,", "3,ann,,")

    assert [(line, column) for line, column, _ in found.refusals] == [(2, "customer_id"), (3, "customer_id")]
    assert list(found.by_id) == ["3"]


@pytest.mark.parametrize("nobody", ["0", "0.0", "NULL", "nan", "undefined", "(not set)", "Guest"])
def test_orders_of_nobody_are_their_addresses_and_without_one_refused(nobody: str) -> None:
    found = read(f"1,{nobody},a@example.com,", f"2,{nobody},b@example.com,", f"3,{nobody},,", "4,ann,,")

    tenant = a_tenant()
    assert {order.order_id: order.customer_id for order in found.orders} == {
        "1": tenant.guest_id("a@example.com"),
        "2": tenant.guest_id("b@example.com"),
        "4": "ann",
    }
    # Without a customer: set aside, and handed back.
    assert [(row.line, row.column) for row in found.refused] == [(4, "customer_id")]


def test_rows_of_one_order_of_which_some_name_nobody_are_the_one_customers() -> None:
    header = "order_id,customer_id,date,product_id,quantity,unit_price\n"
    rows = "1,0,2025-01-02,tea,1,5\n1,ann,2025-01-02,cup,1,5\n"

    assert [order.customer_id for order in read_file((header + rows).encode()).orders] == ["ann"]


def test_an_order_id_that_says_that_there_is_none_is_no_order() -> None:
    assert [(line, column) for line, column, _ in read("undefined,ann,,", "NULL,bob,,").refusals] == [
        (2, "order_id"),
        (3, "order_id"),
    ]


def test_rows_whose_order_ids_differ_by_the_kind_of_a_space_are_one_order() -> None:
    found = read("A\u00a01,ann,,", "A 1,ann,,", "A\u202f1,ann,,")

    assert found.groups == [(2, 3, 4)]
    assert [order.order_id for order in found.orders] == ["A 1"]


@pytest.mark.parametrize("who", ["ann,", ",a@example.com"])
def test_a_rounded_phone_number_costs_no_order_that_says_better_whose_it_is(who: str) -> None:
    assert len(customers(f"1,{who},4.917E+10")) == 1


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2007"])
def test_a_space_that_does_not_break_is_a_space_in_an_id(space: str) -> None:
    found = read(f"A{space}1,b{space}c,,", "A 1,b c,,")

    assert found.groups == [(2, 3)]
    assert [(order.order_id, order.customer_id) for order in found.orders] == [("A 1", "b c")]
