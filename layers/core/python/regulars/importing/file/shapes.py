"""Whether the sums of a file of one's own agree, and whether its prices are those of units or of whole lines.

Such a file does not say which of its amounts the total holds, nor whether a discount stands on one row or on each. So
sums agree where any reading of them makes the total, and nothing is said where the file gives nothing but a total.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product

from ...command_line import option
from ..cells.cells import number
from ..order.faults import CellRow, shown
from ..order.lines import Rest
from .fields import SUM_FIELDS
from .reading import Reading

_ZERO = Decimal(0)
_HALF_A_CENT = Decimal("0.005")


def own_verdict(
    total: Decimal, rest: Rest, lines: int, rows: Sequence[CellRow], reading: Reading, currency: str
) -> str | None:
    """Empty where the sums agree, the sentence that says where they do not; None where there is nothing to say.

    An order that agrees only with its prices taken the other way round, each for a unit or each for a whole line, says
    so: it is never assumed.
    """
    if not lines:
        return None
    parts = list(_parts(rows, reading, currency))
    off = _HALF_A_CENT * lines
    if _agrees(total - rest.others - rest.sold, parts, off):
        return ""
    made = f"lines of {_text(rest.sold)} do not make the total of {_text(total)}"
    field, other = ("lineTotal", "unitPrice") if "lineTotal" in reading.columns.at else ("unitPrice", "lineTotal")
    if rest.otherwise != rest.sold and _agrees(total - rest.others - rest.otherwise, parts, off):
        column = reading.columns.name(field)
        means = "what one unit costs" if other == "unitPrice" else "what the whole line costs"
        return f"{made}, but would if {shown(column)} were {means}: {option('map', f'{other}={column}')}"
    return f"{made}, nor with what else its rows say" if parts else None


def _agrees(missing: Decimal, parts: Sequence[set[Decimal]], off: Decimal) -> bool:
    """Whether some of the parts make what the lines leave open."""
    return any(abs(missing - sum(chosen, _ZERO)) <= off for chosen in product(*parts))


def _parts(rows: Sequence[CellRow], reading: Reading, currency: str) -> Iterator[set[Decimal]]:
    """What each kind of sum may add: nothing, the first row's amount, or all rows' together; discounts take away."""
    for field in SUM_FIELDS:
        positions = reading.columns.at.get(field, ())
        if field == "subtotal" or not positions:
            continue
        amounts = list(_amounts(rows, positions[0], reading, currency))
        if amounts:
            sign = -1 if field == "discount" else 1
            yield {_ZERO, *(sign * abs(amount) for amount in (amounts[0], sum(amounts, _ZERO)))}


def _amounts(rows: Sequence[CellRow], position: int, reading: Reading, currency: str) -> Iterator[Decimal]:
    """The amounts of a column that can be read; nobody needs the others."""
    for row in rows:
        try:
            yield Decimal(number(row.cells[position], reading.decided.decimals.get(position), currency))
        except ValueError:
            continue


def _text(amount: Decimal) -> str:
    return f"{amount:.2f}"
