"""Small JSON bodies: known names only, a source document's name for the tenant checked and left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..errors import MOST_ERRORS, FieldError, QueryRefused, nearest
from .call import Call

Parse = Callable[[Any], Any]


def read_body(call: Call, parsers: Mapping[str, Parse]) -> dict[str, Any]:
    """Every known name's value; a name that is not given is parsed as None.

    `Parse` raises `ValueError` with the end of a sentence. Raises `QueryRefused` that names each fault, and `Forbidden`
    for another tenant's name.
    """
    given = call.json_object()
    faults = [FieldError(name, _unknown(name, parsers)) for name in given if name not in parsers][:MOST_ERRORS]
    values: dict[str, Any] = {}
    for name, parse in parsers.items():
        try:
            values[name] = parse(given.get(name))
        except ValueError as fault:
            faults.append(FieldError(name, str(fault)))
    if faults:
        raise QueryRefused(faults)
    return values


def no_body(call: Call) -> None:
    """A call that needs no body may bring an object all the same: it names the token's tenant, or nothing.

    Raises as `read_body` does.
    """
    if call.body.strip():
        read_body(call, {})


def required_text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("must be given as text")
    return value


def whole(low: int, high: int, default: int) -> Parse:
    """A whole number within bounds, both inclusive; None is the default."""

    def parse(value: Any) -> int:
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return value

    return parse


def one_of(allowed: tuple[int, ...], default: int) -> Parse:
    """One of some numbers; None is the default."""

    def parse(value: Any) -> int:
        if value is None:
            return default
        if isinstance(value, bool) or value not in allowed:
            raise ValueError(f"must be one of {', '.join(map(str, allowed))}")
        return int(value)

    return parse


def _unknown(name: str, known: Mapping[str, Parse]) -> str:
    near = nearest(name, known, least=0)
    if near is None:
        return "is not a field of this call; it has none"
    return f"is not a field of this call; the nearest is {near} (all: {', '.join(known)})"
