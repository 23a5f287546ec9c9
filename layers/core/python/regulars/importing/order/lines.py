"""The order lines in a file's rows: one in each row, or packed into columns of one row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from ...dataclass import dataclass
from ...facts.ids import product_id_of
from ..cells.cells import identity, number
from ..cells.numbers import DecimalMark
from ..file.columns import Columns
from ..file.fields import LINE_FIELDS, MONEY_FIELDS, NUMBER_FIELDS
from ..file.reading import Reading
from .faults import Cell, CellRow, RowFault
from .packed import refunds_of, unpack

_RETURN = "is negative: a cancellation or return is not an order; refund the original"
_DISCOUNT = "is negative: a discount is a line of its own only where the order's total is given as well"
_TOO_LARGE = "is too large an amount"
_UNIT_PRICE = Decimal("0.000001")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """One order line as docs/api.md shapes it, and the cells it was read from."""

    raw: dict[str, str]
    row: CellRow
    cells: Mapping[str, Cell] = field(default_factory=dict)


class Rest(NamedTuple):
    """What the rows of an order come to.

    `sold` is the sum of its lines, `otherwise` what they would come to if prices of units were those of whole lines, or
    the other way round; `others` that of lines that are no products, tips and discounts. `dropped` is the quantity of
    the first line that was left out because nothing is left of it.
    """

    sold: Decimal = _ZERO
    otherwise: Decimal = _ZERO
    others: Decimal = _ZERO
    dropped: Cell | None = None


def read_lines(
    rows: Sequence[CellRow], reading: Reading, currency: str, faults: list[RowFault], *, has_total: bool = False
) -> tuple[list[Line], Rest]:
    """The lines, and what is no line. What is wrong with them is added to `faults`.

    A row that says nothing of a product is no line, nor is one of which nothing is left. Of an order that gives its
    total, a line of a negative amount is a discount: the total holds it.
    """
    columns, preset = reading.columns, reading.preset
    if columns.packed:
        return _packed_lines(rows[0], reading, faults), Rest()
    lines = []
    sold = otherwise = others = _ZERO
    dropped = None
    for row in rows:
        line = _line(row, reading, currency, faults)
        if line is None:
            continue
        if _is(line.raw, "quantity", _ZERO) and (preset or not Decimal(line.raw.get("lineTotal", "0"))):
            dropped = dropped or line.cells["quantity"]
            continue
        amount, other = _amount(line.raw), _other_amount(line.raw)
        is_tip = preset is not None and line.raw.get("productName") in preset.tips
        if is_tip or (has_total and amount < 0):
            others += amount
        elif _priced(line, reading, faults):
            lines.append(line)
            sold += amount
            otherwise += other
    return lines, Rest(sold, otherwise, others, dropped)


def _priced(line: Line, reading: Reading, faults: list[RowFault]) -> bool:
    """Gives a line that says what it costs as a whole the price of one unit; whether it can be a line of an order.

    The price has 6 decimals, so that the line's amount comes back.
    """
    raw = line.raw
    total = raw.pop("lineTotal", None)
    reason = ""
    if Decimal(total or raw.get("unitPrice", "0")) < 0:
        reason = _DISCOUNT
    elif total is not None and _is(raw, "quantity", _ZERO):
        reason = "is what a line of nothing costs: say how many there are"
    elif total is not None and "quantity" in raw:
        try:
            raw["unitPrice"] = _per_unit(Decimal(total), Decimal(raw["quantity"]))
        except InvalidOperation:
            reason = _TOO_LARGE
    if reason:
        cell = line.cells["unitPrice" if total is None else "lineTotal"]
        faults.append(cell.fault(reading.columns.header[cell.position], reason))
    return not reason


def _per_unit(amount: Decimal, quantity: Decimal) -> str:
    return str((amount / quantity).quantize(_UNIT_PRICE))


def read_refunds(row: CellRow, position: int, columns: Columns, faults: list[RowFault]) -> dict[str, str]:
    """The sum of all refunds that a cell holds, as `refundedAmount`; nothing where it holds none."""
    cell = Cell(row, position, row.cells[position])
    if not cell.text:
        return {}
    try:
        refunds = [abs(Decimal(number(amount, DecimalMark.POINT, ""))) for amount in refunds_of(cell.text)]
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
    if reading.preset and reading.preset.summary_rows and "productId" not in cells:
        return None
    return Line(raw, row, cells) if cells else None


def _read(name: str, cell: Cell, reading: Reading, currency: str) -> str:
    if name == "productId":
        return product_id_of(identity(cell.text, word=True))
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
            if "productId" in raw:
                raw["productId"] = product_id_of(raw["productId"])
            quantity = Decimal(number(raw.get("quantity", ""), DecimalMark.POINT, None))
            amount = Decimal(number(raw.pop("amount", ""), DecimalMark.POINT, ""))
            if quantity < 0:
                raise ValueError(_RETURN)
            if quantity == 0:
                continue
            raw["quantity"] = str(quantity)
            raw["unitPrice"] = _per_unit(amount, quantity)
        except InvalidOperation:
            faults.append(cell.fault(reading.columns.header[position], _TOO_LARGE))
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
    """Of a line whose cells could be read."""
    if "lineTotal" in raw:
        return Decimal(raw["lineTotal"])
    return Decimal(raw.get("quantity", "1")) * Decimal(raw.get("unitPrice", "0"))


def _other_amount(raw: Mapping[str, str]) -> Decimal:
    """The line's amount if its price were the unit's where it is the line's, or the line's where it is the unit's."""
    if "lineTotal" in raw:
        return Decimal(raw["lineTotal"]) * Decimal(raw.get("quantity", "1"))
    return Decimal(raw.get("unitPrice", "0"))
