"""Recognising what kind of file it is: JSON lines, or CSV with its separator and header."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.errors import FileRefused
from regulars.importing.file.columns import known_names
from regulars.importing.file.dialect import SEPARATORS, Dialect, recognise
from regulars.importing.file.read import Source


def known(names: Sequence[str]) -> int:
    return len(known_names(names, ()))


def recognised(content: str | bytes) -> tuple[Dialect, list[str]]:
    given = content.encode() if isinstance(content, str) else content
    dialect, rest = recognise(Source(io.BytesIO(given)).lines(), known)
    return dialect, list(rest)


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_header_is_read_under_each_separator_in_each_encoding(separator: str, encoding: str) -> None:
    names = ("Order ID", "Größe, total; net|gross\tor so", "customer_id", "Käufer")
    written = io.StringIO()
    csv.writer(written, delimiter=separator, lineterminator="\r\n").writerow(names)

    dialect, rest = recognised((written.getvalue() + "1\r\n").encode(encoding))

    assert dialect == Dialect(separator, ("Order ID", "Größe, total; net|gross\tor so", "customer_id", "Käufer"), 1, 2)
    assert rest == ["1\r\n"]


@pytest.mark.parametrize(
    ("header", "separator"),
    [
        ("order_id,a;b;c;d,total", ","),
        ("order_id;a,b,c,d;total", ";"),
        ('"order_id";"total, net"', ";"),
        ("order_id|a,b,c|total;d", "|"),
        ("order_id\ta,b,c,d;e;f\ttotal", "\t"),
        ("Nothing\tis\tknown, here", "\t"),
        ("order_id", ","),
    ],
)
def test_the_separator_is_the_one_under_which_most_names_are_known_then_the_one_of_most_columns(
    header: str, separator: str
) -> None:
    assert recognised(f"{header}\n")[0].separator == separator


def test_what_is_known_is_the_callers_to_say() -> None:
    lines = ["Nr;Kunde,Datum;Summe\n"]

    assert recognise(iter(lines), known=lambda names: len({"Summe", "Nr"} & {*names}))[0].separator == ";"
    assert recognise(iter(lines), known=lambda names: len({"Kunde,Datum", "x"} & {*names}))[0].separator == ";"
    assert recognise(iter(lines), known=lambda names: len({"Nr;Kunde"} & {*names}))[0].separator == ","


@pytest.mark.parametrize(
    "hint", ["sep=;", "SEP=;", "Sep=,", '"sep=;"', "sep=\t", "sep=|", "sep=:", "sep=", "\ufeffsep=;", ";;;", " \t ", ""]
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_blank_lines_and_a_separator_hint_before_the_header_are_passed_over(hint: str, end: str, encoding: str) -> None:
    text = f'{end}{hint}{end}\ufeff"order_id";total{end}1;2{end}'

    dialect, rest = recognised(text.encode(encoding))

    assert dialect == Dialect(";", ("order_id", "total"), 3, 4)
    assert rest == [f"1;2{end}"]


@pytest.mark.parametrize("hint", ["sep=;\n", '"sep=;"\n', ";;\n"])
def test_a_bom_before_a_separator_hint_is_no_part_of_it(hint: str) -> None:
    assert recognised(f"\ufeff{hint}order_id;total\n1;2\n")[0] == Dialect(";", ("order_id", "total"), 2, 3)


def test_a_column_that_begins_like_a_separator_hint_is_a_column() -> None:
    assert recognised("sep=x,order_id\n")[0].header == ("sep=x", "order_id")


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_header_may_break_its_line_inside_a_name(separator: str, end: str) -> None:
    text = f'order_id{separator}"total{end}{end}(für €)"{separator}date{end}1{end}'

    dialect, rest = recognised(text)

    assert dialect == Dialect(separator, ("order_id", f"total{end}{end}(für €)", "date"), 1, 4)
    assert rest == [f"1{end}"]


@pytest.mark.parametrize("name", ['Size 12"', '7" single;2', '5" or "6'])
def test_a_quote_inside_a_name_takes_no_row_into_the_header(name: str) -> None:
    dialect, rest = recognised(f'order_id,{name},total\n1,"a""b",2\n2,"x\ny",3\n')

    assert dialect == Dialect(",", ("order_id", name, "total"), 1, 2)
    assert rest == ['1,"a""b",2\n', '2,"x\n', 'y",3\n']


def test_under_a_wrong_separator_a_quote_takes_no_row_either() -> None:
    dialect, rest = recognised('order_id;"total";a,"b\n1;2;3\n4;5;6\n')

    assert dialect == Dialect(";", ("order_id", "total", 'a,"b'), 1, 2)
    assert rest == ["1;2;3\n", "4;5;6\n"]


@pytest.mark.parametrize(("line", "rest"), [('{"orderId": 1}\n', 1), ('\ufeff{"orderId": "é"}\n', 2)])
def test_a_line_that_begins_with_a_brace_is_json(line: str, rest: int) -> None:
    dialect, lines = recognised("\n" + line * rest)

    assert not dialect.is_csv
    assert dialect.next_line == 2
    assert len(lines) == rest


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[\n{}\n]", "Line 1: is a JSON array: write one order a line"),
        ('{\n "orderId": 1\n}', "Line 1: is JSON over several lines"),
        ('{"orderId": 1}\r{"orderId": 2}\r', "Line 1: holds a bare carriage return"),
        ("\n" * 3, "The file is empty"),
        ("\ufeff\n;;\nsep=;\n", "The file is empty"),
        ("\n\norder_id,total\r1,2\r2,3\r", "Line 3: holds a bare carriage return: save the file with ordinary"),
        ('"order_id,total\n1,2\n', "Line 1: a quoted cell is never closed"),
        ('order_id,"total\n' + "1,2\n" * 200 + '"\n', "Line 1: a quoted cell is never closed"),
        ('"order" id,"x" y,total\n1,2,3\n', "Line 1: the header has a quote inside a quoted name: double it"),
        ("order_id," + "x" * 1_048_577 + "\n", "Line 1: a cell is larger than 1 MB"),
    ],
)
def test_other_json_and_what_has_no_header_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        recognised(text)


STARTS = st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"sep=;\n", b"{", b'"', b"order_id;total\n", b"a,\xe9\n"])
CONTENT = st.binary() | st.text(st.sampled_from('a1,;\t|"\r\n é{[=')).map(str.encode)


@given(st.builds(bytes.__add__, STARTS, CONTENT))
def test_any_file_is_recognised_with_every_line_behind_its_header_or_refused(content: bytes) -> None:
    try:
        lines = list(Source(io.BytesIO(content)).lines())
        dialect, rest = recognise(iter(lines), known)
    except FileRefused:
        return

    assert list(rest) == lines[dialect.next_line - 1 :] or not dialect.is_csv
    assert all(name == name.strip() for name in dialect.header)
