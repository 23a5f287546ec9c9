"""Where rows of one order must not say different things: none of them could be right for all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ...facts.addresses import guest_address, normalised_phone
from ...facts.ids import spaced
from ..cells.cells import number
from ..cells.currencies import named_currency
from ..cells.status import fold_status
from ..file.fields import MONEY_FIELDS
from ..file.reading import Reading
from .faults import Cell, CellRow, RowFault, shown

_AGREED = ("orderId", "customerId", "customer.email", "status", "currency", "total", "refundedAmount")
# The same thing may be written differently on another row.
_FOLDED = {
    "orderId": spaced,
    "customerId": spaced,
    "customer.email": str.lower,
    "customer.phone": normalised_phone,
    "status": fold_status,
    "currency": str.upper,
}


def disagreements(rows: Sequence[CellRow], cells: Mapping[str, Cell], reading: Reading) -> Iterator[RowFault]:
    """The first row for each field that contradicts the cell that the order is read from."""
    currency = order_currency(cells, reading)
    for name in (*_AGREED, "customer.phone") if is_known_by_phone(cells) else _AGREED:
        first = cells.get(name)
        if first is None:
            continue
        for row in rows:
            text = row.cells[first.position]
            if text == first.text or reading.says_nothing(name, text):
                continue
            if not _same(name, text, first, reading, currency):
                reason = f"differs from {shown(first.text)} on line {first.row.line} of the same order"
                yield Cell(row, first.position, text).fault(reading.columns.header[first.position], reason)
                break


def is_known_by_phone(cells: Mapping[str, Cell]) -> bool:
    """Whether nothing but a phone number says whose the order is; it must be whole, and the same on each row."""
    email = cells.get("customer.email")
    return "customerId" not in cells and guest_address(email.text if email else None, None) is None


def order_currency(cells: Mapping[str, Cell], reading: Reading) -> str:
    """The code of the order's currency; the cell itself where it names none."""
    if "currency" not in cells:
        return reading.currency
    return named_currency(cells["currency"].text, reading.currency) or cells["currency"].text


def _same(name: str, text: str, first: Cell, reading: Reading, currency: str) -> bool:
    if name in MONEY_FIELDS:
        mark = reading.decided.decimals.get(first.position)
        try:
            return Decimal(number(text, mark, currency)) == Decimal(number(first.text, mark, currency))
        except ValueError:
            return False
    fold = _FOLDED.get(name, str)
    return fold(text) == fold(first.text)
