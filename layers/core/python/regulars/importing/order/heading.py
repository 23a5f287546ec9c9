"""What an order's rows say of the order itself: its cell for each field, and their text as orders write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...facts.money import MOST_DECIMALS
from ..cells.cells import identity, number
from ..cells.currencies import named_currency
from ..cells.when import instant_cell, instant_text
from ..file.fields import (
    CUSTOMER_FIELDS,
    DATE_FIELDS,
    DETAIL_FIELDS,
    MONEY_FIELDS,
    NUMBER_FIELDS,
    ORDER_FIELDS,
    SUM_FIELDS,
)
from ..file.reading import Reading
from .agreement import is_known_by_phone, order_currency
from .faults import Cell, CellRow, RowFault

_RATE_DECIMALS = 8
_FIELDS = (*ORDER_FIELDS, *DETAIL_FIELDS, *CUSTOMER_FIELDS)


def rows_that_say(rows: Sequence[CellRow], reading: Reading) -> tuple[Sequence[CellRow], Sequence[CellRow]]:
    """The rows that say what the order is, of an export with summary rows those; and the others."""
    if reading.preset is None or not reading.preset.summary_rows or len(rows) == 1:
        return rows, ()
    products = reading.columns.at.get("productId", ())
    items = [row for row in rows if any(row.cells[at] for at in products)]
    saying = [row for row in rows if not any(row.cells[at] for at in products)]
    return (saying, items) if saying else (items, ())


def cells_of(rows: Sequence[CellRow], reading: Reading) -> dict[str, Cell]:
    """The cell of each header field that says something."""
    # Of a file of one's own, sums that cannot be read cost no order.
    fields = _FIELDS if reading.preset else [name for name in _FIELDS if name not in SUM_FIELDS]
    cells = {name: cell for name in fields if (cell := _first(rows, name, reading)) is not None}
    rate = cells.pop("exchangeRate", None) if reading.preset and reading.preset.shown_rates else None
    if rate and rate.text.strip("0") not in ("1", "1.", "1,"):
        cells.pop("currency", None)
    return cells


def _first(rows: Sequence[CellRow], name: str, reading: Reading) -> Cell | None:
    """A blank cell never erases anything: the first column that says something, in the first row that does."""
    positions = reading.columns.at.get(name, ())
    if name in DATE_FIELDS:
        return next(filter(None, (instant_cell(row, positions) for row in rows)), None)
    damaged = None
    for position in positions:
        for row in rows:
            text = row.cells[position]
            if text and not reading.says_nothing(name, text):
                cell = Cell(row, position, text)
                if name != "customer.phone" or _is_whole(text):
                    return cell
                damaged = damaged or cell
    return damaged


def _is_whole(phone: str) -> bool:
    """Whether a spreadsheet has left a number its digits; where not, another column may still have them."""
    try:
        identity(phone, number=True)
    except ValueError:
        return False
    return True


def read_heading(cells: Mapping[str, Cell], reading: Reading, faults: list[RowFault]) -> dict[str, str]:
    """The text of every header field as orders write it; what cannot be read is left out and named in `faults`."""
    unsigned = reading.preset.unsigned if reading.preset else frozenset()
    currency = order_currency(cells, reading)
    header = {}
    for name, cell in cells.items():
        try:
            if name in NUMBER_FIELDS:
                mark = reading.decided.decimals.get(cell.position)
                its = currency if name in MONEY_FIELDS else None
                most = _RATE_DECIMALS if name == "exchangeRate" else MOST_DECIMALS
                header[name] = number(cell.text, mark, its, unsigned=name in unsigned, most_decimals=most)
            elif name == "currency":
                header[name] = _currency(cell.text, reading, rated="exchangeRate" in cells)
            elif name in DATE_FIELDS:
                header[name] = instant_text(cell.text, reading)
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
