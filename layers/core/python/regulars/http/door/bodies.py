"""Small JSON bodies: known names only, a source document's name for the tenant checked and left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from ...errors import MOST_ERRORS, FieldError, QueryRefused, the_nearest
from ...facts.ids import asked_id_fault, spaced
from ...facts.text import LOST, lost_at, readable
from ...facts.time import instant_ms, read_instant
from .call import Call
from .json_text import to_json

Parse = Callable[[Any], Any]
Word = TypeVar("Word", bound=StrEnum)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def read_body(
    call: Call, parsers: Mapping[str, Parse], *, optional: Mapping[str, Parse] | None = None
) -> dict[str, Any]:
    """Every known name's value; a name that is not given is parsed as None, and of the `optional` ones left out.

    `Parse` raises `ValueError` with the end of a sentence. Raises `QueryRefused` that names each fault, and `Forbidden`
    for another tenant's name.
    """
    values, faults = read_fields(call.json_object(), parsers, optional=optional)
    if faults:
        raise QueryRefused(faults)
    return values


def read_fields(
    given: Mapping[str, Any], parsers: Mapping[str, Parse], *, optional: Mapping[str, Parse] | None = None
) -> tuple[dict[str, Any], list[FieldError]]:
    """The values of one object as `read_body` reads them, and what is wrong with it."""
    known = {**parsers, **(optional or {})}
    faults = [FieldError(name, _unknown(name, known)) for name in given if name not in known][:MOST_ERRORS]
    values: dict[str, Any] = {}
    for name, parse in known.items():
        if name not in parsers and name not in given:
            continue
        try:
            values[name] = parse(given.get(name))
        except ValueError as fault:
            faults.append(FieldError(name, str(fault)))
    return values, faults


def no_body(call: Call) -> None:
    """A call that needs no body may bring an object all the same: it names the token's tenant, or nothing.

    Raises as `read_body` does.
    """
    if call.body.strip():
        read_body(call, {})


def required_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be given as text")
    if not value:
        raise ValueError("must not be empty")
    return value


def customer_id(value: Any) -> str:
    """The id of a customer as orders write it, a number too."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    text = spaced(required_text(value))
    fault = asked_id_fault(text)
    if fault:
        raise ValueError(fault)
    return text


def short_text(longest: int) -> Parse:
    """One line of so many characters at most, its spaces joined."""

    def parse(value: Any) -> str:
        text = readable(_as_it_was_sent(value))
        if not text:
            raise ValueError("must not be empty")
        if len(text) > longest:
            raise ValueError(f"must have at most {longest} characters")
        return text

    return parse


def long_text(most_bytes: int) -> Parse:
    """Text as it is, line breaks too, of so many bytes in UTF-8 at most."""

    def parse(value: Any) -> str:
        text = _as_it_was_sent(value)
        if not text.strip():
            raise ValueError("must not be empty")
        if len(text.encode()) > most_bytes:
            raise ValueError(f"must have at most {most_bytes // 1_024} KB as UTF-8")
        return text

    return parse


def word(allowed: type[Word]) -> Callable[[Any], Word]:
    """A word of an enumeration, in its case."""

    def parse(value: Any) -> Word:
        if not isinstance(value, str) or value not in list(allowed):
            raise ValueError(f"must be one of {', '.join(allowed)}")
        return allowed(value)

    return parse


def colour(value: Any) -> str:
    """`#rrggbb`, as small letters."""
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise ValueError("must be a colour such as #1d4ed8")
    return value.lower()


def yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def or_default(parse: Parse, default: Any = None) -> Parse:
    """The same where null is the default."""
    return lambda value: default if value is None else parse(value)


def _as_it_was_sent(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be given as text")
    if (at := lost_at(value)) is not None:
        raise ValueError(f"holds {LOST} at character {at + 1}")
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


def between(low: int, high: int) -> Parse:
    """A whole number that must be given, within bounds, both inclusive."""

    def parse(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return value

    return parse


def moment(zone: str, latest_ms: int) -> Parse:
    """An instant as orders write theirs, in milliseconds: a local time is taken in `zone`; none later than
    `latest_ms`."""

    def parse(value: Any) -> int:
        found = instant_ms(read_instant(value), zone)
        if found > latest_ms:
            raise ValueError("lies in the future; is it a local time? Then give its offset, or set the time zone")
        return found

    return parse


def json_object(most_bytes: int) -> Parse:
    """An object as JSON text, of so many bytes in UTF-8 at most."""

    def parse(value: Any) -> str:
        if not isinstance(value, dict):
            raise ValueError("must be an object")
        text = to_json(value)
        if len(text.encode()) > most_bytes:
            raise ValueError(f"must have at most {most_bytes // 1_024} KB as UTF-8")
        return text

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
    if not known:
        return "is not a field of this call; it has none"
    return f"is not a field of this call{the_nearest(name, known)} (all: {', '.join(known)})"
