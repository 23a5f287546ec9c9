"""Sums of a file of one's own: proved where any reading makes the total, and prices never taken for another kind."""

from __future__ import annotations

from typing import Any

import pytest

from testing.files.read import FileRead, read_file


def read(header: str, *rows: str, **options: Any) -> FileRead:
    names = f"order_id,email,date,sku,qty,{header}\n"
    return read_file((names + "".join(f"{row}\n" for row in rows)).encode(), **options)


def verdict(header: str, *rows: str, **options: Any) -> Any:
    """What is told of the sums of one order of these rows."""
    found = read(header, *(f"1,a@b.c,2025-01-02,{row}" for row in rows), **options)
    assert (found.refusal, found.refused) == (None, [])
    return found.report["reconciliation"]


def agree(*, disagree: int = 0, reason: str = "") -> dict[str, Any]:
    first = [{"line": 2, "orderId": "1", "reason": reason}] if disagree else []
    return {"agree": 1 - disagree, "disagree": disagree, "first": first}


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("price,total", ["tea,3,18.00,54.00"]),
        ("price,total,shipping", ["tea,3,18.00,58.95,4.95"]),
        ("price,total,shipping", ["tea,3,18.00,54.00,4.95"]),  # the total does not hold it
        ("price,total,discount", ["tea,1,5,8,1", "cup,1,5,8,1"]),  # on each row, for its line
        ("price,total,discount", ["tea,1,5,9,1", "cup,1,5,9,1"]),  # on each row, for the order
        ("price,total,discount,tax", ["tea,1,5,4.75,-1,0.75"]),
        ("line_total,total", ["tea,3,54.00,54.00"]),
        ("price,total", ["tea,3,1.3333,4.00"]),
        ("price,total", ["tea,2,10,18.50", "AUTUMN,1,-1.50,18.50"]),
    ],
)
def test_sums_agree_where_some_reading_of_them_makes_the_total(header: str, rows: list[str]) -> None:
    assert verdict(header, *rows) == agree()


def test_sums_that_make_the_total_in_no_way_are_told() -> None:
    reason = "lines of 10.00 do not make the total of 14.00, nor with what else its rows say"

    assert verdict("price,total,shipping", "tea,1,5,14,4.5", "cup,1,5,14,") == agree(disagree=1, reason=reason)


def test_nothing_is_said_where_a_file_gives_no_parts_of_a_total_that_is_more_than_its_lines() -> None:
    assert verdict("price,total", "tea,3,18.00,58.95") is None
    assert read("price", "1,a@b.c,2025-01-02,tea,3,18.00").report["reconciliation"] is None


def test_prices_that_make_the_total_only_as_whole_lines_are_proposed_and_not_assumed() -> None:
    reason = (
        "lines of 162.00 do not make the total of 54.00, but would if price were what the whole line costs: "
        "--map lineTotal=price"
    )

    assert verdict("price,total", "tea,3,54.00,54.00") == agree(disagree=1, reason=reason)
    assert verdict("price,total", "tea,3,54.00,54.00", mapping={"lineTotal": "price"}) == agree()


def test_whole_lines_that_make_the_total_only_as_prices_are_proposed_and_not_assumed() -> None:
    reason = (
        "lines of 18.00 do not make the total of 54.00, but would if line_total were what one unit costs: "
        "--map unitPrice=line_total"
    )

    assert verdict("line_total,total", "tea,3,18.00,54.00") == agree(disagree=1, reason=reason)


def test_an_order_of_single_units_says_nothing_of_the_kind_of_its_prices() -> None:
    assert verdict("price,total", "tea,1,54.00,60.00") is None


@pytest.mark.parametrize("cell", ["x", "1.234", "#N/A", "€ 5"])
def test_sums_that_cannot_be_read_cost_no_order(cell: str) -> None:
    assert verdict("price,total,shipping", f"tea,3,18.00,54.00,{cell}") == agree()
