"""Quantities, prices, amounts and rates as callers write them: JSON numbers or decimal strings. Never a float."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from ..facts.money import without_noise

_MOST_DECIMALS = 6
_PLAIN_NUMBER = re.compile(r"[+-]?\d{1,24}(\.\d{1,24})?", re.ASCII)
# As JSON Schema spells patterns, for other descriptions of the same value.
NUMBER_PATTERN = f"^{_PLAIN_NUMBER.pattern}$"


def _number(most_decimals: int, *, above_zero: bool = False, most: int = 10**15 - 1) -> Any:
    """A validator of a JSON number or decimal string >= 0 (or > 0) with at most `decimals` decimals.

    What floats leave behind the sixth decimal (of a rate: the eighth) is rounded off before.
    """
    minimum = "greater than 0" if above_zero else "0 or more"

    def parse(value: Any) -> Decimal:
        if isinstance(value, str):
            if not _PLAIN_NUMBER.fullmatch(value):
                raise ValueError("must be a number with a decimal point, such as 12.50")
        elif isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            raise ValueError("must be a number")
        try:
            number = Decimal(value if isinstance(value, (str, int, Decimal)) else repr(value))
        except InvalidOperation:
            raise ValueError("must be a number") from None
        if not number.is_finite():
            raise ValueError("must be a number")
        if number > most:
            raise ValueError("is too large")
        if number > -1:
            number = without_noise(number, max(most_decimals, _MOST_DECIMALS))
        if number < 0 or (above_zero and number == 0):
            raise ValueError(f"must be {minimum}")
        if not _fits(number, most_decimals):
            raise ValueError(f"must have at most {most_decimals} decimals")
        return number

    return parse


def _fits(number: Decimal, most_decimals: int) -> bool:
    exponent = number.as_tuple().exponent
    return not isinstance(exponent, int) or exponent >= -most_decimals or number == round(number, most_decimals)


def _number_schema(least: dict[str, float]) -> WithJsonSchema:
    return WithJsonSchema({"oneOf": [{"type": "number", **least}, {"type": "string", "pattern": NUMBER_PATTERN}]})


# What floats leave below 0 is rounded off with the rest behind the sixth decimal.
_NOT_NEGATIVE = _number_schema({"minimum": -5e-7})
_POSITIVE = _number_schema({"exclusiveMinimum": 0})

Quantity = Annotated[Decimal, BeforeValidator(_number(3)), _NOT_NEGATIVE]
UnitPrice = Annotated[Decimal, BeforeValidator(_number(6)), _NOT_NEGATIVE]
Amount = Annotated[Decimal, BeforeValidator(_number(6, most=10**15)), _NOT_NEGATIVE]
ExchangeRate = Annotated[Decimal, BeforeValidator(_number(8, above_zero=True)), _POSITIVE]
