"""Rows of one order become the order as api.md shapes it, or the list of what is wrong, each with its row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..errors import FieldError
from ..facts.order import OrderStatus
from ..facts.time import instant_ms
from ..orders.schema import read_instant
from .agreement import disagreements, is_known_by_phone
from .cells import identity, instant, number
from .columns import (
    CUSTOMER_FIELDS,
    DATE_FIELDS,
    DETAIL_FIELDS,
    MONEY_FIELDS,
    NUMBER_FIELDS,
    ORDER_FIELDS,
    SUM_FIELDS,
    Columns,
)
from .currencies import named_currency
from .faults import Cell, CellRow, RowFault
from .lines import Line, read_lines, read_refunds
from .names import plain
from .reading import Reading
from .reconcile import Sums
from .status import status_of

# How Online Retail, the data set, names the cancellation of an invoice, and the column.
_CANCELLATION = re.compile(r"C\d{6}", re.ASCII)
_INVOICES = frozenset({"invoiceno", "invoice"})
_PATH = re.compile(r"lines\[(\d{1,6})\](?:\.(\w+))?", re.ASCII)
_FULFILLED = "fulfilled"
_HEADER_FIELDS = (*ORDER_FIELDS, *DETAIL_FIELDS, *CUSTOMER_FIELDS)
_NO_ORDER = "is required on every row of an order"


@dataclass(frozen=True, slots=True)
class Assembled:
    """An order to be parsed. `cells` gives the cell of each header field, `lines` where each order line came from.

    `status_text` is a status nobody explained. `fulfilled`: it is pending and fulfilled. `sums` is what an export says
    beside the order itself.
    """

    raw: dict[str, Any]
    first: CellRow
    lines: list[Line] = field(default_factory=list)
    cells: Mapping[str, Cell] = field(default_factory=dict)
    status_text: str | None = None
    fulfilled: bool = False
    sums: Sums | None = None


def assemble(rows: Sequence[CellRow], reading: Reading) -> Assembled | list[RowFault]:
    """One order of all its rows: its instant is the earliest row's, other fields the first row's that says any."""
    columns = reading.columns
    faults = list(_misshapen(rows, len(columns.header)))
    if faults:
        return faults
    if not columns.has_lines:
        # A row is a whole order then. Of several with one id the later stands: alone, where versions tell which that
        # is; else before the others, with which it must agree.
        rows = rows[-1:] if columns.at.keys() & {"version", "updatedAt"} else rows[::-1]
    cells = _cells(rows, reading)
    if "orderId" not in cells:
        # Nothing else of such a row means anything: it may hold sums, or be a line whose order nobody can tell.
        return [RowFault(row.line, columns.header[columns.grouped_at], _NO_ORDER) for row in rows]
    faults = list(disagreements(rows, cells, reading))
    header = _read_header(cells, reading, faults)
    currency = header.get("currency", reading.currency)
    lines, tips = read_lines(rows, reading, currency, faults)
    if columns.packed_refunds is not None and "refundedAmount" not in header:
        header |= read_refunds(rows[0], columns.packed_refunds, columns, faults)
    text = _set_status(header, cells, rows, columns, reading, faults)
    if _CANCELLATION.fullmatch(header.get("orderId", "")) and plain(columns.name("orderId")) in _INVOICES:
        sentence = f"{header['orderId']} is a cancellation invoice: give the original order its new status instead"
        known = {fault.line for fault in faults}
        faults += [RowFault(row.line, columns.name("orderId"), sentence) for row in rows if row.line not in known]
    if not faults and "orderedAt" in header:
        _set_earliest(header, rows, reading, faults)
    if faults:
        return faults
    fulfilled = header["status"] == OrderStatus.PENDING and header.get("fulfillment", "").casefold() == _FULFILLED
    if fulfilled and reading.count_pending and text is None:
        header["status"], fulfilled = OrderStatus.PAID.value, False
    raw = _nested(header, lines)
    return Assembled(raw, rows[0], lines, cells, text, fulfilled, _sums(header, tips, reading))


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
    remedy = "is a separator in a cell without quotes around it?" if cells > width else "complete the row"
    return f"has {cells} cells where the header has {width}: {remedy}"


def _cells(rows: Sequence[CellRow], reading: Reading) -> dict[str, Cell]:
    """The cell of each header field that says something."""
    return {name: cell for name in _HEADER_FIELDS if (cell := _first(rows, name, reading)) is not None}


def _first(rows: Sequence[CellRow], name: str, reading: Reading) -> Cell | None:
    """A blank cell never erases anything: the first column that says something, in the first row that does."""
    for position in reading.columns.at.get(name, ()):
        for row in rows:
            text = row.cells[position]
            if text and not reading.says_nothing(name, text):
                return Cell(row, position, text)
    return None


def _read_header(cells: Mapping[str, Cell], reading: Reading, faults: list[RowFault]) -> dict[str, str]:
    """The text of every header field as orders write it; what cannot be read is left out and named in `faults`."""
    unsigned = reading.preset.unsigned if reading.preset else frozenset()
    currency = reading.currency
    if "currency" in cells:
        currency = named_currency(cells["currency"].text, reading.currency) or cells["currency"].text
    header = {}
    for name, cell in cells.items():
        try:
            if name in NUMBER_FIELDS:
                mark = reading.decided.decimals.get(cell.position)
                its = currency if name in MONEY_FIELDS else None
                header[name] = number(cell.text, mark, its, unsigned=name in unsigned)
            elif name == "currency":
                header[name] = _currency(cell.text, reading, rated="exchangeRate" in cells)
            elif name in DATE_FIELDS:
                header[name] = instant(cell.text, reading.decided.dates)
            elif name in ("orderId", "customerId"):
                # Shop systems number their orders; elsewhere `123.0` may be an order beside `123`.
                header[name] = identity(cell.text, number=name == "customerId" or reading.preset is not None)
            elif name == "customer.phone" and is_known_by_phone(cells):
                header[name] = identity(cell.text, number=True)
            else:
                header[name] = cell.text
        except ValueError as error:
            faults.append(cell.fault(reading.columns.header[cell.position], error))
    return header


def _currency(text: str, reading: Reading, *, rated: bool) -> str:
    """The code of a cell. Raises ValueError for another currency than the tenant's without an exchange rate.

    A rate is asked for only where the file has a column of rates.
    """
    code = named_currency(text, reading.currency)
    if code is None:
        raise ValueError(f"is no currency code such as {reading.currency}")
    if code != reading.currency and not rated:
        fault = f"is not {reading.currency}, the tenant's currency"
        if "exchangeRate" in reading.columns.at:
            raise ValueError(f"{fault}: fill in {reading.columns.name('exchangeRate')} as well")
        own = f" with --currency {code}" if code.isalpha() else ""
        raise ValueError(f"{fault}: import such orders into a tenant of their own, made{own}")
    return code


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
    if "status" not in columns.at:
        header["status"] = OrderStatus.PAID.value
    elif "cancelledAt" in header:
        header["status"] = OrderStatus.CANCELLED.value
    else:
        try:
            header["status"], text = status_of(header.get("status", ""), reading.statuses)
        except ValueError as error:
            faults.append(RowFault(rows[0].line, columns.name("status"), str(error)))
    return text


def _set_earliest(header: dict[str, str], rows: Sequence[CellRow], reading: Reading, faults: list[RowFault]) -> None:
    at = reading.columns.at["orderedAt"][0]
    said = {row.cells[at]: Cell(row, at, row.cells[at]) for row in reversed(rows) if row.cells[at]}
    if len(said) < 2:
        return
    known: dict[str, int] = {}
    for cell in said.values():
        try:
            text = instant(cell.text, reading.decided.dates)
            known[text] = instant_ms(read_instant(text), reading.zone)
        except ValueError as error:
            faults.append(cell.fault(reading.columns.header[at], error))
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


def _sums(header: Mapping[str, str], tips: Decimal, reading: Reading) -> Sums | None:
    if reading.preset is None:
        return None
    said = {name: Decimal(header[name]) for name in (*SUM_FIELDS, "total") if name in header}
    return Sums(said, tips, reading.preset.discounted_subtotal, reading.preset.rounded_prices)
