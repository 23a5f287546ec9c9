"""When an order was placed, where a file keeps the day in one column and the time of day in another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .faults import Cell, CellRow

_TIME_OF_DAY = re.compile(
    r"\d{1,2}(?::\d{2}(?::\d{2}(?:\.\d{1,9})?)?|\.\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?: ?(?:[A-Za-z]{1,5}|[+-]\d{2}:?\d{2}))?",
    re.ASCII,
)


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


def _is_time(text: str) -> bool:
    """Not a bare number, which may be anything."""
    return len(text) < 40 and not text.isdigit() and _TIME_OF_DAY.fullmatch(text) is not None
