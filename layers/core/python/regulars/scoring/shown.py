"""How a field's value looks outside: RFC 3339 instants, money as decimals. Answers and exports show the same."""

from __future__ import annotations

from collections.abc import Callable
from math import floor
from typing import Any, overload

from ..facts.money import decimal_text, major_units, plain, to_decimal
from ..facts.time import rfc3339
from .explain import Explanation, Kind, Told
from .fields import Field


@overload
def instant(at_ms: int) -> str: ...
@overload
def instant(at_ms: int | None) -> str | None: ...
def instant(at_ms: int | None) -> str | None:
    return None if at_ms is None else rfc3339(at_ms)


@overload
def money(amount_minor: int, exponent: int) -> int | float: ...
@overload
def money(amount_minor: int | None, exponent: int) -> int | float | None: ...
def money(amount_minor: int | None, exponent: int) -> int | float | None:
    """A JSON number in major units; exact below 2^53 minor units."""
    return None if amount_minor is None else major_units(amount_minor, exponent)


@overload
def rounded(number: float, decimals: int) -> float: ...
@overload
def rounded(number: float | None, decimals: int) -> float | None: ...
def rounded(number: float | None, decimals: int) -> float | None:
    """Half up (docs/scoring.md, Conventions)."""
    parts = 10**decimals
    return None if number is None else floor(number * parts + 0.5) / parts


def _as_is(value: Any, _exponent: int) -> Any:
    return value


SHOW: dict[Kind, Callable[[Any, int], Any]] = {
    Kind.TEXT: _as_is,
    Kind.ENUMERATION: _as_is,
    Kind.SET: lambda value, _: None if value is None else sorted(value),
    Kind.TEXTS: lambda value, _: None if value is None else list(value),
    Kind.BOOLEAN: _as_is,
    Kind.INTEGER: _as_is,
    Kind.NUMBER: _as_is,
    Kind.QUANTITY: lambda value, _: plain(value, 1_000),
    Kind.MONEY: money,
    Kind.MONEY_TEXT: decimal_text,
    Kind.MONEY_PLAIN: to_decimal,
    Kind.INSTANT: lambda value, _: instant(value),
}
"""Each takes a value in inner units and the decimals of the currency."""


def shower(field: Field) -> Callable[[Any, int], Any]:
    """How a value of the field looks, given the decimals of the currency."""
    decimals = field.decimals
    return SHOW[field.kind] if decimals is None else lambda value, _: rounded(value, decimals)


def told(part: Explanation, exponent: int) -> Any:
    """An explanation as it leaves: each value by its kind."""
    if part is None:
        return None
    if isinstance(part, Told):
        show = SHOW[part.kind]
        if isinstance(part.value, (list, tuple)):
            return [show(value, exponent) for value in part.value]
        return show(part.value, exponent)
    return {name: told(one, exponent) for name, one in part.items()}
