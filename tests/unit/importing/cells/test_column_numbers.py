"""The numbers of a column: which decimal mark its cells decide for, and what stays open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.errors import FileRefused
from regulars.importing.cells.numbers import DecimalMark

from testing.files.seen import column, decides

POINT, COMMA = DecimalMark.POINT, DecimalMark.COMMA
NBSP, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(("cell", "mark"), [("12,-", COMMA), ("12.-", POINT), ("1,499/-", POINT), ("1.499/-", COMMA)])
def test_a_dash_in_the_place_of_cents_shows_the_columns_mark(cell: str, mark: DecimalMark) -> None:
    assert column("1.234", cell).decided("total", None, None) is mark


def test_a_cell_without_cents_or_marks_shows_no_mark() -> None:
    with pytest.raises(FileRefused):
        column("1.234", "499/-").decided("total", None, None)


def test_a_day_that_a_spreadsheet_made_of_an_amount_says_nothing_about_the_columns_mark() -> None:
    assert column("12. Mai", "1,234", "12,50").decided("total", None, None) is COMMA


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["12.50", "1.234"], POINT),
        (["1.234", "12,50"], COMMA),
        (["1,234", "0.125"], POINT),
        (["1.234", "1.234.567"], COMMA),
        (["1,234", "12,34,567"], POINT),
        (["1.234", "1.234,5"], COMMA),
        (["1.234", "1234.567"], POINT),
        (["1.234", "€ 1 234,50"], COMMA),
        (["1,234", "12.50 (gift)", "12,50"], COMMA),
        (["12,50"], COMMA),
    ],
)
def test_the_other_cells_of_a_column_decide(cells: list[str], mark: DecimalMark) -> None:
    for chosen in (None, POINT, COMMA):
        for usual in (None, POINT, COMMA):
            assert column(*cells).decided("total", chosen, usual) is mark


@pytest.mark.parametrize("cells", [[], ["12", "1200", "1 234", "", "free"], ["12.50", "12,50"]])
def test_a_column_in_which_every_cell_has_one_reading_needs_no_mark(cells: list[str]) -> None:
    assert column(*cells).decided("total", COMMA, POINT) is None
    assert column(*cells).decided("total", None, None) is None


@pytest.mark.parametrize("cells", [["1.234"], ["1,234"], ["1.234", "1,234"], ["1.234", "12.50", "12,50"]])
def test_where_the_column_does_not_decide_the_caller_does(cells: list[str]) -> None:
    for usual in (None, POINT, COMMA):
        assert column(*cells).decided("total", COMMA, usual) is COMMA
        assert column(*cells).decided("total", POINT, usual) is POINT


def test_the_mark_usual_in_such_files_decides_only_where_that_mark_stands() -> None:
    assert column("12", "1.234").decided("total", None, POINT) is POINT
    assert column("12", "1,234").decided("total", None, COMMA) is COMMA
    for cells in (["1,234"], ["1.234", "1,234"], ["1.234", "12.50", "12,50"], ["12.50", "12,50", "1,234 ر.س."]):
        with pytest.raises(FileRefused):
            column(*cells).decided("total", None, POINT)


def test_a_column_that_nothing_decides_is_refused_with_both_readings() -> None:
    with pytest.raises(FileRefused) as refused:
        column("12", "EUR 1.234", "5.678").decided("Total", None, None)

    assert str(refused.value) == (
        "Line 3: 1.234 in the column Total is 1.234 with a decimal point or 1234 with a decimal comma, "
        "and no other cell of the column decides: say which with --decimal point|comma."
    )


def test_a_column_with_both_marks_is_refused_with_a_cell_of_each() -> None:
    with pytest.raises(FileRefused) as refused:
        column("12.50", "7,50", "1,234", "9.99").decided("Total", None, POINT)

    assert str(refused.value) == (
        "Line 4: 1,234 in the column Total is 1234 with a decimal point or 1.234 with a decimal comma, "
        "and the column has 12.50 (line 2) as well as 7,50 (line 3): say which with --decimal point|comma."
    )


@pytest.mark.parametrize("codec", ["utf-8", "cp1252"])
@pytest.mark.parametrize("cell", [f"1{NBSP}234,50", "12,50 €", f"€{NBSP}12,5", "1’234,5", "£0,125"])
def test_cells_that_are_not_decoded_yet_decide_as_well(cell: str, codec: str) -> None:
    undecoded = cell.encode(codec).decode("latin-1")

    assert column("1.234", undecoded).decided("total", None, None) is COMMA


def test_an_undecoded_abbreviation_before_the_number_shows_no_decimal_point() -> None:
    undecoded = "руб.500".encode().decode("latin-1")

    assert column(undecoded, "1,234").decided("total", COMMA, None) is COMMA


cells_of_marks = st.lists(st.text("0123.,-€ x'", max_size=9), max_size=8)


@given(cells=cells_of_marks)
def test_what_a_column_decides_is_what_its_cells_decide_one_by_one(cells: list[str]) -> None:
    alone = {column(cell).decided("total", None, None) for cell in cells if decides(cell)}
    unclear = [cell for cell in cells if not decides(cell)]
    marks = alone - {None}
    seen = column(*cells)

    if len(marks) == 1:
        assert seen.decided("total", None, None) in marks
    elif unclear:
        with pytest.raises(FileRefused):
            seen.decided("total", None, None)
    else:
        assert seen.decided("total", None, None) is None


@pytest.mark.long
def test_a_column_of_many_cells_keeps_what_it_saw_first() -> None:
    seen = column("7.50")
    for number in range(20_000):
        seen.see(number + 3, f"{1 + number % 900}.{number // 900:03d}")

    assert seen.decided("total", None, None) is POINT
