"""JSON as it leaves, and how many bytes it takes on its way out."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any


def to_json(value: Any) -> str:
    """Compact JSON; a `Decimal` becomes a number. Half a surrogate pair, sent as an escape, becomes a question mark."""
    return _ENCODER.encode(value).encode("utf-8", "replace").decode("utf-8")


def sent_bytes(value: Any) -> int:
    """What a value takes of a function's response, where the answer is JSON within JSON in plain ASCII."""
    return len(json.dumps(to_json(value)))


def to_number(value: Decimal) -> int | float:
    """A JSON number; a whole one without its `.0`."""
    return int(value) if value == int(value) else float(value)


def _as_number(value: Any) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} has no place in an answer")
    return to_number(value)


# One for all: a page asks for each of its rows.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_as_number)
