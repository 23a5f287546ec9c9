"""Numbers as people and programs write them, and what a column of them says about its decimal mark. Never a float."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from ...errors import FileRefused
from ...facts.money import without_noise
from .currencies import known_codes
from .digits import LONGEST, read_digits, take_apart
from .signs import SIGNS


class DecimalMark(StrEnum):
    """What stands before the decimals."""

    POINT = "point"
    COMMA = "comma"


class ReadNumber(NamedTuple):
    """`text` is plain (`-1234.50`); `sign` what stood at the ends: currency signs and letters, empty for none."""

    text: str
    sign: str


_MARKS = {".": DecimalMark.POINT, ",": DecimalMark.COMMA}
_OPTION = f"say which with --decimal {DecimalMark.POINT}|{DecimalMark.COMMA}"
_MOST_KEPT = 8_192
_MOST_DIGITS = 24  # before the decimals and of them: what an order takes
# What floats leave of nothing: 7.105427357601002E-15. Unlike 5.23E+12 it has lost no digit that counts.
_TINY = re.compile(r"-?[0-9](?:\.[0-9]{1,24})?[eE]-[0-9]{1,3}")
_PLAIN = re.compile(r"[0-9]{1,24}(?:\.(?:[0-9]{1,2}|[0-9]{4,24}))?")
_ONE_MARK = re.compile(r"[^.,]*[0-9]([.,])(?:[0-9]{1,2}|[0-9]{4,})[^0-9.,]*")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_NOT_ASCII_BETWEEN = re.compile(r"(?<=[0-9])[^\x00-\x7f]+(?=[0-9])")


def read_number(cell: str, mark: DecimalMark | None, *, has_decimals: bool = True) -> ReadNumber:
    """The number of a cell; `mark` decides only where three digits behind one mark may be decimals or thousands.

    Without a mark they are thousands in a currency that has no decimals. Raises ValueError with the end of a sentence.
    """
    if _PLAIN.fullmatch(cell):
        return ReadNumber(cell, "")
    if _TINY.fullmatch(cell):
        return ReadNumber(f"{without_noise(Decimal(cell), _MOST_DIGITS):f}", "")
    is_negative, sign, digits, is_whole = take_apart(cell)
    read = read_digits(digits, is_whole=is_whole)
    whole, decimals = read.whole, read.decimals
    if read.is_unclear:
        if mark is None and has_decimals:
            raise ValueError(f"is {whole}{decimals} or {whole}.{decimals}: {_OPTION}")
        if mark is not _MARKS[read.mark]:  # also where there is none
            whole, decimals = whole + decimals, ""
    if max(len(whole), len(decimals)) > _MOST_DIGITS:
        raise ValueError(f"has more than {_MOST_DIGITS} digits on one side of its decimal mark")
    text = f"{whole or '0'}.{decimals}" if decimals else whole
    return ReadNumber(f"-{text}" if is_negative and text.strip("0.") else text, sign)


def contradicts(sign: str, currency: str) -> bool:
    """Whether the sign of an amount can only be another currency's.

    Letters that nobody knows contradict nothing, and nothing contradicts a currency that is not known (empty).
    """
    for word in sign.split():
        word = word.rstrip(".")
        codes = SIGNS.get(word.casefold(), {word.upper()} & known_codes())
        if codes and currency and currency not in codes:
            return True
    return False


class NumberColumn:
    """What the cells of a column say about its decimal mark, in constant memory.

    Cells may be text, or bytes of which each is one character: only ASCII counts here.
    """

    def __init__(self) -> None:
        self._shown: dict[DecimalMark, tuple[int, str]] = {}
        self._unclear: dict[DecimalMark, tuple[int, str]] = {}
        self._shown_marks: set[str] = set()
        self._known: tuple[set[str], set[str]] = (set(), set())

    def see(self, line: int, cell: str, *, has_decimals: bool = True) -> None:
        """Takes in the cell of a line; what is no number says nothing. `has_decimals`: of the currency it is in."""
        # Called for every amount of a file: whole numbers and further 12.50s must cost next to nothing.
        if cell.isdigit() or (cell[-3:-2] in self._shown_marks and cell[-2:].isdigit()):
            return
        known = self._known[has_decimals]
        if cell in known:
            return
        if len(cell) > LONGEST or ((match := _ONE_MARK.fullmatch(cell)) and match[1] in self._shown_marks):
            return
        if len(known) == _MOST_KEPT:
            known.clear()
        known.add(cell)
        try:
            _, _, digits, is_whole = take_apart(cell if cell.isascii() else _ascii(cell))
            read = read_digits(digits, is_whole=is_whole)
        except ValueError:
            return
        if read.is_unclear and has_decimals:
            self._unclear.setdefault(_MARKS[read.mark], (line, digits))
        elif read.shows:
            self._shown.setdefault(_MARKS[read.shows], (line, digits))
            self._shown_marks.add(read.shows)

    def decided(self, column: str, chosen: DecimalMark | None, usual: DecimalMark | None) -> DecimalMark | None:
        """The mark that the column itself shows, else the chosen one, else the one usual in such files.

        None where no cell needs it. Raises `FileRefused` where nothing decides, and where the column shows both.
        """
        if len(self._shown) == 1:
            return next(iter(self._shown))
        if not self._unclear:
            return None
        if chosen is not None:
            return chosen
        if usual is not None and not self._shown and self._unclear.keys() == {usual}:
            return usual
        line, cell = min(self._unclear.values())
        readings = " or ".join(f"{read_number(cell, mark).text} with a decimal {mark}" for mark in DecimalMark)
        why = "no other cell of the column decides"
        if self._shown:
            why = "the column has " + " as well as ".join(f"{seen} (line {at})" for at, seen in self._shown.values())
        raise FileRefused(f"Line {line}: {cell} in the column {column} is {readings}, and {why}: {_OPTION}.")


def _ascii(cell: str) -> str:
    """A cell whose encoding nobody knows yet: what is not ASCII is a space between digits, and else a letter."""
    return _NOT_ASCII.sub("x", _NOT_ASCII_BETWEEN.sub(" ", cell))
