"""The tenant's settings as callers give them and see them: public names, validation, one level of nesting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ..errors import MOST_ERRORS, FieldError, SettingsRefused, nearest
from .setting import Declared, Group, Setting, declared_in, public_name
from .settings import Settings


def changed(settings: Settings, given: Mapping[str, Any], exponent: int) -> Settings:
    """`settings` with the keys given replaced, those of a group one by one; None puts a key back to its default.

    Raises `SettingsRefused` with the first 200 faults named: an unknown key, a wrong type, a negative number,
    unordered bands.
    """
    found = _Read("", exponent)
    after: Settings = found.changed(settings, Settings.defaults(exponent), given)
    if found.errors:
        raise SettingsRefused(found.errors[:MOST_ERRORS])
    return after


def as_given(settings: Any, exponent: int) -> dict[str, Any]:
    """The settings, or a group of them, under their public names; money as `Decimal` major units."""
    shown: dict[str, Any] = {}
    for one in declared_in(type(settings)).values():
        value, declared = getattr(settings, one.attribute), one.declaration
        if isinstance(declared, Setting):
            shown[one.name] = declared.type.shown(value, exponent)
        else:
            shown[one.name] = as_given(value, exponent)
    return shown


class _Read:
    """What could be read of one object: `errors` name each fault by its path."""

    def __init__(self, parent: str, exponent: int) -> None:
        self.errors: list[FieldError] = []
        self._parent = parent
        self._exponent = exponent

    def changed(self, standing: Any, defaults: Any, given: Mapping[str, Any]) -> Any:
        """The object with what could be read in its place; meaningless where there are errors."""
        known = declared_in(type(standing))
        values: dict[str, Any] = {}
        for name, value in given.items():
            if len(self.errors) >= MOST_ERRORS:
                break
            if name not in known:
                self._fault(name, _unknown(name, known))
                continue
            one = known[name]
            default = getattr(defaults, one.attribute)
            values[one.attribute] = default if value is None else self._read(one, standing, defaults, value)
        if self.errors:
            return standing
        after = replace(standing, **values)
        self._disorder(after, given)
        return after

    def _read(self, one: Declared, standing: Any, defaults: Any, value: Any) -> Any:
        declared = one.declaration
        if isinstance(declared, Group):
            if not isinstance(value, Mapping):
                self._fault(one.name, "must be an object with the settings to change")
                return None
            inner = _Read(one.name, self._exponent)
            after = inner.changed(getattr(standing, one.attribute), getattr(defaults, one.attribute), value)
            self.errors += inner.errors
            return after
        try:
            return declared.type.read(value, self._exponent)
        except ValueError as fault:
            self._fault(one.name, str(fault))
            return None

    def _fault(self, name: str, message: str) -> None:
        self.errors.append(FieldError(f"{self._parent}.{name}" if self._parent else name, message))

    def _disorder(self, after: Any, given: Mapping[str, Any]) -> None:
        """The first two thresholds that stand the wrong way round, named after the one that was given."""
        for attributes in after.ASCENDING:
            for lower, higher in pairwise(attributes):
                if getattr(after, lower) >= getattr(after, higher):
                    low, high = public_name(lower), public_name(higher)
                    if low in given:
                        self._fault(low, f"must be less than {high}")
                    else:
                        self._fault(high, f"must be more than {low}")
                    return


def _unknown(key: str, known: Mapping[str, Declared]) -> str:
    near = nearest(key, known)
    return f"is not a setting; did you mean {near}?" if near else f"is not a setting; known are {', '.join(known)}"
