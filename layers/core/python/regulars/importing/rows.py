"""Rows of a CSV text with the line each began on, the text it was cut from, and what is wrong with its quoting."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..errors import FileRefused
from .read import MOST_CELL


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
            fault = _fault(str(error), line)
            cells = next(csv.reader(taking.taken, delimiter=separator))
        taken = taking.taken
        taking.taken = []
        if any(cells):
            yield Row(line, cells, taken[0] if len(taken) == 1 else "".join(taken), fault)
        line += len(taken)


def _fault(error: str, line: int) -> str:
    """A row's fault; raises where the fault is the file's."""
    if "field limit" in error:
        raise FileRefused(f"Line {line}: a cell is larger than 1 MB: is a closing quote missing?")
    if "unexpected end of data" in error:
        raise FileRefused(f"Line {line}: a quoted cell is never closed.")
    if "new-line character" in error:
        raise FileRefused(f"Line {line}: holds a bare carriage return: save the file with ordinary line ends.")
    return "has a quote inside a quoted cell: double it"


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
