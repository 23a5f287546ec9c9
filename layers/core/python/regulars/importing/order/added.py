"""What the rows of an order add up to, where its export gives a line's money on its row and no total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ...facts.order import COUNTED
from ..cells.cells import number
from ..cells.status import fold_status
from ..file.fields import ROW_SUM_FIELDS
from ..file.reading import Reading
from .faults import Cell, CellRow, RowFault
from .lines import Line, Rest

_ZERO = Decimal(0)
_REFUND_ALONE = "is a refund, and the sale it refunds is not in this file: import one that holds both"


def sold_and_refunded(rows: Sequence[CellRow], reading: Reading) -> tuple[Sequence[CellRow], Sequence[CellRow]]:
    """The rows that were sold, and those that are refunds of them."""
    preset = reading.preset
    at = reading.columns.at.get("event")
    if preset is None or not preset.refunds or at is None:
        return rows, ()
    refunds = [row for row in rows if fold_status(row.cells[at[0]]) in preset.refunds]
    return ([row for row in rows if row not in refunds], refunds) if refunds else (rows, ())


def refunds_alone(refunds: Sequence[CellRow], reading: Reading) -> list[RowFault]:
    """What is said of refunds whose sale is elsewhere."""
    at = reading.columns.at["event"][0]
    return [Cell(row, at, row.cells[at]).fault(reading.columns.header[at], _REFUND_ALONE) for row in refunds]


def refunded(rows: Sequence[CellRow], reading: Reading, currency: str, faults: list[RowFault]) -> Decimal:
    """What rows of refunds pay back, whatever their sign."""
    return sum((abs(_of_row(row, reading, currency, ("lineTotal",), faults)) for row in rows), _ZERO)


def set_total(
    header: dict[str, str],
    lines: Sequence[Line],
    rest: Rest,
    rows: Sequence[CellRow],
    reading: Reading,
    currency: str,
    faults: list[RowFault],
) -> None:
    """Sets the total that the file does not give; nothing where nobody can know it.

    An order that does not count, and of which no line is left, is one of nothing.
    """
    counts = header.get("status") in COUNTED
    unpriced = reading.preset is not None and reading.preset.may_lack_prices and not counts
    if unpriced:
        for line in lines:
            line.raw.setdefault("unitPrice", "0")
    if "total" in header:
        return
    if unpriced and not lines:
        header["total"] = "0"
    elif lines and reading.preset and reading.preset.adds_up and all(_is_priced(line.raw) for line in lines):
        total = sum((_of_row(row, reading, currency, (), faults) for row in rows), rest.sold + rest.others)
        header["total"] = str(max(total, _ZERO))
    elif rest.dropped and not lines:
        if counts:
            column = reading.columns.header[rest.dropped.position]
            faults.append(rest.dropped.fault(column, "must be greater than 0: no line of the order is left"))
        header["total"] = "0"


def _is_priced(raw: Mapping[str, str]) -> bool:
    return "quantity" in raw and "unitPrice" in raw


def _of_row(row: CellRow, reading: Reading, currency: str, more: Sequence[str], faults: list[RowFault]) -> Decimal:
    """The additions of a row less its deductions, whatever the sign of these."""
    amounts = [
        -abs(amount) if field == "deduction" else amount
        for field in (*more, *ROW_SUM_FIELDS)
        for amount in _amounts(row, field, reading, currency, faults)
    ]
    return sum(amounts, _ZERO)


def _amounts(row: CellRow, field: str, reading: Reading, currency: str, faults: list[RowFault]) -> Iterator[Decimal]:
    for position in reading.columns.at.get(field, ()):
        cell = Cell(row, position, row.cells[position])
        if not cell.text:
            continue
        try:
            yield Decimal(number(cell.text, reading.decided.decimals.get(position), currency))
        except ValueError as error:
            faults.append(cell.fault(reading.columns.header[position], error))
