"""One cell becomes a plain number, an instant or an id; what cannot be is refused with the end of a sentence."""

from __future__ import annotations

import re
from decimal import Decimal

from ...facts import ids
from ...facts.money import MOST_DECIMALS, without_noise
from .currencies import has_decimals
from .dates import DateOrder, read_date
from .numbers import DecimalMark, contradicts, read_number

_PLAIN = re.compile(r"\d{1,15}(\.\d{1,2})?", re.ASCII)
_GUARDED = re.compile(r"'[=+\-@＝＋－＠0-9]")
_NUMBER_AS_FLOAT = re.compile(r"\d+\.0", re.ASCII)
# What spreadsheets make of a long number; its last digits are gone.
_ROUNDED = re.compile(r"\d([.,]\d+)?[eE]\+\d+", re.ASCII)
# `#N/A`, `#NV`, `#REF!`, `#DIV/0!`, `#WERT!`, `#NAME?`: a look-up that failed. `####`: a column that was too narrow.
_FAILED = re.compile(r"#(?:N/?[ADV]|[^\W\d_]+(?:/0)?[!?]|#{3,})")


def says_nothing(cell: str) -> bool:
    """Whether a cell is blank, or a word or dash by which programs write that there is nothing."""
    return not cell or ids.says_nothing(cell) or not cell.strip("-–— ")


def clean(cell: str) -> str:
    """A cell without spaces around it, and without the guard that keeps a spreadsheet from computing it: `'00123`."""
    cell = cell.strip()
    return cell[1:] if _GUARDED.match(cell) else cell


def number(
    cell: str,
    mark: DecimalMark | None,
    currency: str | None,
    *,
    unsigned: bool = False,
    most_decimals: int = MOST_DECIMALS,
) -> str:
    """The number as `-1234.50`; decimals beyond `most_decimals`, which only floats write, are rounded off.

    Raises ValueError, also for a sign of another currency. `None`: it is no money, and has no sign or letters; empty:
    it is, and nobody knows in which currency.
    """
    if _PLAIN.fullmatch(cell):
        return cell
    text, sign = read_number(cell, mark, has_decimals=not currency or has_decimals(currency))
    if sign and currency is None:
        raise ValueError(f"has {sign} beside the number: write the number alone")
    if currency is not None and contradicts(sign, currency):
        raise ValueError(f"is in {sign}, but the order is in {currency}")
    if len(text) > most_decimals and len(text.partition(".")[2]) > most_decimals:
        text = str(without_noise(Decimal(text), most_decimals))
    return text.removeprefix("-") if unsigned else text


def instant(cell: str, order: DateOrder | None) -> str:
    """The instant, local time or date as orders write them. Raises ValueError."""
    return read_date(cell, order)


def identity(cell: str, *, number: bool = False, word: bool = False) -> str:
    """An id. Raises ValueError for what would make one order or one customer of many.

    `number`: one that a spreadsheet took for a number, such as `17850.0`, is `17850`. `word`: it may be any word, as
    the name of a product, Nan.
    """
    if _ROUNDED.fullmatch(cell):
        raise ValueError("was rounded by a spreadsheet, its digits are lost: import the export as it was downloaded")
    if _FAILED.fullmatch(cell):
        raise ValueError("is an error of a spreadsheet: mend it there, or leave the cell blank")
    if not word and says_nothing(cell):
        raise ValueError("says that there is none: leave the cell blank")
    return cell.removesuffix(".0") if number and _NUMBER_AS_FLOAT.fullmatch(cell) else cell
