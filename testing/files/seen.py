"""What a column's cells show together: of numbers the decimal mark, of dates the order of day and month."""

from __future__ import annotations

from regulars.errors import FileRefused
from regulars.importing.cells.dates import DateEvidence
from regulars.importing.cells.numbers import NumberColumn


def column(*cells: str) -> NumberColumn:
    """A column with its first cell on line 2."""
    seen = NumberColumn()
    for line, cell in enumerate(cells, 2):
        seen.see(line, cell)
    return seen


def decides(cell: str) -> bool:
    """Whether a number alone says which mark its column has."""
    try:
        column(cell).decided("total", None, None)
    except FileRefused:
        return False
    return True


def evidence(*cells: str) -> DateEvidence:
    """A column of dates with its first cell on line 2."""
    seen = DateEvidence()
    for line, cell in enumerate(cells, 2):
        seen.see(line, "Date", cell)
    return seen
