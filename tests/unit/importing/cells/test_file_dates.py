"""The dates of a file: which order its cells decide for, and what stays open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.errors import FileRefused
from regulars.importing.cells.dates import DateOrder, read_date

from testing.files.seen import evidence

DAY, MONTH = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST
NARROW = "\u202f"


@pytest.mark.parametrize("cell", ["3/4/25", "25-12-06", "28.09.26", "05/05/05", "12.11.31"])
def test_a_year_of_two_digits_that_may_stand_first_is_asked_about(cell: str) -> None:
    with pytest.raises(ValueError, match=r"^has a year of two digits, which may stand first: say which with --dates "):
        read_date(cell, None)
    with pytest.raises(FileRefused) as refused:
        evidence("2025-01-01", cell).decided(None)

    assert str(refused.value) == (
        f"Line 3: {cell} in the column Date has a year of two digits, which may stand first or last: "
        "say which with --dates day-first or --dates month-first, or write all four."
    )


@pytest.mark.parametrize(("cell", "text"), [("09/28/26", "2026-09-28"), ("28/09/99", "1999-09-28")])
def test_a_year_of_two_digits_that_cannot_stand_first_is_read(cell: str, text: str) -> None:
    assert read_date(cell, None) == read_date(cell, evidence(cell).decided(None)) == text


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["09/15/26", "09/08/26"], MONTH),
        (["28/09/26", "13/04/2025"], DAY),
        (["28/09/26", "28/09/00"], DAY),
    ],
)
def test_what_other_dates_decide_holds_for_years_of_two_digits(cells: list[str], order: DateOrder) -> None:
    assert evidence(*cells).decided(None) is order


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2025", "13/04/2025"], DAY),
        (["31.12.2025 10:00", "03.04.2025"], DAY),
        (["03/04/2025", "04/13/2025"], MONTH),
        (["12/31/2025", "03/04/2025", "2025-01-02"], MONTH),
        (["'03/04/2025", "'04/13/2025"], MONTH),
        (["03/04/2025", "31/02/2025"], DAY),
        (["03/04/2025", "03/32/2025", "00/13/2025", "13/13/2025", "13/04/25", "13/04/2025"], DAY),
        (["2025-03-04", "5/5/2025", "45992", "", "soon"], None),
        (["12/12/2025"], None),
        ([], None),
    ],
)
def test_a_value_above_twelve_decides_for_the_file(cells: list[str], order: DateOrder | None) -> None:
    assert evidence(*cells).decided(None) is order


def test_dates_that_nothing_decides_refuse_the_file_with_both_readings() -> None:
    with pytest.raises(FileRefused) as refused:
        evidence("2025-01-01", "05/05/2025", "03/04/2025 10:00", "12/11/2025").decided(None)

    assert str(refused.value) == (
        "Line 4: 03/04/2025 10:00 in the column Date is 3 April or 4 March, and no other date decides: "
        "say which with --dates day-first or --dates month-first."
    )


def test_dates_in_both_orders_refuse_the_file_with_both_lines() -> None:
    with pytest.raises(FileRefused) as refused:
        evidence("03/04/2025", "12/25/2025", "12/26/2025", "25/12/2025").decided(None)

    assert str(refused.value) == (
        "Line 5: 25/12/2025 in the column Date and 12/25/2025 on line 3 cannot both be read: one has the day first, "
        "one the month; say which with --dates day-first or --dates month-first."
    )


@pytest.mark.parametrize(
    "cells", [["03/04/2025"], ["25/12/2025"], ["12/25/2025"], ["25/12/2025", "12/25/2025"], ["2025-01-01"], []]
)
def test_what_the_caller_chose_always_settles_it(cells: list[str]) -> None:
    assert evidence(*cells).decided(DAY) is DAY
    assert evidence(*cells).decided(MONTH) is MONTH


@pytest.mark.parametrize(
    ("cells", "examples"),
    [
        ([], ()),
        (["x", "", "3/4/2", "31/02/20255"], ()),
        (["2025-01-01", "2025-01-01", "2025-01-02", "2025-01-03"], ("2025-01-01", "2025-01-02")),
        (["25/12/2025", "26/12/2025", "03/04/2025"], ("03/04/2025", "25/12/2025")),
        (["2025-01-01", "45992", "45992", "45993.5", "03/04/2025"], ("45992", "45993.5")),
        ([f"3/4/2025, 9:05{NARROW}PM".encode().decode("latin-1")], ("3/4/2025, 9:05 PM",)),
    ],
)
def test_the_examples_are_cells_that_do_not_explain_themselves(cells: list[str], examples: tuple[str, ...]) -> None:
    assert evidence(*cells).examples == examples


@pytest.mark.parametrize(
    ("cell", "local"),
    [
        ("2025-12-06", True),
        ("2025-12-06 10:37", True),
        ("2025-12-06T10:37:33", True),
        ("25/12/2025 10:37", True),
        ("45992.5", True),
        ("2025-12-06T10:37:33Z", False),
        ("2025-12-06T10:37Z", False),
        ("2025-12-06 10:37:33 -0500", False),
        ("2025-12-06T10:37:33.123456789+05:30", False),
        ("2025-12-06 10:37:33 UTC", False),
        ("25/12/2025 10:37 +0100", False),
        ("", False),
        ("soon", False),
    ],
)
def test_a_cell_without_an_offset_makes_the_dates_local(cell: str, local: bool) -> None:
    assert evidence(cell).local is local
    with_offset = ["2025-12-01T00:00:00Z", "2025-12-02T00:00:00+01:00", "2025-12-03 00:00:00 -0500"]
    assert evidence(*with_offset, cell, *with_offset).local is local


cells_of_dates = st.lists(
    st.builds("{}{}/{}/{}{}".format, st.sampled_from(["", " " * 9]), st.integers(0, 32), st.integers(0, 32),
              st.integers(2024, 2026), st.sampled_from(["", " 10:00", " 1:00 PM", "x", "5"])),
    max_size=8,
)  # fmt: skip


@given(cells=cells_of_dates)
def test_what_a_file_decides_is_what_its_dates_decide_one_by_one(cells: list[str]) -> None:
    unclear = [cell for cell in cells if not _decides(cell)]
    orders = {evidence(cell).decided(None) for cell in cells if _decides(cell)} - {None}
    seen = evidence(*cells)

    if len(orders) == 2 or (unclear and not orders):
        with pytest.raises(FileRefused):
            seen.decided(None)
    else:
        assert seen.decided(None) is next(iter(orders), None)


def _decides(cell: str) -> bool:
    try:
        evidence(cell).decided(None)
    except FileRefused:
        return False
    return True
