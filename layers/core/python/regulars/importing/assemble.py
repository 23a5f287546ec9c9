"""Rows of one order become the order as api.md shapes it, or the list of what is wrong, each with its row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..errors import FieldError
from ..facts.order import OrderStatus
from ..facts.time import instant_ms
from ..orders.schema import read_instant
from .columns import CUSTOMER_FIELDS, LINE_FIELDS, ORDER_FIELDS, Columns

_GUARDED = re.compile(r"'[=+\-@]")
_NUMBER_AS_FLOAT = re.compile(r"\d+\.0", re.ASCII)
_CANCELLATION = re.compile(r"C\d+", re.ASCII)
_PATH = re.compile(r"lines\[(\d{1,6})\](?:\.(\w+))?", re.ASCII)
_SHOWN = 60
_MAX_STATUS = 128
# Where rows of one order say different things here, none of them can be right for all of it.
_AGREED = ("customerId", "customer.email", "status", "currency", "total", "refundedAmount")


class CellRow(NamedTuple):
    """A row of the file: the line it began on, its cells, and what is wrong with its quoting."""

    line: int
    cells: list[str]
    fault: str | None = None


class RowFault(NamedTuple):
    """What is wrong, where: the line, the column under its own name, one sentence."""

    line: int
    column: str
    reason: str


class Assembled(NamedTuple):
    """An order to be parsed. `line_rows` gives the row of each order line; `status_text` a status nobody explained."""

    raw: dict[str, Any]
    first: CellRow
    line_rows: list[CellRow]
    status_text: str | None = None


def clean(cell: str) -> str:
    """A cell without spaces around it, and without the guard that keeps a spreadsheet from computing it."""
    cell = cell.strip()
    return cell[1:] if _GUARDED.match(cell) else cell


def status_of(text: str, statuses: Mapping[str, str]) -> tuple[str, str | None]:
    """Our status, and the text where it is none of ours and not explained: such an order is pending.

    Raises ValueError, with the end of a sentence, for a text that says nothing or is kept by no order.
    """
    folded = text.strip().casefold()
    status = statuses.get(folded, folded)
    if status in _OURS:
        return status, None
    if not folded:
        raise ValueError("is blank")
    if len(text) > _MAX_STATUS or not text.isprintable():
        raise ValueError(f"must have at most {_MAX_STATUS} characters, all of them printable")
    return OrderStatus.PENDING.value, text


_OURS = frozenset(status.value for status in OrderStatus)


def assemble(
    rows: Sequence[CellRow], columns: Columns, *, statuses: Mapping[str, str], zone: str
) -> Assembled | list[RowFault]:
    """One order of all its rows. Its instant is the earliest row's, other header fields the first row's that says any.

    `statuses` maps folded names to ours.
    """
    faults = list(_misshapen(rows, len(columns.header)))
    if faults:
        return faults
    if not columns.has_lines:
        # A row is a whole order then, and of two with one id the later stands.
        rows = rows[-1:]
    faults = [*_disagreements(rows, columns), *_negative(rows, columns)]
    header = {
        field: value
        for field in (*ORDER_FIELDS, *CUSTOMER_FIELDS)
        if (at := columns.at.get(field)) is not None and (value := _first(rows, at[0]))
    }
    text: str | None = None
    if "status" in columns.at:
        try:
            header["status"], text = status_of(header.get("status", ""), statuses)
        except ValueError as error:
            faults.append(RowFault(rows[0].line, columns.name("status"), str(error)))
    else:
        header["status"] = OrderStatus.PAID.value
    if _CANCELLATION.fullmatch(header.get("orderId", "")) and header.get("status") == OrderStatus.CANCELLED:
        sentence = f"{header['orderId']} is a cancellation invoice: give the original order its new status instead"
        faults += [RowFault(row.line, columns.name("orderId"), sentence) for row in rows if not _has(faults, row)]
    if not faults and "orderedAt" in header:
        faults += _set_earliest(header, rows, columns, zone)
    if faults:
        return faults
    lines, line_rows = _lines(rows, columns)
    return Assembled(_nested(header, lines), rows[0], line_rows, text)


def faults_of(
    errors: Sequence[FieldError], order: Assembled, columns: Columns, *, values: bool = True
) -> list[RowFault]:
    """The faults of a parsed order, each at its row and under its column's name, with the value where `values` says so.

    Of a JSON line, which has no columns, they keep the path of the field.
    """
    return [_fault_of(error, order, columns, values) for error in errors]


def _fault_of(error: FieldError, order: Assembled, columns: Columns, values: bool) -> RowFault:
    match = _PATH.fullmatch(error.field)
    # Of a JSON line any name may come back as the path of a fault, also one that looks like this.
    if match and int(match[1]) < len(order.line_rows):
        row, field = order.line_rows[int(match[1])], match[2] or "productId"
    else:
        row, field = order.first, "productId" if error.field == "lines" else error.field
    if not columns.at:
        return RowFault(row.line, error.field, error.message)
    at = columns.at.get(field)
    shown = values and at is not None and error.message != "is required"
    value = row.cells[at[0]][:_SHOWN] if shown and at is not None else ""
    return RowFault(row.line, columns.name(field), f"{value} {error.message}".strip())


def _misshapen(rows: Sequence[CellRow], width: int) -> Iterator[RowFault]:
    for row in rows:
        if row.fault:
            yield RowFault(row.line, "", row.fault)
        elif len(row.cells) != width:
            yield RowFault(row.line, "", f"has {len(row.cells)} cells where the header has {width}")


def _disagreements(rows: Sequence[CellRow], columns: Columns) -> Iterator[RowFault]:
    for field in _AGREED:
        if field not in columns.at:
            continue
        at = columns.at[field][0]
        said = [row for row in rows if row.cells[at]]
        for row in said:
            if row.cells[at] != said[0].cells[at]:
                reason = f"{row.cells[at][:_SHOWN]} differs from {said[0].cells[at][:_SHOWN]} on line {said[0].line}"
                yield RowFault(row.line, columns.name(field), f"{reason} of the same order")
                break


def _negative(rows: Sequence[CellRow], columns: Columns) -> Iterator[RowFault]:
    if "quantity" not in columns.at:
        return
    at = columns.at["quantity"][0]
    for row in rows:
        if row.cells[at].startswith("-"):
            reason = "is negative: a cancellation or return is not an order; refund the original"
            yield RowFault(row.line, columns.name("quantity"), f"{row.cells[at][:_SHOWN]} {reason}")


def _has(faults: Sequence[RowFault], row: CellRow) -> bool:
    return any(fault.line == row.line for fault in faults)


def _first(rows: Sequence[CellRow], at: int) -> str:
    """A blank cell never erases anything: the first row that says something."""
    return rows[0].cells[at] or next((row.cells[at] for row in rows if row.cells[at]), "")


def _set_earliest(header: dict[str, str], rows: Sequence[CellRow], columns: Columns, zone: str) -> list[RowFault]:
    at = columns.at["orderedAt"][0]
    instants = {row.cells[at]: row for row in reversed(rows) if row.cells[at]}
    if len(instants) == 1:
        return []
    faults: list[RowFault] = []
    known: dict[str, int] = {}
    for text, row in instants.items():
        try:
            known[text] = instant_ms(read_instant(text), zone)
        except ValueError as error:
            faults.append(RowFault(row.line, columns.name("orderedAt"), f"{text[:_SHOWN]} {error}"))
    if known:
        header["orderedAt"] = min(known, key=lambda text: known[text])
    return faults


def _lines(rows: Sequence[CellRow], columns: Columns) -> tuple[list[dict[str, str]], list[CellRow]]:
    """Order lines with the row each came from; a row that says nothing of a product is none."""
    at = [(field, columns.at[field][0]) for field in LINE_FIELDS if field in columns.at]
    lines: list[dict[str, str]] = []
    line_rows: list[CellRow] = []
    for row in rows:
        line = {field: row.cells[position] for field, position in at if row.cells[position]}
        if line:
            lines.append(line)
            line_rows.append(row)
    return lines, line_rows


def _nested(header: Mapping[str, str], lines: list[dict[str, str]]) -> dict[str, Any]:
    raw: dict[str, Any] = {"lines": lines}
    customer = {}
    for field, value in header.items():
        if field in CUSTOMER_FIELDS:
            customer[field.removeprefix("customer.")] = value
        elif field == "customerId" and _NUMBER_AS_FLOAT.fullmatch(value):
            # A spreadsheet has taken the id for a number.
            raw[field] = value.removesuffix(".0")
        elif field == "version" and value.isascii() and value.isdigit() and len(value) < 20:
            raw[field] = int(value)
        else:
            raw[field] = value
    if customer:
        raw["customer"] = customer
    return raw
