"""Dates as shops export them: year first, day or month first, and the days of spreadsheets."""

from __future__ import annotations

import re
from enum import StrEnum

from ...errors import FileRefused
from ...facts.time import read_instant
from ..file.encoding import provisional
from .written import LONGEST, NOT_EXISTING, Written, take_apart_date
from .zones import with_zone


class DateOrder(StrEnum):
    """What stands first in a date such as 03/04/2025."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


_MOST_KEPT = 8_192
_OPTION = f"say which with --dates {DateOrder.DAY_FIRST} or --dates {DateOrder.MONTH_FIRST}"
_SHORT_YEAR = "has a year of two digits"
_NO_DATE = "is no date such as 2025-10-15 08:30, 15 Oct 2025 or 2025-10-15T08:30:00Z"
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_YEAR_ENDS = frozenset("/.-")


def read_date(cell: str, order: DateOrder | None) -> str:
    """A cell as text that `read_instant` takes: with its offset, or local. What is year first stays as it is.

    Raises ValueError with the end of a sentence, also for a date with two readings while `order` is None.
    """
    if cell[4:5] == "-" and len(cell) <= LONGEST and _is_instant(cell):
        return cell
    written = take_apart_date(cell)
    if written is None:
        raise ValueError(_NO_DATE)
    month, day = written.one, written.two
    if written.may_lead and order is None:
        raise ValueError(f"{_SHORT_YEAR}, which may stand first: {_OPTION}, or write all four")
    if written.is_open:
        day, month = _day_and_month(written.one, written.two, order)
    text = f"{written.year:04}-{month:02}-{day:02}{written.clock}"
    read_instant(text)
    if written.zone:
        text = with_zone(text, written.zone)
        read_instant(text)
    return text


class DateEvidence:
    """What the dates of a file say about their order, in constant memory.

    Cells may be text, or bytes of which each is one character: only ASCII counts here. The apostrophe that keeps a
    spreadsheet from reading a date is passed over.
    """

    def __init__(self) -> None:
        self.local = False
        self._shown: dict[DateOrder, tuple[int, str, str]] = {}
        self._unclear: tuple[int, str, str] | None = None
        self._short: tuple[int, str, str] | None = None
        self._telling: list[str] = []
        self._plain: list[str] = []
        self._known = {""}

    def see(self, line: int, column: str, cell: str) -> None:
        """Takes in the cell of a line and column; what is no date says nothing."""
        # Called for every date of a file: a second one of the same kind must cost next to nothing.
        if (
            cell[4:5] in _YEAR_ENDS
            and len(self._plain) == 2
            and (self.local or _has_offset(cell))
            and cell[:4].isdigit()
        ):
            return
        if cell[:10] in self._known or len(cell) > LONGEST:
            return
        if cell[:5].isdigit() and len(self._telling) == 2 and self.local:
            return
        text = " ".join(_decoded(cell).split()).removeprefix("'")
        try:
            written = take_apart_date(text)
        except ValueError:
            return
        if written is None:
            return
        self.local = self.local or not written.zone
        if written.is_open:
            self._see_open(written, (line, column, text))
        else:
            _keep(self._telling if text[:5].isdigit() else self._plain, text)
        # Ten characters hold all that is open of a date, where nothing was taken away before it.
        if self.local and text[:10] == cell[:10] and len(self._known) < _MOST_KEPT:
            self._known.add(cell[:10])

    def decided(self, chosen: DateOrder | None) -> DateOrder | None:
        """The chosen order, else the one that a value above 12 shows; None where no date needs it.

        Raises `FileRefused` where dates show both orders, and where some have two readings and none shows either.
        """
        if chosen is not None:
            return chosen
        if len(self._shown) == 2:
            (line, column, seen), (other_line, _, other) = sorted(self._shown.values(), reverse=True)
            raise FileRefused(
                f"Line {line}: {seen} in the column {column} and {other} on line {other_line} cannot both be read: "
                f"one has the day first, one the month; {_OPTION}."
            )
        if not self._shown and self._unclear:
            line, column, seen = self._unclear
            one, two = map(int, re.findall(r"\d+", seen)[:2])
            raise FileRefused(
                f"Line {line}: {seen} in the column {column} is {_words(one, two)} or {_words(two, one)}, "
                f"and no other date decides: {_OPTION}."
            )
        if self._short and not self._shown:
            line, column, seen = self._short
            raise FileRefused(
                f"Line {line}: {seen} in the column {column} {_SHORT_YEAR}, which may stand first or last: "
                f"{_OPTION}, or write all four."
            )
        return next(iter(self._shown), None)

    @property
    def examples(self) -> tuple[str, ...]:
        """At most two distinct cells to show with their reading: rather such as do not explain themselves."""
        return tuple((self._telling + self._plain)[:2])

    def _see_open(self, written: Written, seen: tuple[int, str, str]) -> None:
        low, high = sorted((written.one, written.two))
        if low < 1 or low > 12 or high > 31:
            return
        if written.may_lead:
            # Nobody knows which of its numbers is the year: it shows nothing.
            self._short = self._short or seen
            _keep(self._telling, seen[2])
        elif high > 12:
            self._shown.setdefault(DateOrder.DAY_FIRST if written.one > 12 else DateOrder.MONTH_FIRST, seen)
            _keep(self._plain, seen[2])
        elif low != high:
            self._unclear = self._unclear or seen
            _keep(self._telling, seen[2])
        else:
            _keep(self._plain, seen[2])


def _has_offset(cell: str) -> bool:
    return cell[-1:] == "Z" or (len(cell) > 16 and (cell[-5:-4] in "+-" or cell[-6:-5] in "+-"))


def _keep(kept: list[str], text: str) -> None:
    if len(kept) < 2 and text not in kept:
        kept.append(text)


def _is_instant(cell: str) -> bool:
    try:
        read_instant(cell)
    except ValueError:
        return False
    return True


def _words(day: int, month: int) -> str:
    return f"{day} {_MONTHS[month - 1]}"


def _day_and_month(first: int, other: int, order: DateOrder | None) -> tuple[int, int]:
    """Raises ValueError where the order is needed and unknown, and where it makes no date."""
    if order is None:
        if first == other or first > 12 or other > 12:
            return (first, other) if first > 12 else (other, first)
        if first < 1 or other < 1:
            raise ValueError(NOT_EXISTING)
        raise ValueError(f"is {_words(first, other)} or {_words(other, first)}: {_OPTION}")
    day, month = (first, other) if order is DateOrder.DAY_FIRST else (other, first)
    if month > 12:
        raise ValueError(f"has no month {month}, read {order}")
    return day, month


def _decoded(cell: str) -> str:
    """A cell of which each byte is one character as text; text as it is."""
    return cell if cell.isascii() or max(cell) > "\xff" else provisional(cell)
