"""What the cells of a whole file decide about how they are read, before its encoding is known; kept in its manifest."""

from __future__ import annotations

import itertools
import json
import pickle

import pytest
from regulars.errors import FileRefused
from regulars.importing.cells.dates import DateOrder
from regulars.importing.cells.numbers import DecimalMark
from regulars.importing.file.columns import recognise_columns
from regulars.importing.file.evidence import Decided, Evidence
from regulars.importing.file.reading import Reading
from regulars.importing.presets import recognise_preset

HEADER = ("order_id", "customer_id", "date", "updated_at", "total", "refunded_amount")
SHOPIFY = (
    "Name",
    "Email",
    "Financial Status",
    "Created at",
    "Total",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
)
POINT, COMMA = DecimalMark.POINT, DecimalMark.COMMA
MONTH_DAYS = [(month, day) for month in range(1, 13) for day in range(1, 32)]


def evidence(*rows: str, header: tuple[str, ...] = HEADER, codec: str = "utf-8", currency: str = "USD") -> Evidence:
    """Rows as `date;updated_at;total;refunded_amount`, of which each byte is a character, from line 2 on."""
    preset = recognise_preset(header, None, line=1)
    seen = Evidence(recognise_columns(header, {}, preset, line=1), preset, currency)
    for line, row in enumerate(rows, 2):
        seen.see(line, row.encode(codec).decode("latin-1").split(";"))
    return seen


def test_each_column_of_numbers_decides_for_itself() -> None:
    decided = evidence("1;a;;;12,50;1.234", "2;a;;;1.234;12.50").decided(decimal=None, dates=None)

    assert decided.decimals == {4: COMMA, 5: POINT}


def test_one_mark_with_three_digits_has_one_reading_in_a_currency_without_decimals() -> None:
    assert evidence("1;a;;;1.234;1,234", currency="JPY").decided(decimal=None, dates=None).decimals == {}

    own = (*HEADER, "currency")
    assert evidence("1;a;;;1.234;;jpy", header=own).decided(decimal=None, dates=None).decimals == {}
    assert evidence("1;a;;;1.234;;JPY", "2;a;;;9.50;;", header=own).decided(decimal=None, dates=None).decimals == {
        4: POINT
    }
    with pytest.raises(FileRefused, match=r"^Line 3: 1\.234 in the column total "):
        evidence("1;a;;;1.234;;JPY", "2;a;;;1.234;;", header=own).decided(decimal=None, dates=None)
    with pytest.raises(FileRefused, match=r"^Line 2: 1\.234 in the column total "):
        evidence("1;a;;;1.234;;USD", header=own, currency="JPY").decided(decimal=None, dates=None)


def test_columns_in_which_nothing_is_open_are_left_out() -> None:
    assert evidence("1;a;2025-01-02;;12;").decided(decimal="comma", dates=None).decimals == {}


def test_all_columns_of_dates_decide_together() -> None:
    assert evidence("1;a;03/04/2025;13/04/2025;1;").decided(decimal=None, dates=None).dates is DateOrder.DAY_FIRST
    assert evidence("1;a;03/04/2025;04/13/2025;1;").decided(decimal=None, dates=None).dates is DateOrder.MONTH_FIRST
    with pytest.raises(FileRefused, match=r"^Line 2: .* in the column updated_at and .* cannot both be read"):
        evidence("1;a;13/04/2025;04/13/2025;1;").decided(decimal=None, dates=None)


def test_a_row_of_another_width_says_nothing_since_it_is_refused() -> None:
    with pytest.raises(FileRefused, match=r"^Line 2: 1\.234 in the column total "):
        evidence("1;a;;;1.234;", "2;a;;;12.50").decided(decimal=None, dates=None)


@pytest.mark.parametrize("codec", ["utf-8", "cp1252"])
@pytest.mark.parametrize("cell", ["1 234,50 €", "1\u00a0234,50", "€\u00a012,5", "£12,50", "1’234,5"])
def test_signs_and_odd_spaces_are_no_hindrance_in_any_encoding(cell: str, codec: str) -> None:
    decided = evidence("1;a;;;1,234;", f"2;a;;;{cell};", codec=codec).decided(decimal=None, dates=None)

    assert decided.decimals == {4: COMMA}


def test_what_an_export_always_writes_is_no_question_and_anything_else_is() -> None:
    usual = evidence("#1;a@b.c;paid;2025-01-02;1.234;1;Tea;5", header=SHOPIFY)
    other = evidence("#1;a@b.c;paid;2025-01-02;1,234;1;Tea;5", header=SHOPIFY)

    assert usual.decided(decimal=None, dates=None).decimals == {4: POINT}
    with pytest.raises(FileRefused, match=r"^Line 2: 1,234 in the column Total is 1234 with a decimal point or 1\.234"):
        other.decided(decimal=None, dates=None)


def test_the_caller_settles_what_the_cells_leave_open_and_no_more() -> None:
    open_ = evidence("1;a;03/04/2025;;1.234;")
    settled = evidence("1;a;13/04/2025;;1.50;")

    assert open_.decided(decimal="comma", dates="month-first").decimals == {4: COMMA}
    assert open_.decided(decimal="point", dates="month-first").dates is DateOrder.MONTH_FIRST
    assert settled.decided(decimal="comma", dates=None).decimals == {4: POINT}
    assert settled.decided(decimal=None, dates="month-first").dates is DateOrder.MONTH_FIRST


def test_what_was_decided_comes_back_from_the_manifest() -> None:
    rows = ("1;a;13/04/2025;45000,5;12,50;", "2;a;2025-01-02T10:00Z;;1;")
    decided = evidence(*rows).decided(decimal=None, dates=None)

    assert decided == Decided({4: COMMA}, DateOrder.DAY_FIRST, ("45000,5", "13/04/2025"), local=True)
    assert Decided.of(json.loads(json.dumps(decided.as_json()))) == decided
    assert Decided.of(json.loads(json.dumps(Decided().as_json()))) == Decided()


@pytest.mark.parametrize(("cell", "local"), [("2025-01-02T10:00Z", False), ("2025-01-02", True), ("45000", True)])
def test_an_instant_without_an_offset_is_local(cell: str, local: bool) -> None:
    assert evidence(f"1;a;{cell};;1;").decided(decimal=None, dates=None).local is local


def test_what_the_caller_says_of_a_status_stands_before_what_the_export_means() -> None:
    preset = recognise_preset(SHOPIFY, None, line=1)
    columns = recognise_columns(SHOPIFY, {}, preset, line=1)

    reading = Reading.of(
        columns, Decided(), preset,
        statuses={"Voided": "refunded", "Bezahlt": "paid"}, count_pending="fulfilled", zone="UTC", currency="USD",
    )  # fmt: skip

    assert (reading.statuses["voided"], reading.statuses["bezahlt"], reading.statuses["expired"]) == (
        "refunded",
        "paid",
        "cancelled",
    )
    assert reading.count_pending


@pytest.mark.long
def test_the_evidence_of_a_file_takes_no_more_memory_the_longer_the_file_is() -> None:
    few, many = evidence(), evidence()
    days = itertools.cycle(f"{day:02}/{month:02}/{year}" for year in range(2000, 2100) for month, day in MONTH_DAYS)
    for line in range(60_000):
        cells = [str(line), "a", next(days), "", f"{line}.{line % 900 + 100}", f"1.{line:06}"]
        many.see(line, cells)
        if line < 20_000:
            few.see(line, cells)

    # 8 192 distinct cells a column of numbers, and as many of dates: pickled, a hundred bytes each are plenty.
    assert len(pickle.dumps(few)) > 8_192 * 10
    assert len(pickle.dumps(many)) < 3 * 8_192 * 40
    assert len(pickle.dumps(many)) < 1.5 * len(pickle.dumps(few))


def test_examples_are_two_however_many_dates_there_are() -> None:
    rows = [f"{line};a;2025-01-{1 + line % 28:02};2025/01/{1 + line % 28:02};1;" for line in range(100)]

    assert len(evidence(*rows).decided(decimal=None, dates=None).examples) == 2
