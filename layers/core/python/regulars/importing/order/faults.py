"""Rows, what is wrong with them, and where: the line, the column under its own name, one sentence."""

from __future__ import annotations

from typing import NamedTuple

_SHOWN = 60


def shown(text: str) -> str:
    """The beginning of a cell as a sentence shows it: on one line, and without what steers a terminal."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text[:_SHOWN])


class CellRow(NamedTuple):
    """A row of the file: the line it began on, its cells, and what is wrong with its quoting."""

    line: int
    cells: list[str]
    fault: str | None = None


class RowFault(NamedTuple):
    line: int
    column: str
    reason: str


class Cell(NamedTuple):
    """A cell that says something, and where it stands."""

    row: CellRow
    position: int
    text: str

    def fault(self, column: str, reason: object) -> RowFault:
        """What is wrong with it, its text before the reason."""
        return RowFault(self.row.line, column, f"{shown(self.text)} {reason}")
