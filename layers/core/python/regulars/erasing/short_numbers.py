"""Where a short number is somebody's id, and not a day, a price or a line: alone in a cell, or named. Pure.

`17` stands in `2025-01-17`, in `Tax 17` and in `Row 17` of everybody's files. A quantity of 17 is a cell like any
other: which column holds ids is known to imports alone, and a file
deleted in vain is better than one that is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

SHORT_DIGITS = 6
"""Of a number below which it has to stand alone."""

# Zeros stand between the bytes of UTF-16.
_GAP = rb"[\x00 ]{0,8}+"
_QUOTE = rb'(?:\\?\x00?"\x00?){1,2}+'
# A guard against formulas, as exports have it.
_GUARD = rb"(?:'\x00?)?"
_BEFORE = rb'(?:[;|\t\r\n\[{%s]|"[\x00 ]{0,8}+:)'
_AFTER = rb"(?=[;|\t\r\n\]}%s])"
_BEHIND_QUOTE = rb"(?=[;|\t\r\n\]}:%s])"
_OTHERS = (b";", b"\t", b"|")

_NAMED = r"(?<![a-z])(?:customer(?:[ _-]?id)?|id)[\"']?\s{0,3}+[:=#]?\s{0,3}+[\"']?"
_OPENS, _CLOSES = "[\"'`«“‘„]", "[\"'`»”’“]"


def is_short(text: str) -> bool:
    return len(text) < SHORT_DIGITS and text.isascii() and text.isdecimal()


class ShortNumbers:
    """Some of fewer than `SHORT_DIGITS` digits."""

    LONGEST = 128
    """Bytes that a cell of one has at most, with what stands around it."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self._numbers = sorted(numbers, key=len, reverse=True)
        self._in_text = _text_pattern(self._numbers) if self._numbers else None

    def in_text(self, text: str) -> bool:
        """Alone, in quotes, or after the word that names an id."""
        return self._in_text is not None and self._in_text.search(text.lower()) is not None

    def cells(self, first: bytes) -> re.Pattern[bytes] | None:
        """What finds them in a file that begins so, from separator to separator. None where there are none."""
        if not self._numbers:
            return None
        line = next((one for one in first.replace(b"\x00", b"").splitlines() if one.strip()), b"").strip()
        return _cell_pattern(self._numbers, _comma(line), wrapped=_is_wrapped(line))


def _text_pattern(numbers: list[str]) -> re.Pattern[str]:
    any_of = f"(?:{'|'.join(numbers)})"
    alone = rf"\A\s*{any_of}\s*\Z"
    quoted = f"{_OPENS}{any_of}{_CLOSES}"
    return re.compile(rf"{alone}|{quoted}|{_NAMED}{any_of}(?![a-z0-9]|[.,:/-][0-9])")


def _cell_pattern(numbers: list[str], comma: bytes, *, wrapped: bool) -> re.Pattern[bytes]:
    before, after, behind_quote = _BEFORE % comma, _AFTER % comma, _BEHIND_QUOTE % comma
    number = b"(?:" + b"|".join(rb"\x00?".join(b"%d" % int(digit) for digit in one) for one in numbers) + b")"
    inner = _GAP + _GUARD + number + _GUARD + _GAP
    if wrapped:
        quote = b"(?:" + _QUOTE + b")?"
        return re.compile(before + _GAP + quote + inner + quote + _GAP + after)
    quoted = rb"(?:=\x00?)?" + _QUOTE + inner + _QUOTE + _GAP + behind_quote
    return re.compile(before + _GAP + b"(?:" + quoted + b"|" + inner + after + b")")


def _comma(line: bytes) -> bytes:
    """A comma, unless another separator parts the columns: then it stands in decimals."""
    parts = not line.startswith(b"{") and max(map(line.count, _OTHERS)) > line.count(b",")
    return b"" if parts else b","


def _is_wrapped(line: bytes) -> bool:
    """Whether each row stands in quotes as a whole, as its header does."""
    return len(line) > 1 and line[:1] == line[-1:] == b'"' and b'"' not in line[1:-1].replace(b'""', b"")
