"""The order lines in a file's rows: one in each row, or packed into columns of one row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from .cells import identity, number
from .columns import LINE_FIELDS, MONEY_FIELDS, NUMBER_FIELDS, Columns
from .faults import Cell, CellRow, RowFault
from .numbers import DecimalMark
from .packed import refunds_of, unpack
from .reading import Reading

_RETURN = "is negative: a cancellation or return is not an order; refund the original"
_UNIT_PRICE = Decimal("0.000001")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """One order line as api.md shapes it, and the cells it was read from."""

    raw: dict[str, str]
    row: CellRow
    cells: Mapping[str, Cell] = field(default_factory=dict)


def read_lines(
    rows: Sequence[CellRow], reading: Reading, currency: str, faults: list[RowFault]
) -> tuple[list[Line], Decimal]:
    """The lines, and the sum of those that are tips. What is wrong with them is added to `faults`.

    A row that says nothing of a product is no line, nor is one of an export of which nothing is left.
    """
    columns, preset = reading.columns, reading.preset
    if columns.packed:
        return _packed_lines(rows[0], reading, faults), _ZERO
    lines = []
    tips = _ZERO
    for row in rows:
        line = _line(row, reading, currency, faults)
        if line is None:
            continue
        if preset and _is(line.raw, "quantity", _ZERO):
            continue
        if preset and line.raw.get("productName") in preset.tips:
            tips += _amount(line.raw)
            continue
        lines.append(line)
    return lines, tips


def read_refunds(row: CellRow, position: int, columns: Columns, faults: list[RowFault]) -> dict[str, str]:
    """The sum of all refunds that a cell holds, as `refundedAmount`; nothing where it holds none."""
    cell = Cell(row, position, row.cells[position])
    if not cell.text:
        return {}
    try:
        refunds = [abs(Decimal(number(amount, DecimalMark.POINT, None))) for amount in refunds_of(cell.text)]
    except ValueError as error:
        faults.append(cell.fault(columns.header[position], error))
        return {}
    return {"refundedAmount": str(sum(refunds, _ZERO))}


def _line(row: CellRow, reading: Reading, currency: str, faults: list[RowFault]) -> Line | None:
    cells = {}
    raw = {}
    for name in LINE_FIELDS:
        cell = _said(row, reading.columns.at.get(name, ()), _blanks(name, reading))
        if cell is None:
            continue
        cells[name] = cell
        try:
            raw[name] = _read(name, cell, reading, currency)
        except ValueError as error:
            faults.append(cell.fault(reading.columns.header[cell.position], error))
    return Line(raw, row, cells) if cells else None


def _read(name: str, cell: Cell, reading: Reading, currency: str) -> str:
    if name == "productId":
        return identity(cell.text, word=True)
    if name not in NUMBER_FIELDS:
        return cell.text
    mark = reading.decided.decimals.get(cell.position)
    text = number(cell.text, mark, currency if name in MONEY_FIELDS else None)
    if name == "quantity" and text.startswith("-"):
        raise ValueError(_RETURN)
    return text


def _said(row: CellRow, positions: Sequence[int], blanks: Collection[str]) -> Cell | None:
    for position in positions:
        text = row.cells[position]
        if text and text not in blanks:
            return Cell(row, position, text)
    return None


def _blanks(name: str, reading: Reading) -> Collection[str]:
    return reading.preset.blanks.get(name, ()) if reading.preset else ()


def _packed_lines(row: CellRow, reading: Reading, faults: list[RowFault]) -> list[Line]:
    """Lines that give their amount instead of a unit price: it is divided, to 6 decimals, so that it comes back."""
    assert reading.preset is not None
    lines = []
    for position in reading.columns.packed:
        cell = Cell(row, position, row.cells[position])
        if not cell.text:
            continue
        try:
            said = unpack(cell.text)
            raw = {
                name: value
                for name, keys in reading.preset.packed_keys.items()
                if (value := _first_said(said, keys, _blanks(name, reading)))
            }
            quantity = Decimal(number(raw.get("quantity", ""), DecimalMark.POINT, None))
            amount = Decimal(number(raw.pop("amount", ""), DecimalMark.POINT, None))
            if quantity < 0:
                raise ValueError(_RETURN)
            if quantity == 0:
                continue
            raw["quantity"] = str(quantity)
            raw["unitPrice"] = str((amount / quantity).quantize(_UNIT_PRICE))
        except InvalidOperation:
            faults.append(cell.fault(reading.columns.header[position], "is too large an amount"))
        except ValueError as error:
            faults.append(cell.fault(reading.columns.header[position], error))
        else:
            lines.append(Line(raw, row, dict.fromkeys(LINE_FIELDS, cell)))
    return lines


def _first_said(said: Mapping[str, str], keys: Sequence[str], blanks: Collection[str]) -> str:
    return next((said[key] for key in keys if said.get(key) and said[key] not in blanks), "")


def _is(raw: Mapping[str, str], name: str, value: Decimal) -> bool:
    return name in raw and Decimal(raw[name]) == value


def _amount(raw: Mapping[str, str]) -> Decimal:
    return Decimal(raw.get("quantity", "1")) * Decimal(raw.get("unitPrice", "0"))
