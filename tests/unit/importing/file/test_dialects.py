"""The same orders in every writing: they read back equal, or the file is refused with the option that settles it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testing.examples import examples
from testing.files.read import FileRead, read_file
from testing.files.writing import DATES, Item, Sold, Writing, sales, writings

DAY_FIRST = {"d/m/y", "d.m.y", "d-m-y pm"}
MONTH_FIRST = {"m/d/y", "m/d/y AM"}
QUANTITY, PRICE = -2, -1


@st.composite
def written(draw: st.DrawFn) -> tuple[Writing, list[Sold]]:
    writing = draw(writings())
    return writing, draw(sales(writing.codec))


def read_back(read: FileRead) -> list[Sold]:
    """The orders as they were sold; lines in any order, since rows may be shuffled."""
    assert read.refusal is None
    assert read.refused == []
    return sorted(
        Sold(
            order.order_id,
            order.customer_id,
            (order.contact and order.contact.name) or "",
            datetime.fromtimestamp(order.ordered_at_ms / 1000, UTC).replace(tzinfo=None),
            tuple(
                sorted(
                    Item(line.product_id, line.product_name or "", Decimal(line.quantity_milli) / 1000, line.unit_price)
                    for line in order.lines
                )
            ),
        )
        for order in read.orders
    )


def as_kept(sold: Sequence[Sold]) -> list[Sold]:
    """Names are kept with single spaces."""
    return sorted(
        order._replace(
            name=" ".join(order.name.split()),
            items=tuple(
                sorted(item._replace(product_name=" ".join(item.product_name.split())) for item in order.items)
            ),
        )
        for order in sold
    )


def open_questions(writing: Writing, sold: Sequence[Sold]) -> set[str]:
    """The options that a reader must ask for who sees nothing but the cells: by columns of numbers, and all dates."""
    rows = writing.cells(sold)
    asked = set()
    for at in (QUANTITY, PRICE):
        marked = {row[at].strip(" USD$\u00a0") for row in rows if set(row[at]) & set(".,")}
        if marked and all(_is_unclear(cell) for cell in marked):
            asked.add("--decimal")
    if writing.dates in DAY_FIRST | MONTH_FIRST:
        days = [(order.at.day, order.at.month) for order in sold]
        if all(day <= 12 for day, _ in days) and any(day != month for day, month in days):
            asked.add("--dates")
    return asked


def _is_unclear(cell: str) -> bool:
    """One mark, three digits behind it, up to three before it that are not all zero."""
    return re.fullmatch(r"(?!0+[.,])\d{1,3}[.,]\d{3}", cell) is not None


def options_of(writing: Writing) -> dict[str, Any]:
    decimal = {"decimal": "point" if writing.mark == "." else "comma"}
    order = "month-first" if writing.dates in MONTH_FIRST else "day-first"
    return decimal | {"dates": order}


@examples(250)
@given(written())
def test_orders_read_back_from_every_writing_or_the_file_asks_for_what_it_cannot_know(
    given_: tuple[Writing, list[Sold]],
) -> None:
    writing, sold = given_
    content, asked = writing.content(sold), open_questions(writing, sold)

    read = read_file(content)
    if asked:
        assert read.refusal is not None
        assert any(option in read.refusal for option in asked)
        assert re.match(r"Line \d+: ", read.refusal)
        assert read.orders == []
        read = read_file(content, **options_of(writing))
    assert read_back(read) == as_kept(sold)


@given(written())
def test_a_right_option_never_hurts(given_: tuple[Writing, list[Sold]]) -> None:
    writing, sold = given_

    assert read_back(read_file(writing.content(sold), **options_of(writing))) == as_kept(sold)


def _sold(at: datetime, price: str, number: int) -> Sold:
    return Sold(str(number), "ann", "Ann", at, (Item("tea", "Tea", Decimal(2), Decimal(price)),))


@pytest.mark.long
@pytest.mark.parametrize("dates", DATES)
@pytest.mark.parametrize(("mark", "group"), [(".", ","), (",", "."), (",", "")])
def test_one_late_row_settles_a_file_of_open_ones(dates: str, mark: str, group: str) -> None:
    writing = Writing("utf-8", ";", False, 0, "\n", False, mark, group, ("", ""), dates, 0)
    open_ = [_sold(datetime(2024, 3, 4, 10, number), "1.234", number) for number in range(50)]
    settling = _sold(datetime(2024, 3, 13, 10), "1234.50", 50)
    header, *rows = writing.content(open_).splitlines(keepends=True)
    row = writing.content([settling]).splitlines(keepends=True)[1]

    assert "--decimal" in open_questions(writing, open_)
    for lines in ([header, *rows, row], [header, row, *rows]):
        assert read_back(read_file(b"".join(lines))) == as_kept([*open_, settling])


@pytest.mark.parametrize(("one", "other"), [("d/m/y", "m/d/y"), ("d.m.y", "m/d/y AM")])
def test_dates_of_both_orders_are_refused_and_the_option_refuses_only_what_contradicts_it(one: str, other: str) -> None:
    writings_ = [Writing("utf-8", ",", False, 0, "\n", False, ".", "", ("", ""), dates, 0) for dates in (one, other)]
    first, second = (
        writing.content([_sold(datetime(2024, 3, 20), "1", number)]) for number, writing in enumerate(writings_)
    )
    content = first + second.split(b"\n", 1)[1]

    refusal = read_file(content).refusal
    day_first = read_file(content, dates="day-first")

    assert refusal is not None
    assert refusal.endswith(
        "one has the day first, one the month; say which with --dates day-first or --dates month-first."
    )
    assert list(day_first.by_id) == ["0"]
    assert [(line, column) for line, column, _ in day_first.refusals] == [(3, "ordered_at")]
