"""Dates as shops export them: year first, day or month first, and the days of spreadsheets."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import StrEnum

from ..errors import FileRefused
from ..orders.schema import read_instant


class DateOrder(StrEnum):
    """What stands first in a date such as 03/04/2025."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


_LONGEST = 60
_MOST_KEPT = 8_192
_OPTION = f"say which with --dates {DateOrder.DAY_FIRST} or --dates {DateOrder.MONTH_FIRST}"
_NOT_EXISTING = "is no date or time that exists"
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# The comma and the narrow space before AM are what browsers write (toLocaleString); " UTC" is Ruby's.
_TIME = (
    r"(?:(?:,? |T)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}(?:\.\d{1,9})?))?(?: ?(?P<half>[AaPp])[Mm])?"
    r"(?: ?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}))?)?"
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})([/.-])(?P<month>\d{1,2})\2(?P<day>\d{1,2})" + _TIME, re.ASCII)
_YEAR_LAST = re.compile(r"(?P<first>\d{1,2})([/.-])(?P<other>\d{1,2})\2(?P<year>\d{4})" + _TIME, re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{2}(?!\d)", re.ASCII)
_YEAR_ENDS = frozenset("/.-")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")

# Day 1 is 1900-01-01, and 1900-02-29 is counted, which never was: so day 0 is this one from 1900-03-01 on.
# https://learn.microsoft.com/en-us/office/troubleshoot/excel/wrongly-assumes-1900-is-leap-year
_SPREADSHEET_EPOCH = datetime(1899, 12, 30)
_SPREADSHEET_DAY = re.compile(r"(\d{5})(?:[.,](\d{1,18}))?", re.ASCII)
_SPREADSHEET_DAYS = range(20_000, 60_001)
_DAY_SECONDS = 86_400


def read_date(cell: str, order: DateOrder | None) -> str:
    """A cell as text that `read_instant` takes: with its offset, or local. What is year first stays as it is.

    Raises ValueError with the end of a sentence, also for a date with two readings while `order` is None.
    """
    if len(cell) > _LONGEST or (cell[4:5] == "-" and _is_instant(cell)):
        read_instant(cell)
        return cell
    text = " ".join(cell.split())
    if match := _YEAR_FIRST.fullmatch(text):
        month, day = int(match["month"]), int(match["day"])
    elif match := _YEAR_LAST.fullmatch(text):
        day, month = _day_and_month(int(match["first"]), int(match["other"]), order)
    elif _SHORT_YEAR.match(text):
        raise ValueError("has a year of two digits: write all four")
    else:
        text = _spreadsheet_day(text) or text
        read_instant(text)
        return text
    text = f"{match['year']}-{month:02}-{day:02}{_time(match)}"
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
        if cell[:10] in self._known or len(cell) > _LONGEST:
            return
        if cell[:5].isdigit() and len(self._telling) == 2 and self.local:
            return
        text = " ".join((cell if cell.isascii() else _NOT_ASCII.sub(" ", cell)).split()).removeprefix("'")
        if match := _YEAR_LAST.fullmatch(text):
            self._see_year_last(int(match["first"]), int(match["other"]), (line, column, text))
        elif match := _YEAR_FIRST.fullmatch(text):
            _keep(self._plain, text)
        elif _spreadsheet_day(text):
            self.local = True
            _keep(self._telling, text)
        if match:
            self.local = self.local or match["zone"] is None
            # Ten characters hold the whole date only where nothing was taken away before it.
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
            one, two = map(int, re.split("[/.-]", seen)[:2])
            raise FileRefused(
                f"Line {line}: {seen} in the column {column} is {_words(one, two)} or {_words(two, one)}, "
                f"and no other date decides: {_OPTION}."
            )
        return next(iter(self._shown), None)

    @property
    def examples(self) -> tuple[str, ...]:
        """At most two distinct cells to show with their reading: rather such as do not explain themselves."""
        return tuple((self._telling + self._plain)[:2])

    def _see_year_last(self, first: int, other: int, seen: tuple[int, str, str]) -> None:
        low, high = sorted((first, other))
        if low < 1 or low > 12 or high > 31:
            return
        if high > 12:
            self._shown.setdefault(DateOrder.DAY_FIRST if first > 12 else DateOrder.MONTH_FIRST, seen)
        elif low != high:
            self._unclear = self._unclear or seen
            _keep(self._telling, seen[2])
            return
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
            raise ValueError(_NOT_EXISTING)
        raise ValueError(f"is {_words(first, other)} or {_words(other, first)}: {_OPTION}")
    day, month = (first, other) if order is DateOrder.DAY_FIRST else (other, first)
    if month > 12:
        raise ValueError(f"has no month {month}, read {order}")
    return day, month


def _time(match: re.Match[str]) -> str:
    """The time of day in 24 hours with its offset; empty for a date alone."""
    if match["hour"] is None:
        return ""
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(_NOT_EXISTING)
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    zone = match["zone"] or ""
    return f"T{hour:02}:{match['minute']}:{match['second'] or '00'}{zone if zone[:1] in ('+', '-') else zone and 'Z'}"


def _spreadsheet_day(text: str) -> str:
    """The date and time of a spreadsheet's day; empty for what is none."""
    match = _SPREADSHEET_DAY.fullmatch(text)
    if match is None or int(match[1]) not in _SPREADSHEET_DAYS:
        return ""
    behind = match[2] or "0"
    # Rounded to the second: a time such as 10:20 has no end as a fraction of a day.
    seconds = (2 * int(behind) * _DAY_SECONDS + 10 ** len(behind)) // (2 * 10 ** len(behind))
    moment = _SPREADSHEET_EPOCH + timedelta(days=int(match[1]), seconds=seconds)
    return moment.isoformat() if seconds else moment.date().isoformat()
