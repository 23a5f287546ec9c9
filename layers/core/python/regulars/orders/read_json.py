"""JSON as callers write it: fractions exact, and nothing in it that could not be stored."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any


def read_json(text: str | bytes) -> Any:
    """The value, its fractions as `Decimal`; bytes are UTF-8.

    Raises `json.JSONDecodeError` for what is no JSON. What is JSON and yet cannot be taken raises ValueError with the
    end of a sentence: NaN and infinities, numbers beyond what Decimal or int hold, depth, half a surrogate pair, a
    name that comes twice in one object (which of the two is meant?).
    """
    decoded = text if isinstance(text, str) else _decoded(text)
    try:
        value = _DECODER.decode(decoded)
        if "\\u" in decoded:
            # Text that came as UTF-8 holds no half of a pair unless an escape has put it there.
            json.dumps(value, ensure_ascii=False, default=str).encode()
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except UnicodeEncodeError:
        raise ValueError("holds half a surrogate pair, which is no character") from None
    return value


def _decoded(text: bytes) -> str:
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8") from None


def _fraction(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise ValueError("holds a number that is too large") from None


def _integer(digits: str) -> int:
    try:
        return int(digits)
    except ValueError:
        # https://docs.python.org/3/library/stdtypes.html#integer-string-conversion-length-limitation
        raise ValueError("holds a number that is too large") from None


def _no_number(word: str) -> None:
    raise ValueError(f"holds {word}, which is no number")


def _with_distinct_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) < len(pairs):
        raise ValueError("holds an object that names a field twice")
    return named


_DECODER = json.JSONDecoder(
    parse_float=_fraction,
    parse_int=_integer,
    parse_constant=_no_number,
    object_pairs_hook=_with_distinct_names,
)
