"""Rows of one order become one order, or faults that name line and column."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.errors import FieldError
from regulars.importing.cells.cells import clean
from regulars.importing.cells.status import fold_status
from regulars.importing.file.columns import Columns, recognise_columns
from regulars.importing.file.reading import Reading
from regulars.importing.order.assemble import Assembled, assemble, faults_of
from regulars.importing.order.faults import CellRow, RowFault

LINES = ("order_id", "customer_id", "ordered_at", "status", "sku", "quantity", "price", "reference")


def columns(header: tuple[str, ...] = LINES) -> Columns:
    return recognise_columns(header, {}, line=1)


def reading(columns: Columns, **statuses: str) -> Reading:
    folded = {fold_status(theirs): ours for theirs, ours in statuses.items()}
    return Reading(columns, "Europe/London", "USD", statuses=folded)


def rows(*texts: str, first_line: int = 2) -> list[CellRow]:
    return [CellRow(line, text.split(",")) for line, text in enumerate(texts, first_line)]


def order(*texts: str, header: tuple[str, ...] = LINES, **statuses: str) -> dict[str, Any]:
    found = assemble(rows(*texts), reading(columns(header), **statuses))
    assert isinstance(found, Assembled), found
    return found.raw


def faults(*texts: str, header: tuple[str, ...] = LINES) -> list[RowFault]:
    found = assemble(rows(*texts), reading(columns(header)))
    assert not isinstance(found, Assembled), found
    return found


def test_rows_of_one_order_are_its_lines() -> None:
    raw = order("7,ann,2025-01-02,paid,tea,2,1.50,a", "7,ann,2025-01-02,paid,cup,1,9,b")

    assert raw == {
        "orderId": "7",
        "customerId": "ann",
        "orderedAt": "2025-01-02",
        "status": "paid",
        "reference": "a",
        "lines": [
            {"productId": "tea", "quantity": "2", "unitPrice": "1.50"},
            {"productId": "cup", "quantity": "1", "unitPrice": "9"},
        ],
    }


def test_the_instant_is_the_earliest_rows_whatever_form_it_is_written_in() -> None:
    raw = order(
        "7,ann,2025-07-02 10:00,paid,tea,2,1,",
        "7,ann,2025-07-02T08:30:00Z,paid,cup,1,9,",
        "7,ann,2025-07-03,paid,x,1,1,",
    )

    assert raw["orderedAt"] == "2025-07-02T08:30:00Z"


def test_a_blank_cell_never_erases_anything() -> None:
    raw = order("7,ann,2025-01-02,paid,tea,2,1,", "7,,,,cup,1,9,late")

    assert (raw["customerId"], raw["reference"], len(raw["lines"])) == ("ann", "late", 2)


@pytest.mark.parametrize(
    ("second", "column", "said"),
    [
        ("7,bob,2025-01-02,paid,cup,1,9,", "customer_id", "bob differs from ann on line 2 of the same order"),
        ("7,ann,2025-01-02,refunded,cup,1,9,", "status", "refunded differs from paid on line 2 of the same order"),
    ],
)
def test_rows_that_name_different_customers_or_statuses_refuse_the_order(second: str, column: str, said: str) -> None:
    assert faults("7,ann,2025-01-02,paid,tea,2,1,", second) == [RowFault(3, column, said)]


def test_an_address_or_status_may_be_written_differently_on_each_row() -> None:
    header = ("order_id", "email", "date", "status", "sku", "quantity", "price")

    raw = order("7,Ann@b.c,2025-01-02,Paid,tea,2,1", "7,ann@B.c,2025-01-02,paid,cup,1,9", header=header)

    assert (raw["customer"], raw["status"], len(raw["lines"])) == ({"email": "Ann@b.c"}, "paid", 2)


def test_rows_of_guests_with_different_phone_numbers_refuse_the_order() -> None:
    header = ("order_id", "phone", "email", "date", "sku", "quantity", "price")

    same = order("7,+49 170 12,,2025-01-02,tea,2,1", "7,+49-17012,,2025-01-02,cup,1,9", header=header)
    found = faults("7,+49 170 12,,2025-01-02,tea,2,1", "7,+49 170 13,,2025-01-02,cup,1,9", header=header)
    known = order("7,+49 170 12,a@b.c,2025-01-02,tea,2,1", "7,+49 170 13,,2025-01-02,cup,1,9", header=header)

    assert found == [RowFault(3, "phone", "+49 170 13 differs from +49 170 12 on line 2 of the same order")]
    assert len(same["lines"]) == len(known["lines"]) == 2


def test_without_a_product_column_one_row_is_one_order_and_the_later_of_two_that_agree_stands() -> None:
    header = ("order_id", "email", "date", "total", "Name")

    raw = order("7,a@b.c,2025-01-02,5,Anna", "7,a@b.c,2025-01-02,5,Ann", header=header)

    assert raw["total"] == "5"
    assert raw["lines"] == []
    assert raw["customer"] == {"email": "a@b.c", "name": "Ann"}
    assert raw["status"] == "paid"


def test_totals_that_differ_within_an_order_are_refused_not_guessed() -> None:
    header = ("order_id", "customer_id", "date", "sku", "quantity", "price", "total")

    assert faults("7,ann,2025-01-02,tea,1,2,2", "7,ann,2025-01-02,cup,1,3,3", header=header) == [
        RowFault(3, "total", "3 differs from 2 on line 2 of the same order")
    ]


def test_a_total_may_be_written_with_more_zeros_on_another_row() -> None:
    header = ("order_id", "customer_id", "date", "sku", "quantity", "price", "total")

    raw = order("7,ann,2025-01-02,tea,1,2,5.0", "7,ann,2025-01-02,cup,1,3,5.00", header=header)

    assert raw["total"] == "5.0"


def test_a_status_may_be_explained_and_an_unexplained_one_is_pending_with_its_text() -> None:
    explained = order("7,ann,2025-01-02,Bezahlt,tea,2,1,", bezahlt="paid")
    found = assemble(rows("7,ann,2025-01-02,Offen,tea,2,1,"), reading(columns()))

    assert explained["status"] == "paid"
    assert isinstance(found, Assembled)
    assert (found.raw["status"], found.status_text) == ("pending", "Offen")


def test_our_statuses_are_known_in_any_case() -> None:
    assert order("7,ann,2025-01-02,PAID,tea,2,1,")["status"] == "paid"


def test_a_blank_status_is_refused() -> None:
    reason = "is blank: fill it in, or say what a blank one means with --status '=paid'"
    assert faults("7,ann,2025-01-02,,tea,2,1,") == [RowFault(2, "status", reason)]


@pytest.mark.parametrize("status", ["\x07", "x" * 129, "a\u2028b"])
def test_a_status_that_no_order_could_keep_is_refused(status: str) -> None:
    assert faults(f"7,ann,2025-01-02,{status},tea,2,1,") == [
        RowFault(2, "status", "must have at most 128 characters, all of them printable")
    ]


def test_a_negative_quantity_is_refused_where_it_stands() -> None:
    found = faults("7,ann,2025-01-02,paid,tea,2,1,", "7,ann,2025-01-02,paid,cup,-1,9,")

    assert [(fault.line, fault.column) for fault in found] == [(3, "quantity")]
    assert found[0].reason.startswith("-1 is negative: a cancellation or return is not an order")


def test_whole_orders_of_one_id_that_disagree_are_refused_unless_versions_tell_which_is_later() -> None:
    header = ("order_id", "email", "date", "total")
    one, other = "7,a@b.c,2025-01-02,5", "7,a@b.c,2025-01-02,6"

    assert faults(one, other, header=header) == [RowFault(2, "total", "5 differs from 6 on line 3 of the same order")]
    assert order(f"{one},1", f"{other},2", header=(*header, "version"))["total"] == "6"


def test_what_the_later_of_two_whole_orders_leaves_blank_is_not_erased() -> None:
    header = ("order_id", "email", "date", "total", "refunded", "name")

    raw = order("7,a@b.c,2025-01-02,5,2,Anna", "7,a@b.c,2025-01-02,,,Ann", header=header)

    assert (raw["total"], raw["refundedAmount"], raw["customer"]["name"]) == ("5", "2", "Ann")


@pytest.mark.parametrize("status", ["cancelled", "paid"])
def test_a_cancellation_invoice_of_online_retail_is_refused_by_its_id(status: str) -> None:
    reason = "C536379 is a cancellation invoice: give the original order its new status instead"
    cells = f"ann,2025-01-02,{status},tea,2,1,"

    assert faults(f"C536379,{cells}", header=("InvoiceNo", *LINES[1:])) == [RowFault(2, "InvoiceNo", reason)]
    assert order(f"C536379,{cells}")["orderId"] == "C536379"
    assert order(f"C53637,{cells}", header=("InvoiceNo", *LINES[1:]))["orderId"] == "C53637"


@pytest.mark.long
def test_a_cancellation_invoice_of_many_rows_names_each_of_them_once() -> None:
    line = "C100001,ann,2025-01-02,cancelled,tea,{},1,"
    found = faults(*[line.format(-2), line.format(2)] * 20_000, header=("InvoiceNo", *LINES[1:]))

    assert sorted(fault.line for fault in found) == list(range(2, 40_002))


def test_an_id_that_a_spreadsheet_took_for_a_number_is_the_number() -> None:
    assert order("7,17850.0,2025-01-02,paid,tea,2,1,")["customerId"] == "17850"


def test_a_row_of_another_width_is_refused_never_shifted() -> None:
    reason = "has 9 cells where the header has 8: is a separator in a cell without quotes around it?"
    assert faults("7,ann,2025-01-02,paid,tea,2,1,,extra") == [RowFault(2, "", reason)]


def test_a_date_that_cannot_be_compared_is_refused_with_column_and_value() -> None:
    found = faults("7,ann,2025-01-02,paid,tea,2,1,", "7,ann,2/1/2025,paid,cup,1,9,")

    assert (found[0].line, found[0].column) == (3, "ordered_at")
    assert found[0].reason.startswith("2/1/2025 is 2 January or 1 February: say which")


def test_a_date_that_the_zone_moves_out_of_the_calendar_is_refused_at_its_row() -> None:
    found = assemble(
        rows("7,ann,2025-01-02,paid,tea,2,1,", "7,ann,0001-01-01,paid,cup,1,9,"),
        Reading(columns(), "Asia/Tokyo", "USD"),
    )

    assert found == [RowFault(3, "ordered_at", "0001-01-01 must not lie before 1970")]


@pytest.mark.parametrize("path", ["lines[7]", "lines[0].x.y", "lines[99999999999999999999]"])
def test_a_name_that_only_looks_like_the_path_of_a_line_is_told_of_the_first_row(path: str) -> None:
    row = CellRow(4, ["{}"])

    said = faults_of(
        [FieldError(path, "is not a field of an order")], Assembled({}, row, []), Columns(("order",), {}, 0)
    )

    assert said == [RowFault(4, path, "is not a field of an order")]


def test_an_order_without_lines_and_total_misses_its_total() -> None:
    mine = columns(("order_id", "customer_id", "date", "total"))
    found = assemble(rows("7,ann,2025-01-02,"), reading(mine))
    assert isinstance(found, Assembled)

    told = faults_of([FieldError("lines", "must hold at least one line where no total is given")], found, mine)

    assert told == [RowFault(2, "total", "is blank: an order without lines needs a total")]


def test_faults_of_the_order_are_told_of_the_row_and_column_they_came_from() -> None:
    found = assemble(rows("7,ann,2025-01-02,paid,tea,2,1,", "7,ann,2025-01-02,paid,cup,1,1 500.5,"), reading(columns()))
    assert isinstance(found, Assembled)

    said = faults_of(
        [FieldError("lines[1].unitPrice", "is too large"), FieldError("orderId", "must be shorter")],
        found,
        columns(),
    )

    assert said == [RowFault(3, "price", "1 500.5 is too large"), RowFault(2, "order_id", "7 must be shorter")]


@pytest.mark.parametrize(
    ("cell", "cleaned"), [(" a ", "a"), ("'=1+1", "=1+1"), ("'-6", "-6"), ("'tis", "'tis"), ("", ""), ("'", "'")]
)
def test_spaces_and_our_own_guards_are_taken_off(cell: str, cleaned: str) -> None:
    assert clean(cell) == cleaned


def test_letters_are_a_sign_for_money_alone() -> None:
    for cell, sign in (("3 l", "l"), ("abc29", "abc"), ("$3", "$")):
        assert faults(f"7,ann,2025-01-02,paid,tea,{cell},1.50,") == [
            RowFault(2, "quantity", f"{cell} has {sign} beside the number: write the number alone")
        ]
    assert faults("7,ann,2025-01-02,paid,tea,3,1.50 L,") == [
        RowFault(2, "price", "1.50 L is in L, but the order is in USD")
    ]


def test_the_time_of_day_may_stand_in_a_column_of_its_own() -> None:
    header = ("order_id", "customer_id", "Day", "Clock", "sku", "quantity", "price")
    mine = recognise_columns(header, {"orderedAt": "Day,Clock"}, line=1)
    texts = ("7,ann,2025-01-02,10:15,tea,2,1", "7,ann,2025-01-02,9:30:05,cup,1,9", "7,ann,2025-01-03,,x,1,1")

    found = assemble(rows(*texts), reading(mine))

    assert isinstance(found, Assembled)
    assert found.raw["orderedAt"] == "2025-01-02T09:30:05"


def test_an_instant_may_be_taken_from_the_first_column_that_says_one() -> None:
    mine = recognise_columns(("order_id", "customer_id", "a", "b", "total"), {"orderedAt": "a,b"}, line=1)

    found = assemble(rows("7,ann,,2025-01-02 10:15,5"), reading(mine))

    assert isinstance(found, Assembled)
    assert found.raw["orderedAt"] == "2025-01-02 10:15"


@pytest.mark.parametrize(
    ("field", "cell", "status"),
    [
        ("cancelledAt", "2025-01-03", "cancelled"),
        ("cancelledAt", "", "paid"),
        ("paidAt", "2025-01-03", "paid"),
        ("paidAt", "", "pending"),
    ],
)
def test_a_file_without_statuses_may_say_when_an_order_was_cancelled_or_paid(
    field: str, cell: str, status: str
) -> None:
    mine = recognise_columns(("order_id", "customer_id", "date", "total", "then"), {field: "then"}, line=1)

    found = assemble(rows(f"7,ann,2025-01-02,5,{cell}"), reading(mine))

    assert isinstance(found, Assembled)
    assert found.raw["status"] == status


def test_a_phone_number_that_a_spreadsheet_has_rounded_gives_way_to_one_that_is_whole() -> None:
    mine = recognise_columns(("order_id", "a", "b", "date", "total"), {"customer.phone": "a,b"}, line=1)

    found = assemble(rows("7,9.23001E+11,03001234567,2025-01-02,5"), reading(mine))
    lost = assemble(rows("7,9.23001E+11,,2025-01-02,5"), reading(mine))

    assert isinstance(found, Assembled)
    assert found.raw["customer"] == {"phone": "03001234567"}
    assert isinstance(lost, list)
    assert [(fault.line, fault.column) for fault in lost] == [(2, "a")]
