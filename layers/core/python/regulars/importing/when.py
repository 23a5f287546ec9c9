"""When an order was placed, where a file keeps the day in one column and the time of day in another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .cells import instant
from .faults import Cell, CellRow
from .reading import Reading

_TIME_OF_DAY = re.compile(
    r"\d{1,2}(?::\d{2}(?::\d{2}(?:\.\d{1,9})?)?|\.\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?: ?(?:[A-Za-z]{1,5}|[+-]\d{2}:?\d{2}))?",
    re.ASCII,
)
_LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?", re.ASCII)


def instant_cell(row: CellRow, positions: Sequence[int]) -> Cell | None:
    """The first of these cells that says something, with the time of day that stands alone in a further one."""
    said = [(position, text) for position in positions if (text := row.cells[position])]
    if not said:
        return None
    position, text = said[0]
    if ":" not in text:
        times = (" ".join(other.split()) for _, other in said[1:])
        text = " ".join([text, *[time for time in times if _is_time(time)][:1]])
    return Cell(row, position, text)


def instant_text(text: str, reading: Reading) -> str:
    """The instant as orders write it, in UTC where the export says that its are. Raises ValueError."""
    read = instant(text, reading.decided.dates)
    return f"{read}Z" if reading.preset and reading.preset.utc and _LOCAL.fullmatch(read) else read


def _is_time(text: str) -> bool:
    """Not a bare number, which may be anything."""
    return len(text) < 40 and not text.isdigit() and _TIME_OF_DAY.fullmatch(text) is not None
