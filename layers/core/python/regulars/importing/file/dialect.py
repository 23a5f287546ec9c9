"""What kind of file it is: JSON lines, or CSV with its separator and header."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from ...errors import FileRefused
from .encoding import provisional
from .read import BARE_RETURN, MOST_CELL
from .rows import cut, file_fault, unwrapped

SEPARATORS = (",", ";", "\t", "|")
_MOST_HEADER_LINES = 100
# Excel takes the first line for its separator if it reads so, and other programs write it for Excel.
_SEPARATOR_HINT = re.compile(r"\s*\"?sep=.?\"?\s*", re.IGNORECASE)
# A separator line put before a finished file leaves the file's own BOM behind it.
_BOM = codecs.BOM_UTF8.decode("latin-1")
_BLANK = "".join(SEPARATORS) + " \r\n"


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


def recognise(lines: Iterator[str], known: Callable[[Sequence[str]], int]) -> tuple[Dialect, Iterator[str]]:
    """The dialect, and the lines behind the header. `known` says how many names of a header mean something.

    `lines` come from `Source`; blank ones and `sep=;` before the header are passed over. Raises `FileRefused` for a
    file without rows, a header that cannot be cut, and JSON that is not written one order a line.
    """
    said = (
        (number, line)
        for number, given in enumerate(lines, 1)
        if (line := given.removeprefix(_BOM)).strip(_BLANK).strip() and not _SEPARATOR_HINT.fullmatch(line)
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
    if _is_wrapped(line, known):
        # Each row stands in quotes as a whole, the header too.
        line = f"{unwrapped(line)}\n"
    ahead = _Ahead(line, lines)
    best = _best_reading(ahead, known, number)
    return Dialect(best.separator, best.header, number, number + best.lines), ahead.behind(best.lines)


def _is_wrapped(line: str, known: Callable[[Sequence[str]], int]) -> bool:
    """Whether a header stands in quotes as a whole, and inside them are names that mean something."""
    inner = unwrapped(line)
    cells = [cut(provisional(inner), separator) or [] for separator in SEPARATORS] if inner else []
    return any(len(names) > 1 and known(names) > 1 for names in cells)


class _Reading(NamedTuple):
    """The header under one separator. The best has most known names, then most columns."""

    known: int
    columns: int
    separator: str
    header: tuple[str, ...]
    lines: int


def _best_reading(ahead: _Ahead, known: Callable[[Sequence[str]], int], number: int) -> _Reading:
    csv.field_size_limit(MOST_CELL)
    readings = []
    faults = []
    for separator in SEPARATORS:
        reader = csv.reader(ahead.again(), delimiter=separator, strict=True)
        try:
            header = tuple(cell.strip() for cell in next(reader))
        except csv.Error as error:
            faults.append(file_fault(error) or "the header has a quote inside a quoted name: double it.")
            continue
        readings.append(_Reading(known(header), len(header), separator, header, reader.line_num))
    best = max(readings, key=lambda reading: reading[:2], default=None)
    if best is None or (faults and not best.known):
        raise FileRefused(f"Line {number}: {BARE_RETURN if BARE_RETURN in faults else faults[0]}")
    return best


class _Ahead:
    """The header's lines, decoded; only what a reader asks for is read, and each separator's reader asks anew."""

    def __init__(self, first: str, lines: Iterator[str]) -> None:
        self._taken = [first]
        self._lines = lines

    def again(self) -> Iterator[str]:
        yield from map(provisional, self._taken)
        while len(self._taken) < _MOST_HEADER_LINES and (line := next(self._lines, None)) is not None:
            self._taken.append(line)
            yield provisional(line)

    def behind(self, taken: int) -> Iterator[str]:
        """The lines that are no part of the header."""
        return chain(islice(self._taken, taken, None), self._lines)
