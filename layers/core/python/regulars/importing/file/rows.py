"""Rows of a CSV text with the line each began on, the text it was cut from, and what is wrong with its quoting."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...errors import FileRefused
from .read import BARE_RETURN, MOST_CELL

# What stands in a line of which nobody sees that it is not empty; the last is the end of a DOS file.
_BLANK = " \t\r\n\f\v\x1a"


class Row(NamedTuple):
    """One row. `raw` is its text with the line end; `fault` says why its cells cannot be trusted."""

    line: int
    cells: list[str]
    raw: str
    fault: str | None


def read_rows(lines: Iterable[str], separator: str, *, first_line: int = 1) -> Iterator[Row]:
    """The rows that are not blank. Raises `FileRefused` where the text cannot be cut into rows from there on."""
    csv.field_size_limit(MOST_CELL)
    taking = _Taking(lines)
    reader = csv.reader(taking, delimiter=separator, strict=True)
    line = first_line
    while True:
        fault = None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if sentence := file_fault(error):
                raise FileRefused(f"Line {line}: {sentence}") from None
            fault = "has a quote inside a quoted cell: double it"
            cells = _cut_anyway(taking.taken, separator, line)
        taken = taking.taken
        taking.taken = []
        if any(cells) and (len(cells) > 1 or cells[0].strip(_BLANK)):
            yield Row(line, cells, taken[0] if len(taken) == 1 else "".join(taken), fault)
        line += len(taken)


def _cut_anyway(lines: list[str], separator: str, line: int) -> list[str]:
    """The cells of a row whose quoting is wrong, cut from the lines that the strict reader took for that row."""
    try:
        return next(csv.reader(lines, delimiter=separator))
    except csv.Error as error:
        raise FileRefused(f"Line {line}: {file_fault(error) or 'cannot be cut into cells.'}") from None


def fitted(cells: list[str], width: int) -> list[str]:
    """As many cells as the header has, where only blank ones are left over or missing at the end; else as they came.

    A row of a single cell is left as it is: it has not been cut, or it is no row of the table.
    """
    if len(cells) > width and not any(map(str.strip, cells[width:])):
        return cells[:width]
    return [*cells, *[""] * (width - len(cells))] if 1 < len(cells) < width else cells


def unwrapped(raw: str) -> str | None:
    """The row inside quotes that stand around the whole of it, as programs write one that has all of it in one cell.

    None where there are no such quotes. Separators that stand behind them are passed over.
    """
    text = raw.strip(_BLANK).rstrip(",;|").rstrip(_BLANK)
    if len(text) < 3 or text[0] != '"' or text[-1] != '"':
        return None
    return text[1:-1].replace('""', '"')


def cut(text: str, separator: str) -> list[str] | None:
    """The cells of a text that is one row; None where it is not."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def file_fault(error: csv.Error) -> str | None:
    """The sentence for what nobody can cut the rest of the file after; None where only the row is at fault."""
    return next((sentence for words, sentence in _FILE_FAULTS if words in str(error)), None)


_FILE_FAULTS = (
    ("field limit", "a cell is larger than 1 MB: is a closing quote missing?"),
    ("unexpected end of data", "a quoted cell is never closed."),
    ("new-line character", BARE_RETURN),
)


class _Taking:
    """Lines on their way into the reader; it may take several for one row."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.taken: list[str] = []

    def __iter__(self) -> _Taking:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.taken.append(line)
        return line
