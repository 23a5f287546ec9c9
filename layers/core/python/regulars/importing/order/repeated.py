"""An order that stands in a file twice, row for row, as where two exports were put into one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ..file.reading import Reading
from .assemble import Assembled, assemble
from .faults import CellRow, RowFault
from .lines import Line
from .notes import Kind, Note


def assemble_once(rows: Sequence[CellRow], reading: Reading) -> Assembled | list[RowFault]:
    """The order of all its rows; of rows that repeat as a whole, of the first of them where that is sure.

    It is sure where a row is a whole order, where the repetition begins the order anew, and where one copy alone makes
    the total. Else all rows count, since somebody may buy a thing twice; either is noted.
    """
    size = _once(rows)
    one = assemble(rows[:size], reading)
    if size == len(rows):
        return one
    if not isinstance(one, Assembled):
        return assemble(rows, reading)
    if not reading.columns.has_lines or _starts_anew(rows, size, reading) or _makes(one.raw.get("total"), one.lines):
        return _noted(one, Kind.REPEATED_ONCE)
    every = assemble(rows, reading)
    return _noted(every, Kind.REPEATED_ALL) if isinstance(every, Assembled) else every


def _once(rows: Sequence[CellRow]) -> int:
    """How many rows the order has once; all of them where they do not repeat as a whole."""
    number = len(rows)
    for size in range(1, number // 2 + 1):
        if number % size == 0 and all(rows[at].cells == rows[at % size].cells for at in range(size, number)):
            return size
    return number


def _starts_anew(rows: Sequence[CellRow], size: int, reading: Reading) -> bool:
    """Whether the row behind the first `size` begins an order.

    It does where further rows leave the order's own columns blank, be it in every such export or in the rows before.
    """
    own = [at for name in ("status", "total") for at in reading.columns.at.get(name, ())]
    if not any(rows[size].cells[at] for at in own):
        return False
    continued = reading.preset is not None and reading.preset.continued
    return continued or (size > 1 and not any(row.cells[at] for row in rows[1:size] for at in own))


def _makes(total: str | None, lines: Sequence[Line]) -> bool:
    """Whether these lines alone are the order's total, to the last decimal."""
    if total is None or not lines or not all({"quantity", "unitPrice"} <= line.raw.keys() for line in lines):
        return False
    made = sum(Decimal(line.raw["quantity"]) * Decimal(line.raw["unitPrice"]) for line in lines)
    return made == Decimal(total) != 0


def _noted(order: Assembled, kind: Kind) -> Assembled:
    return replace(order, notes=(*order.notes, Note(kind, order.first.line, order.raw.get("orderId", ""))))
