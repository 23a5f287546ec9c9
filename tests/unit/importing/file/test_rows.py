"""Cutting a CSV text into rows: lines, quotes, and what cannot be trusted."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.errors import FileRefused
from regulars.importing.file.rows import read_rows


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def test_a_row_knows_its_line_also_behind_blank_lines_and_line_breaks_in_cells() -> None:
    rows = list(read_rows(lines('a,"x\ny"\n\n,,\nb,z'), ",", first_line=2))

    assert [(row.line, row.cells) for row in rows] == [(2, ["a", "x\ny"]), (6, ["b", "z"])]
    assert rows[0].raw == 'a,"x\ny"\n'


@pytest.mark.parametrize("blank", ["  \n", "\t\r\n", "\x1a"])
def test_a_line_in_which_nobody_sees_anything_is_blank(blank: str) -> None:
    assert [row.line for row in read_rows(["a,b\n", blank, "c,d\n"], ",")] == [1, 3]


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


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_other_separators_are_text(separator: str) -> None:
    others = "".join({",", ";", "\t", "|"} - {separator})

    assert next(read_rows([f'1{separator}a{others}b{separator}"{separator}"\n'], separator)).cells == [
        "1", f"a{others}b", separator,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('1,"a\rb"\n', ["1", "a\rb"]),
        ('1,"a\r\nb"\r\n', ["1", "a\r\nb"]),
        ("1,a\r\r\n", ["1", "a"]),
        ("1,a\r", ["1", "a"]),
        ("1,\x85\xa0\x1c\u2028\n", ["1", "\x85\xa0\x1c\u2028"]),
        ("1, a \n", ["1", " a "]),
        ("1,'a,b'\n", ["1", "'a", "b'"]),
        ('1,"a ""b"" c"\n', ["1", 'a "b" c']),
    ],
)
def test_cells_are_cut_at_separators_and_line_ends_and_nowhere_else(text: str, cells: list[str]) -> None:
    rows = list(read_rows(io.StringIO(text, newline="\n"), ","))

    assert [(row.cells, row.raw, row.fault) for row in rows] == [(cells, text, None)]


def test_a_row_behind_cells_with_carriage_returns_keeps_its_line() -> None:
    text = '1,"a\rb\rc"\n2,"d\r\ne"\r\n3,f\n'

    assert [row.line for row in read_rows(io.StringIO(text, newline="\n"), ",", first_line=2)] == [2, 3, 5]


CELLS = st.text(st.sampled_from('a1,;\t|"\r\n é'), max_size=8)


@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=5), st.sampled_from([",", ";", "\t", "|"])
)
def test_what_was_written_under_a_separator_is_read_under_it(table: list[list[str]], separator: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(table)
    written.seek(0)

    rows = list(read_rows(io.StringIO(written.getvalue(), newline="\n"), separator))

    seen = [cells for cells in table if any(cells) and (len(cells) > 1 or cells[0].strip(" \t\r\n"))]
    assert [row.cells for row in rows] == seen
    assert all(row.fault is None for row in rows)
