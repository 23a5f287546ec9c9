"""JSON as it leaves, and how many bytes it takes on its way out."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, TypeVar

Row = TypeVar("Row")
# The only character of ASCII that JSON may hold as it is and that leaves as an escape.
_DELETE = "\x7f"


class Weighed(list[Row]):
    """Rows of a page, written as JSON once: to be weighed, and for the answer, which takes each as it was then.

    Whoever changes a row does so before it is added.
    """

    def __init__(self) -> None:
        super().__init__()
        self._texts: list[str] = []

    def add(self, row: Row, text: str) -> None:
        self.append(row)
        self._texts.append(text)

    @property
    def text(self) -> str:
        assert len(self) == len(self._texts), "rows come by `add` alone"
        return f"[{','.join(self._texts)}]"


def to_json(value: Any) -> str:
    """Compact JSON; a `Decimal` becomes a number. Half a surrogate pair, sent as an escape, becomes a question mark."""
    if isinstance(value, dict) and any(isinstance(part, Weighed) for part in value.values()):
        parts = (f"{written(name)}:{_part(part)}" for name, part in value.items())
        return f"{{{','.join(parts)}}}"
    return written(value)


def written(value: Any) -> str:
    """The same of a value without rows that were weighed, such as one of these."""
    return _ENCODER.encode(value).encode("utf-8", "replace").decode("utf-8")


def _part(value: Any) -> str:
    return value.text if isinstance(value, Weighed) else written(value)


def sent_bytes(value: Any) -> int:
    """What a value takes of a function's response."""
    return text_bytes(written(value))


def text_bytes(text: str) -> int:
    """The same of its JSON: the answer is JSON within JSON in plain ASCII."""
    if text.isascii() and _DELETE not in text:
        return len(text) + text.count('"') + text.count("\\") + len('""')
    return len(json.dumps(text))


def to_number(value: Decimal) -> int | float:
    """A JSON number; a whole one without its `.0`."""
    return int(value) if value == int(value) else float(value)


def _as_number(value: Any) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} has no place in an answer")
    return to_number(value)


# One for all: a page asks for each of its rows.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_as_number)
