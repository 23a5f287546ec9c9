"""Cutting a CSV text into rows: lines, quotes, and what cannot be trusted."""

from __future__ import annotations

import pytest
from regulars.errors import FileRefused
from regulars.importing.dialect import recognise
from regulars.importing.rows import read_rows


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def test_a_row_knows_its_line_also_behind_blank_lines_and_line_breaks_in_cells() -> None:
    rows = list(read_rows(lines('a,"x\ny"\n\n,,\nb,z'), ",", first_line=2))

    assert [(row.line, row.cells) for row in rows] == [(2, ["a", "x\ny"]), (6, ["b", "z"])]
    assert rows[0].raw == 'a,"x\ny"\n'


def test_a_quote_inside_a_quoted_cell_is_the_rows_own_fault() -> None:
    rows = list(read_rows(lines('1,"5" pipe",x\n2,ok,y\n'), ","))

    assert [(row.line, row.fault) for row in rows] == [(1, "has a quote inside a quoted cell: double it"), (2, None)]
    assert rows[0].cells[0] == "1"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('x\n"a"b,c\rd\n', "Line 2: holds a bare carriage return"),
        ('x\n"a"b,"' + "c" * 1_048_577 + '"\n', "Line 2: a cell is larger than 1 MB"),
    ],
)
def test_a_row_with_two_faults_is_refused_for_the_worse(text: str, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        list(read_rows([line + "\n" for line in text.split("\n")], ","))


def test_a_quote_in_an_unquoted_cell_is_a_quote() -> None:
    assert next(read_rows(['1,5" pipe,x\n'], ",")).cells == ["1", '5" pipe', "x"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('a,b\nc,"d\ne,f\n', "Line 2: a quoted cell is never closed"),
        ("a,b\n" + "x" * 1_048_577 + ",c\n", "Line 2: a cell is larger than 1 MB"),
        ("a,b\nc,d\re,f\n", "Line 2: holds a bare carriage return"),
    ],
)
def test_what_cannot_be_cut_refuses_the_file_and_names_the_line(text: str, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        list(read_rows(text.split("\n") if "\r" not in text else [part + "\n" for part in text.split("\n")], ","))


@pytest.mark.parametrize(
    ("header", "separator"),
    [("order_id,a;b;c;d,total", ","), ("order_id;a,b,c,d;total", ";"), ('"order_id";"total, net"', ";")],
)
def test_the_separator_is_the_one_under_which_most_names_are_known(header: str, separator: str) -> None:
    assert recognise(iter([f"{header}\n"]), ())[0].separator == separator


def test_a_mapped_name_counts_as_known() -> None:
    assert recognise(iter(["Nr;Kunde,Datum;Summe\n"]), ["Summe", "Nr"])[0].separator == ";"


def test_blank_lines_and_a_separator_hint_before_the_header_are_passed_over() -> None:
    dialect, rest = recognise(iter(["\n", "sep=;\n", "order_id;total\n", "1;2\n"]), ())

    assert (dialect.separator, dialect.header) == (";", ("order_id", "total"))
    assert (dialect.header_line, dialect.next_line) == (3, 4)
    assert list(rest) == ["1;2\n"]


def test_a_header_may_break_its_line_inside_a_name() -> None:
    dialect, _ = recognise(iter(['order_id,"total\n', '(net)",date\n']), ())

    assert dialect.header == ("order_id", "total\n(net)", "date")
    assert dialect.next_line == 3


def test_a_line_that_begins_with_a_brace_is_json() -> None:
    dialect, rest = recognise(iter(["\n", '{"orderId": 1}\n', '{"orderId": 2}\n']), ())

    assert not dialect.is_csv
    assert dialect.next_line == 2
    assert len(list(rest)) == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[\n{}\n]", "Line 1: is a JSON array: write one order a line"),
        ('{\n "orderId": 1\n}', "Line 1: is JSON over several lines"),
        ('{"orderId": 1}\r{"orderId": 2}\r', "Line 1: holds a bare carriage return"),
        ("\n" * 3, "The file is empty"),
    ],
)
def test_other_json_and_nothing_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        recognise(iter([f"{line}\n" for line in text.split("\n")]), ())


def test_a_file_of_bare_carriage_returns_is_refused_for_them_and_not_for_its_quotes() -> None:
    with pytest.raises(
        FileRefused, match="Line 1: holds a bare carriage return: save the file with ordinary line ends"
    ):
        recognise(iter(["order_id,total\r1,2\r2,3\r"]), ())
