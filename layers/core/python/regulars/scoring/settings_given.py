"""The tenant's settings as callers give them and see them: public names, validation, one level of nesting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

from ..errors import MOST_ERRORS, FieldError, SettingsRefused, nearest
from ..facts.money import to_decimal
from . import setting_values as value_of
from .settings import RfmBands, Settings, VenueThresholds

_Key = tuple[str, Callable[[Any, int], Any]]


def changed(settings: Settings, given: Mapping[str, Any], exponent: int) -> Settings:
    """`settings` with the keys given replaced, those of `rfm` and `venue` one by one; None puts a key back.

    Raises `SettingsRefused` with the first 200 faults named: an unknown key, a wrong type, a negative number,
    unordered bands.
    """
    errors: list[FieldError] = []
    values: dict[str, Any] = {}
    defaults = Settings.defaults(exponent)
    for key, value in given.items():
        if len(errors) >= MOST_ERRORS:
            break
        if key in _GROUPS and isinstance(value, Mapping):
            standing, found = getattr(settings, key), _Found(key, getattr(defaults, key), exponent)
            values[key] = replace(standing, **found.read(value, _GROUPS[key]))
            errors += found.errors or _disorder(key, values[key], value)
            continue
        found = _Found("", defaults, exponent)
        values |= found.read({key: value}, _KEYS)
        errors += found.errors
    if errors:
        raise SettingsRefused(errors[:MOST_ERRORS])
    return replace(settings, **values)


def as_given(settings: Settings, exponent: int) -> dict[str, Any]:
    """The settings under their public names, money as `Decimal` major units."""
    rfm, venue = settings.rfm, settings.venue
    return {
        "timezone": settings.timezone,
        "vipSpend": to_decimal(settings.vip_spend_minor, exponent),
        "dormantDays": settings.dormant_days,
        "newDays": settings.new_days,
        "frequencyDays": list(settings.frequency_days),
        "recommendationDays": settings.recommendation_days,
        "recommendationMinScore": settings.recommendation_min_score,
        "atRiskMinPurchases": settings.at_risk_min_purchases,
        "rfm": {
            "recencyDays": list(rfm.recency_days),
            "orders": list(rfm.orders),
            "spend": [to_decimal(spend_minor, exponent) for spend_minor in rfm.spend_minor],
        },
        "venue": {
            "vipSpend": to_decimal(venue.vip_spend_minor, exponent),
            "vipFrequency": venue.vip_frequency,
            "regularFrequency": venue.regular_frequency,
            "atRiskDays": venue.at_risk_days,
            "dormantDays": venue.dormant_days,
            "lostDays": venue.lost_days,
        },
        "clvHorizonDays": settings.clv_horizon_days,
        "churnHorizonDays": settings.churn_horizon_days,
        "discountRate": settings.discount_rate,
    }


class _Found:
    """What could be read of one object: `errors` name each fault by its path."""

    def __init__(self, parent: str, defaults: Any, exponent: int) -> None:
        self.errors: list[FieldError] = []
        self._parent = parent
        self._defaults = defaults
        self._exponent = exponent

    def read(self, given: Mapping[str, Any], keys: Mapping[str, _Key]) -> dict[str, Any]:
        """Values by their inner names; None is the default."""
        values: dict[str, Any] = {}
        for key, value in given.items():
            if len(self.errors) >= MOST_ERRORS:
                break
            known = keys.get(key)
            if known is None:
                self._fault(key, _unknown(key, keys))
                continue
            name, parse = known
            try:
                values[name] = getattr(self._defaults, name) if value is None else parse(value, self._exponent)
            except ValueError as fault:
                self._fault(key, str(fault))
        return values

    def _fault(self, key: str, message: str) -> None:
        self.errors.append(FieldError(f"{self._parent}.{key}" if self._parent else key, message))


def _unknown(key: str, keys: Iterable[str]) -> str:
    near = nearest(key, keys)
    return f"is not a setting; did you mean {near}?" if near else f"is not a setting; known are {', '.join(keys)}"


def _disorder(group: str, values: Any, given: Mapping[str, Any]) -> list[FieldError]:
    """The first two thresholds that stand the wrong way round, named after the one that was given."""
    for names in _ASCENDING.get(group, ()):
        for lower, higher in pairwise(names):
            if getattr(values, _GROUPS[group][lower][0]) >= getattr(values, _GROUPS[group][higher][0]):
                if lower in given:
                    return [FieldError(f"{group}.{lower}", f"must be less than {higher}")]
                return [FieldError(f"{group}.{higher}", f"must be more than {lower}")]
    return []


def _object(_value: Any, _exponent: int) -> Any:
    raise ValueError("must be an object with the settings to change")


_KEYS: dict[str, _Key] = {
    "timezone": ("timezone", value_of.zone),
    "vipSpend": ("vip_spend_minor", value_of.money),
    "dormantDays": ("dormant_days", value_of.days),
    "newDays": ("new_days", value_of.days),
    "frequencyDays": ("frequency_days", value_of.frequency_bands),
    "recommendationDays": ("recommendation_days", value_of.days),
    "recommendationMinScore": ("recommendation_min_score", value_of.score),
    "atRiskMinPurchases": ("at_risk_min_purchases", value_of.purchases),
    "rfm": ("rfm", _object),
    "venue": ("venue", _object),
    "clvHorizonDays": ("clv_horizon_days", value_of.horizon),
    "churnHorizonDays": ("churn_horizon_days", value_of.horizon),
    "discountRate": ("discount_rate", value_of.rate),
}
_GROUPS: dict[str, dict[str, _Key]] = {
    "rfm": {
        "recencyDays": ("recency_days", value_of.recency_bands),
        "orders": ("orders", value_of.order_bands),
        "spend": ("spend_minor", value_of.spend_bands),
    },
    "venue": {
        "vipSpend": ("vip_spend_minor", value_of.money),
        "vipFrequency": ("vip_frequency", value_of.orders_a_year),
        "regularFrequency": ("regular_frequency", value_of.orders_a_year),
        "atRiskDays": ("at_risk_days", value_of.days),
        "dormantDays": ("dormant_days", value_of.days),
        "lostDays": ("lost_days", value_of.days),
    },
}
_ASCENDING = {"venue": (("atRiskDays", "dormantDays", "lostDays"), ("regularFrequency", "vipFrequency"))}
for _shape, _names in ((Settings, _KEYS), (RfmBands, _GROUPS["rfm"]), (VenueThresholds, _GROUPS["venue"])):
    assert {name for name, _ in _names.values()} == {one.name for one in fields(_shape)} - {"window_days"}
