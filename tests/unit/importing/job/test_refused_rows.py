"""Which orders of a good file are refused: at which line and column, with which words; all others go in."""

from __future__ import annotations

import csv

import pytest
from regulars.importing.job import refused as refused_module

from testing.files.read import read_file
from testing.files.rows import HEADER, row, rows

DAY = "{} has no month 13, read day-first"
LOST = "{} was rounded by a spreadsheet, its digits are lost: import the export as it was downloaded"
ANOTHER_CURRENCY = (
    "is not USD, the tenant's currency: import such orders into a tenant of their own, made with --currency"
)
NEGATIVE = "{} is negative: a cancellation or return is not an order; refund the original"
WRAPPED = (
    "stands in quotes as a whole, as if a spreadsheet had put each row into one cell, and has other cells inside them "
    "than the header: import the export as it was downloaded"
)
NO_INSTANT = "{} is no date such as 2025-10-15 08:30, 15 Oct 2025 or 2025-10-15T08:30:00Z"


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("quantity", "-1", NEGATIVE),
        ("quantity", "(1)", NEGATIVE),
        ("quantity", "0", "{} must be greater than 0: no line of the order is left"),
        ("quantity", "abc29", "{} has abc beside the number: write the number alone"),
        ("quantity", "1.2345", "{} must have at most 3 decimals"),
        ("quantity", "two", "{} is no number such as 1234.50"),
        (
            "unit_price",
            "-9",
            "{} is negative: a discount is a line of its own only where the order's total is given as well",
        ),
        ("unit_price", "1.234.56", "{} is no number such as 1234.50"),
        ("unit_price", "1e3", "{} is a shortened number: write out all of its digits"),
        ("unit_price", "€ 9", "{} is in €, but the order is in USD"),
        ("unit_price", "9 EUR", "{} is in EUR, but the order is in USD"),
        ("order_id", "5.23E+12", LOST),
        ("customer_id", "5.23E+12", LOST),
        ("product_id", "1.2e+7", LOST),
        ("customer_id", "search", "{} must not be the reserved word search"),
        ("ordered_at", "04/13/2025", DAY),
        ("ordered_at", "2025-02-30", "{} is no date or time that exists"),
        ("ordered_at", "1/2/2025 13:00 PM", "{} is no date or time that exists"),
        ("ordered_at", "19999", NO_INSTANT),
        ("ordered_at", "tomorrow", NO_INSTANT),
        ("ordered_at", "1969-12-31", "{} must not lie before 1970"),
        ("ordered_at", "2031-01-01", "{} lies in the future"),
        ("status", "x" * 129, "must have at most 128 characters, all of them printable"),
    ],
)
def test_a_cell_is_refused_where_it_stands(column: str, cell: str, reason: str) -> None:
    read = read_file(rows(row(**{column: cell})), dates="day-first")

    assert list(read.by_id) == ["1"]
    assert read.refusals == [(3, column, reason.format(cell[:60]))]


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        ("order_id", "is required on every row of an order"),
        ("ordered_at", "is required"),
        ("status", "is blank: fill it in, or say what a blank one means with --status '=paid'"),
        ("product_id", "is required"),
        ("quantity", "is required"),
        ("unit_price", "is required"),
    ],
)
def test_a_cell_that_says_nothing_where_something_is_needed_is_named(column: str, reason: str) -> None:
    assert read_file(rows(row(**{column: " "}))).refusals == [(3, column, reason)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            row()[:-1] + ",more\n",
            "has 8 cells where the header has 7: is a separator in a cell without quotes around it?",
        ),
        (
            row().replace(",", " ; "),
            "has 1 cell where the header has 7: where a spreadsheet has not cut the rows into columns, import the "
            "export as it was downloaded",
        ),
        (f'"{row().strip()},more";\n', WRAPPED),
        (row(product_id='"5" pipe"'), "has a quote inside a quoted cell: double it"),
    ],
)
def test_a_row_that_does_not_fit_the_header_is_refused_and_never_shifted(line: str, reason: str) -> None:
    read = read_file(rows(line, row(order_id="3")))

    assert read.refusals == [(3, "", reason)]
    assert sorted(read.by_id) == ["1", "3"]


@pytest.mark.parametrize("end", ["", ",", ",,,", ", \t,"])
def test_a_row_with_blank_cells_too_many_at_its_end_is_taken(end: str) -> None:
    read = read_file(rows(row()[:-1] + f"{end}\n"))

    assert (read.refused, sorted(read.by_id)) == ([], ["1", "2"])


def test_cells_that_are_missing_at_the_end_are_blank_ones_and_refuse_only_what_needs_them() -> None:
    header = "order_id,email,date,total,refunded,channel\n"
    read = read_file(f"{header}1,a@b.c,2025-01-02,5\n2,a@b.c,2025-01-02,5,1\n3,a@b.c,2025-01-02\n".encode())

    assert {order_id: order.refunded_minor for order_id, order in read.by_id.items()} == {"1": 0, "2": 100}
    assert read.refusals == [(4, "total", "is blank: an order without lines needs a total")]


def test_numbers_of_rows_that_are_too_short_decide_their_column_as_others_do() -> None:
    read = read_file(b"order_id;email;date;total;channel\n1;a@b.c;2025-01-02;1.234\n2;a@b.c;2025-01-02;1,50;;\n")

    assert read.by_id["1"].total_minor == 123_400


def test_a_row_that_ends_before_its_order_id_is_refused_alone_and_named() -> None:
    header = "date,email,total,order_id\n"
    read = read_file(f"{header}2025-01-02,a@b.c\n2025-01-02,a@b.c,5\n2025-01-02,a@b.c,5,7\n".encode())

    assert list(read.by_id) == ["7"]
    assert sorted(read.groups) == [(2,), (3,), (4,)]
    assert read.refusals == [(line, "order_id", "is required on every row of an order") for line in (2, 3)]


@pytest.mark.parametrize("end", ["", ";", ",,,", " "])
def test_rows_that_stand_in_quotes_as_a_whole_are_read_as_what_they_hold(end: str) -> None:
    inner = [row(order_id="1"), row(product_id='"a, ""b"""')]
    wrapped = [line.strip().replace('"', '""') for line in inner]

    read = read_file((HEADER + "".join(f'"{line}"{end}\n' for line in wrapped)).encode())

    assert read.refused == []
    assert [line.product_id for line in read.by_id["2"].lines] == ['a, "b"']


def test_a_header_may_stand_in_quotes_as_a_whole_with_its_rows() -> None:
    wrapped = "".join(f'"{line.strip()}"\r\n' for line in (HEADER, row(order_id="1"), row()))

    read = read_file(wrapped.encode())

    assert (read.refused, sorted(read.by_id)) == ([], ["1", "2"])


@pytest.mark.parametrize("line", [",,,,,,123.45\n", row(order_id="", status=""), row(order_id="", ordered_at="x")])
def test_a_row_without_an_order_says_so_before_anything_else(line: str) -> None:
    assert read_file(rows(line)).refusals == [(3, "order_id", "is required on every row of an order")]


@pytest.mark.parametrize(
    ("header", "line", "column", "reason"),
    [
        ("currency", "EUR", "currency", f"EUR {ANOTHER_CURRENCY} EUR"),
        ("currency", "US dollars", "currency", "US dollars is no currency code such as USD"),
        ("refunded", "6", "refunded", "6 is more than the order's total of 5.00"),
        ("refunded", "€ 1", "refunded", "€ 1 is in €, but the order is in USD"),
        ("exchangeRate", "2", "exchangeRate", "2 must be left out for USD, the tenant's currency"),
    ],
)
def test_amounts_of_a_whole_order_are_refused_under_their_columns(
    header: str, line: str, column: str, reason: str
) -> None:
    content = f"order_id,customer_id,date,total,{header}\n1,ann,2025-01-02,5,{line}\n".encode()

    assert read_file(content).refusals == [(2, column, reason)]


def test_a_whole_order_is_held_back_when_one_of_its_lines_is_refused_and_the_rest_goes_in() -> None:
    read = read_file(rows(row(), row(order_id="3"), row(product_id="tea", quantity="-1"), row(product_id="pot")))

    assert sorted(read.by_id) == ["1", "3"]
    assert read.report["refusals"] == [{"line": 5, "column": "quantity", "reason": NEGATIVE.format(-1)}]
    assert (read.report["rows"], read.report["rowsRefused"]) == (5, 3)
    assert read.refused_file == (
        HEADER.replace("\n", ",_line,_column,_reason\r\n")
        + "2,bob,2025-01-03,paid,cup,1,9,3,,held back: line 5 of the same order is refused\r\n"
        + f"2,bob,2025-01-03,paid,tea,'-1,9,5,quantity,'{NEGATIVE.format(-1)}\r\n"
        + "2,bob,2025-01-03,paid,pot,1,9,6,,held back: line 5 of the same order is refused\r\n"
    )


def test_the_file_of_refused_rows_mended_and_uploaded_again_is_the_whole_order() -> None:
    refused = read_file(rows(row(), row(product_id="tea", quantity="-1"))).refused_file

    again = read_file(refused.replace("'-1", "1", 1).encode())

    assert again.refused == []
    assert [line.product_id for line in again.by_id["2"].lines] == ["cup", "tea"]


def test_rows_of_one_order_that_contradict_each_other_are_refused() -> None:
    read = read_file(rows(row(), row(customer_id="zoe")))

    assert read.refusals == [(4, "customer_id", "zoe differs from bob on line 3 of the same order")]
    assert [row.line for row in read.refused if row.held] == [3]


def test_refused_rows_stand_in_the_files_order_as_far_as_memory_holds_them(monkeypatch: pytest.MonkeyPatch) -> None:
    content = rows(*(row(order_id=str(number), quantity="-1") for number in range(100, 140)))

    whole = _lines(read_file(content).refused_file)
    monkeypatch.setattr(refused_module, "_SORTED_CHARACTERS", 2_000)
    in_runs = _lines(read_file(content).refused_file)

    assert whole == list(range(3, 43))
    assert sorted(in_runs) == whole
    assert in_runs != whole


def test_a_sentence_stays_on_its_line_and_steers_no_terminal() -> None:
    content = b'order_id,customer_id,date,total\n1,"ann\x1b[2J\nlee",2025-01-02,5\n'

    sentence = "ann\ufffd[2J\ufffdlee must hold printable characters only, without U+001B at character 4"
    assert read_file(content).refusals == [(2, "customer_id", sentence)]


def test_no_cell_of_the_file_is_a_formula_also_in_its_header() -> None:
    content = b"order_id,customer_id,date,total,=1+1\n1,ann,2025-01-02,-5,@x\n"
    refused = read_file(content).refused_file

    assert next(csv.reader(refused.splitlines()))[4] == "'=1+1"
    assert read_file(refused.replace("'-5", "5").encode()).manifest.dialect.header[4] == "'=1+1"
    assert list(read_file(refused.replace("'-5", "5").encode(), mapping={"channel": "=1+1"}).by_id) == ["1"]


@pytest.mark.parametrize("separator", [",", ";"])
def test_refused_json_lines_are_mended_in_their_file_and_taken_from_there(separator: str) -> None:
    order = '{"orderId": "%s", "customerId": "Jörg, \\"J\\"", "orderedAt": "2025-01-02", "status": "paid", "total": %s}'
    refused = read_file("\n".join([order % (1, 5), order % (2, -7), order % (3, -8)]).encode()).refused_file
    cells = list(csv.reader(refused.splitlines()))
    mended = "".join(
        separator.join(f'"{cell.replace(chr(34), 2 * chr(34))}"' for cell in row) + "\r\n" for row in cells
    )

    read = read_file(mended.replace("-7", "7").encode())

    assert [(order.order_id, order.customer_id, order.total_minor) for order in read.orders] == [
        ("2", 'Jörg, "J"', 700)
    ]
    assert read.refusals == [(3, "total", "must be 0 or more")]


def _lines(refused_file: str) -> list[int]:
    return [int(cells["_line"]) for cells in csv.DictReader(refused_file.splitlines())]
