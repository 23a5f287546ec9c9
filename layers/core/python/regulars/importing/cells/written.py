"""A date taken apart as it is written: its numbers, its time of day, its zone. What they mean is decided elsewhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from .months import is_weekday, month_of

LONGEST = 100
NOT_EXISTING = "is no date or time that exists"
_DAY_SECONDS = 86_400
# Day 1 is 1900-01-01, and 1900-02-29 is counted, which never was: so day 0 is this one from 1900-03-01 on.
# https://learn.microsoft.com/en-us/office/troubleshoot/excel/wrongly-assumes-1900-is-leap-year
_SPREADSHEET_EPOCH = datetime(1899, 12, 30)
_SPREADSHEET_DAY = re.compile(r"(\d{5})(?:[.,](\d{1,18}))?", re.ASCII)
_SPREADSHEET_DAYS = range(20_000, 60_001)
# Seconds or milliseconds since 1970: of ten or thirteen digits they lie between 2001 and 2099.
_UNIX = re.compile(r"(\d{10})(\d{3})?(?:\.\d{1,9})?", re.ASCII)
_UNIX_END = 4_102_444_800
_INVISIBLE = str.maketrans(dict.fromkeys("\u200b\u200e\u200f\u202a\u202c\ufeff"))

_WORD = r"[^\W\d_]++\.?+"
_WEEKDAY = re.compile(rf"({_WORD}(?:-[^\W\d_]++)?+),? ")
_YEAR_FIRST = re.compile(r"(\d{4})([/.-]|\. )(\d{1,2})\2(\d{1,2})\.?(?!\d)", re.ASCII)
_IDEOGRAPHS = re.compile(r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일]", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(?:[T ]?(\d{2})(\d{2})(\d{2})?)(?=$|[Z+-])|(?!\d))", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([/.-]|\. )(\d{1,2})\2(\d{4}|\d{2})(?!\d)", re.ASCII)
_DAY_NAME = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?(?:[ /-]| de )?({_WORD})(?:,? |[/-]| de )?(\d{{4}}|\d{{2}})(?!\d)"
)
_NAME_DAY = re.compile(rf"({_WORD})[ /-](\d{{1,2}})(?:st|nd|rd|th)?(?:,? |[/-])(\d{{4}}|\d{{2}})(?![\d:])")
_NAME_TIME_YEAR = re.compile(rf"({_WORD}) (\d{{1,2}}) (\d{{2}}:\d{{2}}:\d{{2}}(?: [A-Za-z]{{3,4}})?) (\d{{4}})")
_YEAR_NAME = re.compile(rf"(\d{{4}})[ /-]?({_WORD})[ /-]?(\d{{1,2}})(?!\d)")
# The comma and the narrow space before AM are what browsers write (toLocaleString); " UTC" is Ruby's.
_CLOCK = re.compile(
    r"(?:,? (?:at |à |um |kl\.? |a las |às |alle |в |о )?|T)?"
    r"(?P<hour>\d{1,2})(?:[:.h時시] ?(?P<minute>\d{2})(?:[:.m分분] ?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"[秒초분分]?|(?= ?[AaPp]\.? ?[Mm]))(?: ?(?P<half>[AaPp])\.? ?[Mm]\.?)?(?: Uhr)?(?: ?(?P<zone>"
    r"(?:(?:UTC|GMT)[+-]\d{1,2}|[+-]\d{2})(?::?\d{2})?(?:\[[\w/+-]+\])?|Z(?:\[[\w/+-]+\])?|\[[\w/+-]+\]"
    r"|[A-Z]{3,5}|[A-Z][A-Za-z_]+(?:/[\w+-]+){1,2}))?(?: \([^()]*\))?",
)
_ZONE = re.compile(r"Z|[+-]\d{2}:?\d{2}")


class Written(NamedTuple):
    """Numbers of a date. `one` and `two` are month and day; where `is_open`, in the order of the cell, either way.

    `may_lead`: its year has two digits, and the first number may be the year as well (`25-11-05`). `clock` is
    `T09:30:12`, or empty for a date alone; `zone` what stands behind it, empty for a local time.
    """

    year: int
    one: int
    two: int
    is_open: bool = False
    may_lead: bool = False
    clock: str = ""
    zone: str = ""


def take_apart_date(cell: str) -> Written | None:
    """The parts of a cell; None for what is no date. Raises ValueError for a time of day that does not exist."""
    if len(cell) > LONGEST:
        return None
    text = " ".join((cell if cell.isascii() else cell.translate(_INVISIBLE)).split())
    if text.isascii() and (found := _of_number(text)):
        return found
    if found := _numeric(text) or _named(text):
        return found
    # Only now: `Mar` is a month, and in some languages a Tuesday.
    weekday = _WEEKDAY.match(text)
    if weekday is None or not is_weekday(weekday[1]):
        return None
    return _numeric(text[weekday.end() :]) or _named(text[weekday.end() :])


def _of_number(text: str) -> Written | None:
    """A spreadsheet's day, or seconds or milliseconds since 1970."""
    if (match := _SPREADSHEET_DAY.fullmatch(text)) and int(match[1]) in _SPREADSHEET_DAYS:
        behind = match[2] or "0"
        # Rounded to the second: a time such as 10:20 has no end as a fraction of a day.
        seconds = (2 * int(behind) * _DAY_SECONDS + 10 ** len(behind)) // (2 * 10 ** len(behind))
        moment = _SPREADSHEET_EPOCH + timedelta(days=int(match[1]), seconds=seconds)
        return _of(moment, f"{moment:T%H:%M:%S}" if seconds else "", "")
    if (match := _UNIX.fullmatch(text)) and 10**9 <= int(match[1]) < _UNIX_END:
        moment = datetime.fromtimestamp(int(match[1]), UTC)
        return _of(moment, f"{moment:T%H:%M:%S}" + (f".{match[2]}" if match[2] else ""), "Z")
    return None


def _of(moment: datetime, clock: str, zone: str) -> Written:
    return Written(moment.year, moment.month, moment.day, clock=clock, zone=zone)


def _numeric(text: str) -> Written | None:
    if match := _YEAR_FIRST.match(text):
        return _timed(Written(int(match[1]), int(match[3]), int(match[4])), text[match.end() :])
    if match := _IDEOGRAPHS.match(text):
        return _timed(Written(int(match[1]), int(match[2]), int(match[3])), text[match.end() :])
    if match := _COMPACT.match(text):
        date = Written(int(match[1]), int(match[2]), int(match[3]))
        rest = text[match.end() :]
        if match[4] is None:
            return _timed(date, rest)
        clock = f"T{match[4]}:{match[5]}:{match[6] or '00'}"
        return date._replace(clock=clock, zone=rest) if not rest or _ZONE.fullmatch(rest) else None
    if match := _YEAR_LAST.match(text):
        may_lead = len(match[4]) == 2 and int(match[3]) <= 12 and 1 <= int(match[4]) <= 31
        date = Written(_year(match[4]), int(match[1]), int(match[3]), is_open=True, may_lead=may_lead)
        return _timed(date, text[match.end() :])
    return None


def _named(text: str) -> Written | None:
    """A date whose month is a word: that tells which number is the day, and a year of two digits stands last."""
    if match := _NAME_TIME_YEAR.fullmatch(text):
        return _of_name(match[4], match[1], match[2], f" {match[3]}")
    if match := _DAY_NAME.match(text):
        return _of_name(match[3], match[2], match[1], text[match.end() :])
    if match := _NAME_DAY.match(text):
        return _of_name(match[3], match[1], match[2], text[match.end() :])
    if match := _YEAR_NAME.match(text):
        return _of_name(match[1], match[2], match[3], text[match.end() :])
    return None


def _of_name(year: str, name: str, day: str, rest: str) -> Written | None:
    month = month_of(name)
    return None if month is None else _timed(Written(_year(year), month, int(day)), rest)


def _year(digits: str) -> int:
    """Of two digits those from 1970 to 2069."""
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (1900 if int(digits) >= 70 else 2000)


def _timed(date: Written, rest: str) -> Written | None:
    """The date with the time of day that the rest of its cell is; None where the rest is none."""
    if not rest:
        return date
    match = _CLOCK.fullmatch(rest)
    if match is None:
        return None
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(NOT_EXISTING)
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    fraction = f".{match['fraction']}" if match["fraction"] else ""
    clock = f"T{hour:02}:{match['minute'] or '00'}:{match['second'] or '00'}{fraction}"
    return date._replace(clock=clock, zone=match["zone"] or "")
