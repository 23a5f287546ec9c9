"""What kind of file it is: JSON lines, or CSV with its separator and header."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from itertools import chain
from typing import NamedTuple

from ..errors import FileRefused
from .columns import known_names
from .read import BARE_RETURN, MOST_CELL

SEPARATORS = (",", ";")
_MOST_HEADER_LINES = 100


class Dialect(NamedTuple):
    """`separator` is empty for JSON lines, which have no header. `next_line` is the number of the line behind it."""

    separator: str
    header: tuple[str, ...]
    header_line: int
    next_line: int

    @property
    def is_csv(self) -> bool:
        return bool(self.separator)

    @property
    def mark(self) -> str:
        """What stands between a row and the line number put before it: in CSV that makes it one more cell."""
        return self.separator or "\t"


def recognise(lines: Iterator[str], mapped: Collection[str]) -> tuple[Dialect, Iterator[str]]:
    """The dialect, and the lines behind the header. `mapped` are column names that the caller named.

    Raises `FileRefused` for a file without rows, and for JSON that is not written one order a line.
    """
    said = (
        (number, line)
        for number, line in enumerate(lines, 1)
        if line.strip() and line.strip().lower() not in _SEPARATOR_HINTS
    )
    number, line = next(said, (0, ""))
    text = line.strip()
    if not text:
        raise FileRefused("The file is empty.")
    if text.startswith("["):
        raise FileRefused(f"Line {number}: is a JSON array: write one order a line, without brackets around them.")
    if text == "{":
        raise FileRefused(f"Line {number}: is JSON over several lines: write one order a line.")
    if text.startswith("{"):
        if "\r{" in text:
            raise FileRefused(f"Line {number}: {BARE_RETURN}")
        return Dialect("", (), 0, number), chain([line], lines)
    header_lines = [line]
    while _is_open(header_lines) and len(header_lines) < _MOST_HEADER_LINES:
        following = next(lines, None)
        if following is None:
            break
        header_lines.append(following)
    separator, header = _best_reading(header_lines, mapped, number)
    return Dialect(separator, header, number, number + len(header_lines)), lines


_SEPARATOR_HINTS = frozenset(f"sep={separator}" for separator in SEPARATORS)


def _is_open(lines: list[str]) -> bool:
    """Whether a quoted cell goes on behind these lines."""
    return sum(line.count('"') for line in lines) % 2 == 1


def _best_reading(lines: list[str], mapped: Collection[str], number: int) -> tuple[str, tuple[str, ...]]:
    """The separator under which most names are known, then the one that gives more columns."""
    csv.field_size_limit(MOST_CELL)
    decoded = [line.encode("latin-1").decode() for line in lines]
    readings = []
    fault = "the header cannot be read: a quote in it is not closed."
    for separator in SEPARATORS:
        try:
            cells = next(csv.reader(decoded, delimiter=separator, strict=True))
        except csv.Error as error:
            fault = BARE_RETURN if "new-line character" in str(error) else fault
            continue
        header = tuple(cell.strip() for cell in cells)
        readings.append((len(known_names(header, mapped)), len(header), separator, header))
    if not readings:
        raise FileRefused(f"Line {number}: {fault}")
    _, _, separator, header = max(readings, key=lambda reading: reading[:2])
    return separator, header
