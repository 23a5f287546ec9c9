"""One setting as a caller gives it: its type and its range. Every fault is the end of a sentence."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from ..facts.money import MAX_MINOR, to_decimal, to_minor
from ..facts.time import zone_fault
from .settings import FourBands

_MAX_DAYS = 36_500
# Models and money are not asked further than ten years ahead.
_MAX_HORIZON_DAYS = 3_650
_MAX_SCORE = 100
_MAX_ORDERS = 1_000_000
_MAX_RATE = 10
# Whoever bought fewer times has no pattern to fall out of.
_LEAST_PURCHASES = 3
_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,20})?", re.ASCII)
NUMBER_PATTERN = f"^{_NUMBER.pattern}$"


def zone(value: Any, _exponent: int) -> str:
    if fault := zone_fault(value):
        raise ValueError(fault)
    return str(value)


def money(value: Any, exponent: int) -> int:
    """Major units, a number or a decimal string, as minor units."""
    amount = _number(value)
    if not 0 <= amount <= to_decimal(MAX_MINOR, exponent):
        raise ValueError(f"must be between 0 and {to_decimal(MAX_MINOR, exponent)}")
    if amount != to_decimal(to_minor(amount, exponent), exponent):
        raise ValueError(f"must have at most {exponent} decimals")
    return to_minor(amount, exponent)


def rate(value: Any, _exponent: int) -> float:
    """A share a year."""
    share = _number(value)
    if not 0 <= share <= _MAX_RATE:
        raise ValueError(f"must be between 0 and {_MAX_RATE}: 0.1 is ten percent a year")
    return float(share)


def days(value: Any, _exponent: int) -> int:
    return _whole(value, 0, _MAX_DAYS, "a whole number of days")


def horizon(value: Any, _exponent: int) -> int:
    return _whole(value, 1, _MAX_HORIZON_DAYS, "a whole number of days")


def score(value: Any, _exponent: int) -> int:
    return _whole(value, 0, _MAX_SCORE, "a whole number")


def purchases(value: Any, _exponent: int) -> int:
    return _whole(value, _LEAST_PURCHASES, _MAX_ORDERS, "a whole number of purchases")


def orders_a_year(value: Any, _exponent: int) -> int:
    return _whole(value, 0, _MAX_ORDERS, "a whole number of orders a year")


def frequency_bands(value: Any, exponent: int) -> tuple[int, int, int]:
    if not isinstance(value, (list, tuple)) or len(value) != 3:
        raise ValueError("must be three numbers of days: weekly, monthly, quarterly")
    weekly, monthly, quarterly = (days(item, exponent) for item in value)
    if not weekly < monthly < quarterly:
        raise ValueError("must ascend: weekly < monthly < quarterly")
    return weekly, monthly, quarterly


def recency_bands(value: Any, exponent: int) -> FourBands:
    best, good, fair, poor = (days(item, exponent) for item in _four(value, "numbers of days, up to"))
    if not best < good < fair < poor:
        raise ValueError("must ascend: the scores 5, 4, 3 and 2 go up to so many days")
    return best, good, fair, poor


def order_bands(value: Any, _exponent: int) -> FourBands:
    what = "a whole number of orders"
    best, good, fair, poor = (_whole(item, 1, _MAX_ORDERS, what) for item in _four(value, "numbers of orders, from"))
    return _descending(best, good, fair, poor)


def spend_bands(value: Any, exponent: int) -> FourBands:
    best, good, fair, poor = (money(item, exponent) for item in _four(value, "amounts, from"))
    return _descending(best, good, fair, poor)


def _descending(best: int, good: int, fair: int, poor: int) -> FourBands:
    if not best > good > fair > poor:
        raise ValueError("must descend: the scores 5, 4, 3 and 2 begin there")
    return best, good, fair, poor


def _four(value: Any, what: str) -> list[Any]:
    if not isinstance(value, (list, tuple)) or len(value) != 4:
        raise ValueError(f"must be four {what}: for the scores 5, 4, 3 and 2")
    return list(value)


def _number(value: Any) -> Decimal:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        # The shortest text of a float is what was written: 0.1, not its binary neighbour.
        number = Decimal(repr(value) if isinstance(value, float) else value)
        if number.is_finite():
            return number
    raise ValueError("must be a number")


def _whole(value: Any, low: int, high: int, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"must be {what} from {low} to {high}")
    return value
