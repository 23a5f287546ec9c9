"""The tenant's thresholds (scoring.md §9): their defaults, their validation, and how they look from outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from ..errors import MOST_ERRORS, FieldError, SettingsRefused, nearest
from ..facts.money import MAX_MINOR, to_decimal, to_minor
from ..facts.time import known_zone

_MAX_DAYS = 36_500
_MAX_SCORE = 100
# Whoever bought fewer times has no pattern to fall out of.
_LEAST_PURCHASES, _MOST_PURCHASES = 3, 1_000_000
_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,20})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a score compares with. Money in minor units; days are whole days; scores are 0 to 100."""

    vip_spend_minor: int
    timezone: str = "UTC"
    dormant_days: int = 90
    new_days: int = 30
    frequency_days: tuple[int, int, int] = (7, 30, 90)
    recommendation_days: int = 7
    recommendation_min_score: int = 60
    at_risk_min_purchases: int = 3

    @classmethod
    def defaults(cls, exponent: int) -> Settings:
        """The documented defaults in a currency of `exponent` decimals."""
        return cls(vip_spend_minor=to_minor(Decimal(5000), exponent))


def changed(settings: Settings, given: Mapping[str, Any], exponent: int) -> Settings:
    """`settings` with the keys given replaced; None puts a key back to its default.

    Raises `SettingsRefused` with the first 200 faults named: an unknown key, a wrong type, a negative number,
    unordered bands.
    """
    errors: list[FieldError] = []
    values: dict[str, Any] = {}
    defaults = Settings.defaults(exponent)
    for key, value in given.items():
        if len(errors) >= MOST_ERRORS:
            break
        known = _KEYS.get(key)
        if known is None:
            errors.append(FieldError(key, _unknown(key)))
            continue
        name, parse = known
        try:
            values[name] = getattr(defaults, name) if value is None else parse(value, exponent)
        except ValueError as fault:
            errors.append(FieldError(key, str(fault)))
    if errors:
        raise SettingsRefused(errors)
    return replace(settings, **values)


def as_given(settings: Settings, exponent: int) -> dict[str, Any]:
    """The settings under their public names, money as `Decimal` major units."""
    return {
        "timezone": settings.timezone,
        "vipSpend": to_decimal(settings.vip_spend_minor, exponent),
        "dormantDays": settings.dormant_days,
        "newDays": settings.new_days,
        "frequencyDays": list(settings.frequency_days),
        "recommendationDays": settings.recommendation_days,
        "recommendationMinScore": settings.recommendation_min_score,
        "atRiskMinPurchases": settings.at_risk_min_purchases,
    }


def _unknown(key: str) -> str:
    near = nearest(key, _KEYS)
    return f"is not a setting; did you mean {near}?" if near else f"is not a setting; known are {', '.join(_KEYS)}"


def _zone(value: Any, _exponent: int) -> str:
    if not isinstance(value, str) or not known_zone(value):
        raise ValueError("must be an IANA time zone such as Europe/London")
    return value


def _number(value: Any) -> Decimal:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        # The shortest text of a float is what was written: 0.1, not its binary neighbour.
        number = Decimal(repr(value) if isinstance(value, float) else value)
        if number.is_finite():
            return number
    raise ValueError("must be a number")


def _money(value: Any, exponent: int) -> int:
    amount = _number(value)
    if not 0 <= amount <= to_decimal(MAX_MINOR, exponent):
        raise ValueError(f"must be between 0 and {to_decimal(MAX_MINOR, exponent)}")
    if amount != to_decimal(to_minor(amount, exponent), exponent):
        raise ValueError(f"must have at most {exponent} decimals")
    return to_minor(amount, exponent)


def _days(value: Any, _exponent: int) -> int:
    return _whole(value, 0, _MAX_DAYS, "a whole number of days")


def _score(value: Any, _exponent: int) -> int:
    return _whole(value, 0, _MAX_SCORE, "a whole number")


def _purchases(value: Any, _exponent: int) -> int:
    return _whole(value, _LEAST_PURCHASES, _MOST_PURCHASES, "a whole number of purchases")


def _whole(value: Any, low: int, high: int, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"must be {what} from {low} to {high}")
    return value


def _bands(value: Any, exponent: int) -> tuple[int, int, int]:
    if not isinstance(value, (list, tuple)) or len(value) != 3:
        raise ValueError("must be three numbers of days: weekly, monthly, quarterly")
    weekly, monthly, quarterly = (_days(item, exponent) for item in value)
    if not weekly < monthly < quarterly:
        raise ValueError("must ascend: weekly < monthly < quarterly")
    return weekly, monthly, quarterly


_KEYS: dict[str, tuple[str, Callable[[Any, int], Any]]] = {
    "timezone": ("timezone", _zone),
    "vipSpend": ("vip_spend_minor", _money),
    "dormantDays": ("dormant_days", _days),
    "newDays": ("new_days", _days),
    "frequencyDays": ("frequency_days", _bands),
    "recommendationDays": ("recommendation_days", _days),
    "recommendationMinScore": ("recommendation_min_score", _score),
    "atRiskMinPurchases": ("at_risk_min_purchases", _purchases),
}
assert {name for name, _ in _KEYS.values()} == {field.name for field in fields(Settings)}
