"""When an order was placed, where a file keeps the day in one column and the time of day in another."""

from __future__ import annotations

from collections.abc import Sequence

from ...facts.time import read_instant
from ..file.reading import Reading
from ..order.faults import Cell, CellRow
from .cells import instant
from .written import take_apart_date

_ANY_DAY = "2025-01-02"


def instant_cell(row: CellRow, positions: Sequence[int]) -> Cell | None:
    """The first of these cells that says something, with the time of day that stands alone in a further one."""
    said = [(position, text) for position in positions if (text := row.cells[position])]
    if not said:
        return None
    position, text = said[0]
    if ":" not in text:
        time = next((other for _, other in said[1:] if _is_time(other)), "")
        text = f"{text} {' '.join(time.split())}".rstrip()
    return Cell(row, position, text)


def instant_text(text: str, reading: Reading) -> str:
    """The instant as orders write it, in UTC where the export says that its are. Raises ValueError."""
    read = instant(text, reading.decided.dates)
    if reading.preset and reading.preset.utc and len(read) > len(_ANY_DAY) and read_instant(read).tzinfo is None:
        return f"{read}Z"
    return read


def _is_time(text: str) -> bool:
    """Whether a cell is a time of day and nothing else: no date such as 13.11.25, and no bare number."""
    try:
        written = None if take_apart_date(text) else take_apart_date(f"{_ANY_DAY} {text}")
    except ValueError:
        return True  # 13:30 PM, which does not exist: the order is refused for it
    return written is not None and bool(written.clock)
