"""The values that leaves compare with: from what a caller wrote to inner units, and to what is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from ..dataclass import dataclass
from ..errors import nearest
from ..facts.time import instant_ms, read_instant
from ..scoring.explain import Kind
from ..scoring.fields import Field, Operator
from ..scoring.operators import ABOUT, Takes
from .collection import LONGEST_DAYS

MOST_VALUES = 100
_LONGEST_TEXT = 200
_MOST_NUMBER = Decimal(10) ** 15
_DAYS = re.compile(r"(\d{1,5}) ?d?", re.ASCII)


class Value(NamedTuple):
    """`inner` is what is compared, `kept` the JSON that means the same."""

    inner: Any
    kept: Any


@dataclass(frozen=True, slots=True)
class Units:
    """What the tenant's amounts and local times mean: decimals of the currency, an IANA zone."""

    exponent: int
    timezone: str


def read_value(field: Field, operator: Operator, given: Any, units: Units) -> Value:
    """Raises `ValueError` with the end of a sentence."""
    match ABOUT[operator].takes:
        case Takes.NOTHING:
            if given not in (None, ""):
                raise ValueError(f"does not go with {operator}, which takes no value")
            return Value(None, None)
        case Takes.DAYS:
            days = read_days(given)
            return Value(days, days)
        case Takes.TWO:
            low, high = _one_each(field, _listed(given), units, 2)
            if low.inner > high.inner:
                raise ValueError("must begin with the smaller of the two")
            return Value((low.inner, high.inner), [low.kept, high.kept])
        case Takes.SEVERAL:
            listed = _listed(given)
            if not 1 <= len(listed) <= MOST_VALUES:
                raise ValueError(f"must be a list of 1 to {MOST_VALUES} values")
            found = _one_each(field, listed, units, len(listed))
            return Value(frozenset(one.inner for one in found), [one.kept for one in found])
    return _read(field, given, units)


def read_days(given: Any) -> int:
    """`30` or `"30d"`. Raises `ValueError`."""
    found = _DAYS.fullmatch(given) if isinstance(given, str) else None
    days = int(found[1]) if found else given
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= LONGEST_DAYS:
        raise ValueError(f"must be days such as 30d, from 1d to {LONGEST_DAYS}d")
    return days


def _listed(given: Any) -> list[Any]:
    """A list, or what a form writes for one: texts with commas between them."""
    if isinstance(given, str):
        return [part.strip() for part in given.split(",")]
    if not isinstance(given, list):
        raise ValueError("must be a list")
    return given


def _one_each(field: Field, listed: list[Any], units: Units, count: int) -> list[Value]:
    if len(listed) != count:
        raise ValueError("must be a list of two values: from and to")
    return [_read(field, one, units) for one in listed]


def _read(field: Field, given: Any, units: Units) -> Value:
    if given is None:
        raise ValueError("must be given")
    return _READ[field.kind](field, given, units)


def _text(field: Field, given: Any, units: Units) -> Value:
    if not isinstance(given, str) or not given.strip():
        raise ValueError("must be a text")
    if len(given) > _LONGEST_TEXT:
        raise ValueError(f"must have at most {_LONGEST_TEXT} characters")
    text = " ".join(given.split())
    return Value(text.casefold(), text)


def _word(field: Field, given: Any, units: Units) -> Value:
    assert field.values is not None, "an enumeration names its values"
    words = list(map(str, field.values))
    if not isinstance(given, str) or given not in words:
        near = nearest(given, words) if isinstance(given, str) else None
        hint = f"; did you mean {near}?" if near else ""
        raise ValueError(f"must be one of {', '.join(words)}{hint}")
    return Value(field.values(given), given)


_SAID: Mapping[Any, bool] = {"true": True, "false": False}


def _yes_or_no(field: Field, given: Any, units: Units) -> Value:
    found = _SAID.get(given) if isinstance(given, str) else given
    if not isinstance(found, bool):
        raise ValueError("must be true or false")
    return Value(found, found)


def _instant(field: Field, given: Any, units: Units) -> Value:
    return Value(instant_ms(read_instant(given), units.timezone), given)


def _number(decimals: int | None, what: str) -> Callable[[Any], Decimal]:
    def read(given: Any) -> Decimal:
        if isinstance(given, bool) or not isinstance(given, (int, float, Decimal, str)):
            raise ValueError(f"must be {what}")
        try:
            number = Decimal(given if isinstance(given, (int, Decimal)) else str(given).strip())
        except InvalidOperation:
            raise ValueError(f"must be {what}") from None
        if not number.is_finite() or abs(number) > _MOST_NUMBER:
            raise ValueError(f"must be {what}, at most {_MOST_NUMBER:f}")
        if decimals is not None and number != number.quantize(Decimal(1).scaleb(-decimals)):
            raise ValueError(f"must be {what}" + (f" with at most {decimals} decimals" if decimals else ""))
        return number

    return read


def _kept(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)


def _whole(field: Field, given: Any, units: Units) -> Value:
    number = _number(0, "a whole number")(given)
    return Value(int(number), int(number))


def _float(field: Field, given: Any, units: Units) -> Value:
    number = _number(None, "a number")(given)
    return Value(float(number), _kept(number))


def _quantity(field: Field, given: Any, units: Units) -> Value:
    number = _number(3, "a number of units")(given)
    return Value(int(number.scaleb(3)), _kept(number))


def _money(field: Field, given: Any, units: Units) -> Value:
    number = _number(units.exponent, "an amount")(given)
    return Value(int(number.scaleb(units.exponent)), _kept(number))


_READ: Mapping[Kind, Callable[[Field, Any, Units], Value]] = {
    Kind.TEXT: _text,
    Kind.TEXTS: _text,
    Kind.ENUMERATION: _word,
    Kind.SET: _word,
    Kind.BOOLEAN: _yes_or_no,
    Kind.INTEGER: _whole,
    Kind.NUMBER: _float,
    Kind.QUANTITY: _quantity,
    Kind.MONEY: _money,
    Kind.MONEY_TEXT: _money,
    Kind.MONEY_PLAIN: _money,
    Kind.INSTANT: _instant,
}
