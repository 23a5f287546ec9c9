"""Rows of one order become the order as docs/api.md shapes it, or the list of what is wrong, each with its row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import Any

from ...dataclass import dataclass
from ...errors import FieldError
from ...facts.order import OrderStatus
from ...facts.time import instant_ms, read_instant
from ..cells.status import status_of
from ..cells.when import instant_cell, instant_text
from ..file.columns import Columns
from ..file.fields import CUSTOMER_FIELDS, DETAIL_FIELDS, SUM_FIELDS
from ..file.names import plain
from ..file.reading import Reading
from ..file.shapes import own_verdict
from ..presets.preset import Preset
from .added import refunded, refunds_alone, set_total, sold_and_refunded
from .agreement import disagreements
from .faults import Cell, CellRow, RowFault
from .heading import cells_of, read_heading, rows_that_say
from .lines import Line, Rest, read_lines, read_refunds
from .nobody import customer_columns
from .notes import Note
from .reconcile import Sums

# How Online Retail, the data set, names the cancellation of an invoice, and the column.
_CANCELLATION = re.compile(r"C\d{6}", re.ASCII)
_INVOICES = frozenset({"invoiceno", "invoice"})
_PATH = re.compile(r"lines\[(\d{1,6})\](?:\.(\w+))?", re.ASCII)
_FULFILLED = "fulfilled"
_ZERO = Decimal(0)
_NO_ORDER = "is required on every row of an order"


@dataclass(frozen=True, slots=True)
class Assembled:
    """An order to be parsed. `cells` gives the cell of each header field, `lines` where each order line came from.

    `status_text` is a status nobody explained. `fulfilled`: it is pending and fulfilled. `sums` is what an export says
    beside the order itself, `notes` what is to be told of it.
    """

    raw: dict[str, Any]
    first: CellRow
    lines: list[Line] = field(default_factory=list)
    cells: Mapping[str, Cell] = field(default_factory=dict)
    status_text: str | None = None
    fulfilled: bool = False
    sums: Sums | None = None
    notes: tuple[Note, ...] = ()


def assemble(rows: Sequence[CellRow], reading: Reading) -> Assembled | list[RowFault]:
    """One order of all its rows: its instant is the earliest row's, other fields the first row's that says any."""
    columns = reading.columns
    faults = list(_misshapen(rows, len(columns.header)))
    if faults:
        return faults
    rows, refunds = sold_and_refunded(rows, reading)
    if not rows:
        return refunds_alone(refunds, reading)
    if not columns.has_lines:
        # A row is a whole order then. Of several with one id the later stands: alone, where versions tell which that
        # is; else before the others, with which it must agree.
        rows = rows[-1:] if columns.at.keys() & {"version", "updatedAt"} else rows[::-1]
    saying, others = rows_that_say(rows, reading)
    cells = cells_of([*saying, *others], reading)
    if "orderId" not in cells:
        # Nothing else of such a row means anything: it may hold sums, or be a line whose order nobody can tell.
        return [RowFault(row.line, columns.header[columns.grouped_at], _NO_ORDER) for row in rows]
    faults = list(disagreements(saying, cells, reading))
    header = read_heading(cells, reading, faults)
    currency = header.get("currency", reading.currency)
    adds_up = reading.preset is not None and reading.preset.adds_up
    lines, rest = read_lines(rows, reading, currency, faults, has_total="total" in header or adds_up)
    if columns.packed_refunds is not None and "refundedAmount" not in header:
        header |= read_refunds(rows[0], columns.packed_refunds, columns, faults)
    if refunds:
        header["refundedAmount"] = str(refunded(refunds, reading, currency, faults))
    text = _set_status(header, cells, rows, columns, reading, faults)
    if _CANCELLATION.fullmatch(header.get("orderId", "")) and plain(columns.name("orderId")) in _INVOICES:
        sentence = f"{header['orderId']} is a cancellation invoice: give the original order its new status instead"
        known = {fault.line for fault in faults}
        faults += [RowFault(row.line, columns.name("orderId"), sentence) for row in rows if row.line not in known]
    if not faults and "orderedAt" in header:
        _set_earliest(header, rows, reading, faults)
    if not faults:
        set_total(header, lines, rest, rows, reading, currency, faults)
    if faults:
        return faults
    fulfilled = header["status"] == OrderStatus.PENDING and header.get("fulfillment", "").casefold() == _FULFILLED
    if fulfilled and reading.count_pending and text is None:
        header["status"], fulfilled = OrderStatus.PAID.value, False
    if reading.preset is not None:
        sums = _sums(header, rest.others, reading.preset)
    elif (verdict := _own_verdict(header, lines, rest, rows, reading, currency)) is not None:
        sums = Sums(verdict=verdict)
    else:
        sums = None
    raw = _nested(header, lines)
    return Assembled(raw, rows[0], lines, cells, text, fulfilled, sums)


def faults_of(
    errors: Sequence[FieldError], order: Assembled, columns: Columns, *, values: bool = True
) -> list[RowFault]:
    """The faults of a parsed order, each at its row and under its column's name, with the value where `values` says so.

    Of a JSON line, which has no columns, they keep the path of the field.
    """
    return [_fault_of(error, order, columns, values) for error in errors]


def _fault_of(error: FieldError, order: Assembled, columns: Columns, values: bool) -> RowFault:
    match = _PATH.fullmatch(error.field)
    if error.field == "lines" and columns.at and not columns.has_lines and not columns.packed:
        return RowFault(order.first.line, columns.name("total"), "is blank: an order without lines needs a total")
    name = "productId" if error.field == "lines" else error.field
    row, cell = order.first, order.cells.get(name)
    # Of a JSON line any name may come back as the path of a fault, also one that looks like this.
    if match and int(match[1]) < len(order.lines):
        line, name = order.lines[int(match[1])], match[2] or "productId"
        row, cell = line.row, line.cells.get(name)
    if not columns.at:
        return RowFault(row.line, error.field, error.message)
    if cell is None and name == "customerId":
        names = customer_columns(columns)
        return RowFault(row.line, names[0], f"names no customer: fill in {' or '.join(names)}")
    if cell is None:
        return RowFault(row.line, columns.name(name), error.message)
    column = columns.header[cell.position]
    return cell.fault(column, error.message) if values else RowFault(row.line, column, error.message)


def _misshapen(rows: Sequence[CellRow], width: int) -> Iterator[RowFault]:
    for row in rows:
        if row.fault:
            yield RowFault(row.line, "", row.fault)
        elif len(row.cells) != width:
            yield RowFault(row.line, "", _width_sentence(len(row.cells), width))


def _width_sentence(cells: int, width: int) -> str:
    if cells == 1:
        return (
            f"has 1 cell where the header has {width}: where a spreadsheet has not cut the rows into columns, import "
            "the export as it was downloaded"
        )
    return f"has {cells} cells where the header has {width}: is a separator in a cell without quotes around it?"


def _set_status(
    header: dict[str, str],
    cells: Mapping[str, Cell],
    rows: Sequence[CellRow],
    columns: Columns,
    reading: Reading,
    faults: list[RowFault],
) -> str | None:
    """Sets our status; the file's own text where nobody has explained it."""
    text = None
    if "cancelledAt" in header:
        header["status"] = OrderStatus.CANCELLED.value
    elif "status" not in columns.at:
        is_open = "paidAt" in columns.at and "paidAt" not in header
        header["status"] = (OrderStatus.PENDING if is_open else OrderStatus.PAID).value
    else:
        try:
            header["status"], text = status_of(header.get("status", ""), reading.statuses)
        except ValueError as error:
            faults.append(RowFault(rows[0].line, columns.name("status"), str(error)))
    return text


def _set_earliest(header: dict[str, str], rows: Sequence[CellRow], reading: Reading, faults: list[RowFault]) -> None:
    positions = reading.columns.at["orderedAt"]
    found = (instant_cell(row, positions) for row in reversed(rows))
    said = {cell.text: cell for cell in found if cell is not None}
    if len(said) < 2:
        return
    known: dict[str, int] = {}
    for cell in said.values():
        try:
            text = instant_text(cell.text, reading)
            known[text] = instant_ms(read_instant(text), reading.zone)
        except ValueError as error:
            faults.append(cell.fault(reading.columns.header[cell.position], error))
    if known:
        header["orderedAt"] = min(known, key=lambda text: known[text])


def _nested(header: Mapping[str, str], lines: Sequence[Line]) -> dict[str, Any]:
    raw: dict[str, Any] = {"lines": [line.raw for line in lines]}
    customer = {}
    for name, value in header.items():
        if name in CUSTOMER_FIELDS:
            customer[name.removeprefix("customer.")] = value
        elif name == "version" and value.isascii() and value.isdigit() and len(value) < 20:
            raw[name] = int(value)
        elif name not in DETAIL_FIELDS:
            raw[name] = value
    if customer:
        raw["customer"] = customer
    return raw


def _own_verdict(
    header: Mapping[str, str],
    lines: Sequence[Line],
    rest: Rest,
    rows: Sequence[CellRow],
    reading: Reading,
    currency: str,
) -> str | None:
    if "total" not in header:
        return None
    return own_verdict(Decimal(header["total"]), rest, len(lines), rows, reading, currency)


def _sums(header: dict[str, str], others: Decimal, preset: Preset) -> Sums:
    """What is said beside the order; a refund of more than an export's order cost becomes one of all it cost."""
    parts = SUM_FIELDS if preset.proves_sums else ()
    said = {name: Decimal(header[name]) for name in (*parts, "total") if name in header}
    over = _ZERO
    if "total" in said and (over := Decimal(header.get("refundedAmount", "0"))) > said["total"]:
        header["refundedAmount"] = header["total"]
    else:
        over = _ZERO
    return Sums(said, others, preset.discounted_subtotal, preset.rounded_prices, over, preset.proves_sums)
