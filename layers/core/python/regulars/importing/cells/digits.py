"""A cell taken apart: minus, sign, digits, and which of its marks is the decimal one. Only ASCII digits are digits."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from .months import is_month
from .signs import SIGNS

LONGEST = 100
_LONGEST_SIGN = 20
_NO_NUMBER = "is no number such as 1234.50"

# The apostrophe of Swiss exports, the minus of typographers, and what shows nothing: direction, joining, byte order.
_SAME = str.maketrans({"’": "'", "−": "-"} | dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u061c\u2060\ufeff"))
_ENDS = re.compile(r"([^0-9]*)([0-9](?:.*[0-9])?)([^0-9]*)", re.DOTALL)
# Possessive: what one part has taken it never gives back, so that no text takes longer than its length.
_BEFORE = re.compile(r"[ ']*+([-+(]?+)[ ']*+([^-+()]*+)([-+(]?+)[ ']*+")
_AFTER = re.compile(r"[ ']*+([-)]?+)[ ']*+([^-+()]*+)([-)]?+)[ ']*+")
# How people write that there are no cents: `12,-`, `12.–`, and in India and East Africa `499/-`, `499/=`.
_NO_CENTS = re.compile(r"([.,]) ?(?:--?(?!-)|[–—])| ?/[-=]")
_NEGATIVE = {"": False, "+": False, "-": True, "()": True}
_SHORTENED = re.compile(r"[0-9][eE][+-]?[0-9]|[0-9] ?(?:[kKM]|mn|[mM]io|bn|Mrd|Tsd|lakh|crore|[千万萬亿億])\b\.?")
_SPACED = re.compile(r"[0-9]{1,3}([ '])[0-9]{3}(?:\1[0-9]{3})*(?:[.,][0-9]*)?")
# Threes; behind commas also India's twos before the last three (12,34,567).
_GROUPED = {
    ".": re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+"),
    ",": re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}"),
}


class Digits(NamedTuple):
    """Digits before and behind the mark `shows`, which is the decimal one; empty where nothing shows which one is.

    Where `is_unclear`, `mark` is the one that stands there, and the digits behind it may be decimals or thousands.
    """

    whole: str
    decimals: str
    shows: str = ""
    is_unclear: bool = False
    mark: str = ""


class Parts(NamedTuple):
    """A cell taken apart: `digits` with the marks, spaces and apostrophes between them, `sign` what stood beside them.

    `is_whole` says that no decimals are among the digits, whatever mark stands there.
    """

    is_negative: bool
    sign: str
    digits: str
    is_whole: bool = False


def take_apart(cell: str) -> Parts:
    """The parts of a cell. Raises ValueError with the end of a sentence."""
    if len(cell) > LONGEST:
        raise ValueError(_NO_NUMBER)
    text = cell if cell.isascii() else cell.translate(_SAME)
    text = " ".join(text.split())
    ends = _ENDS.fullmatch(text)
    if ends is None:
        raise ValueError(_NO_NUMBER)
    if _SHORTENED.search(text):
        raise ValueError("is a shortened number: write out all of its digits")
    before, digits, after = ends.groups()
    if before.endswith((".", ",")) and not _is_abbreviation(before):
        before, digits = before[:-1], before[-1] + digits
    no_cents = _NO_CENTS.match(after)
    if no_cents:
        after = after[no_cents.end() :]
        digits += f"{no_cents[1]}00" if no_cents[1] else ""
    elif after.startswith((".", ",")) and not after.startswith("-", 1):
        after, digits = after[1:], digits + after[0]
    left, right = _BEFORE.fullmatch(before), _AFTER.fullmatch(after)
    is_negative = _NEGATIVE.get("".join(left.group(1, 3) + right.group(1, 3))) if left and right else None
    if left is None or right is None or is_negative is None:
        raise ValueError(_NO_NUMBER)
    sign = " ".join(filter(None, (_sign(left[2].rstrip(" '")), _sign(right[2].rstrip(" '")))))
    return Parts(is_negative, sign, digits, is_whole=no_cents is not None and not no_cents[1])


def read_digits(digits: str, *, is_whole: bool = False) -> Digits:
    """Which mark is the decimal one. Raises ValueError where marks, spaces or apostrophes stand as in no number."""
    if " " in digits or "'" in digits:
        if not _SPACED.fullmatch(digits):
            raise ValueError(_NO_NUMBER)
        digits = digits.replace(" ", "").replace("'", "")
    last = "." if digits.rfind(".") > digits.rfind(",") else ","
    other = "," if last == "." else "."
    whole, mark, decimals = digits.rpartition(last)
    if not mark:
        whole, decimals = decimals, ""
    if not digits.isascii() or not (whole + decimals).replace(other, "").replace(last, "").isdigit():
        raise ValueError(_NO_NUMBER)
    if last in whole:
        if not _GROUPED[last].fullmatch(digits):
            raise ValueError(_NO_NUMBER)
        return Digits(digits.replace(last, ""), "", other)
    if other in whole:
        if not _GROUPED[other].fullmatch(whole):
            raise ValueError(_NO_NUMBER)
        return Digits(whole.replace(other, ""), decimals, last)
    if mark and len(decimals) == 3 and len(whole) <= 3 and whole.strip("0"):
        if is_whole:
            return Digits(whole + decimals, "", other)
        return Digits(whole, decimals, is_unclear=True, mark=mark)
    return Digits(whole, decimals, mark)


def _is_abbreviation(before: str) -> bool:
    """Whether the mark that a number seems to begin with is its sign's: of "Rs.500" it is, of "$.50" not.

    Raises ValueError where nobody can know, as of "USD.50".
    """
    word = re.split("[ '(+-]", before[:-1])[-1]
    if not word or unicodedata.category(word[-1]) == "Sc":
        return False
    if word.casefold() in SIGNS:
        return True
    raise ValueError(_NO_NUMBER)


def _sign(text: str) -> str:
    """Letters and currency signs as they stand. Raises ValueError for anything else."""
    if not text:
        return ""
    kinds = {unicodedata.category(character) for character in text if character not in "./ "}
    if len(text) > _LONGEST_SIGN or not kinds or not all(kind[0] in "LM" or kind == "Sc" for kind in kinds):
        raise ValueError(_NO_NUMBER)
    sign = unicodedata.normalize("NFC", text)
    if is_month(sign):
        raise ValueError("is a date that a spreadsheet has made of a number: import the export as it was downloaded")
    return sign
