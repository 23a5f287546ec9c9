"""What is stored as JSON that says itself: instants, money and quantities as people write them, names as the API's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from ...facts.money import decimal_text
from ...facts.money import plain as quantity
from ...facts.time import HOUR_MS, rfc3339

_MS, _MINOR, _MILLI = "_ms", "_minor", "_milli"
# `ordered_at_ms`, `created_ms` and `at_ms` are `orderedAt`, `createdAt` and `at`.
_AT = re.compile(r"(_at)?_ms$")
# Mappings from a name to an instant.
_INSTANTS = frozenset({"reached"})
# Numbers of an hour since 1970.
_HOURS = frozenset({"armed"})


def plain(value: Any, exponent: int) -> Any:
    """A stored value as JSON; of an object every field that says something. `exponent`: the decimals of money."""
    if is_dataclass(value) and not isinstance(value, type):
        return _object({one.name: getattr(value, one.name) for one in fields(value)}, exponent)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return _object(value._asdict(), exponent)
    match value:
        case Enum():
            return value.value
        case bytes():
            return value.hex()
        case Decimal():
            return f"{value:f}"
        case list() | tuple() | set() | frozenset():
            return [plain(one, exponent) for one in value]
        case Mapping():
            return {str(plain(name, exponent)): plain(one, exponent) for name, one in value.items()}
    return value


def _object(values: Mapping[str, Any], exponent: int) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, value in values.items():
        if value is None or value == () or value == {}:
            continue
        if name.endswith(_MS):
            told["at" if name == "at_ms" else _named(_AT.sub("_at", name))] = rfc3339(value)
        elif name in _HOURS:
            told[_named(f"{name}_for")] = rfc3339(value * HOUR_MS)
        elif name.endswith(_MINOR):
            told[_named(name.removesuffix(_MINOR))] = decimal_text(value, exponent)
        elif name.endswith(_MILLI):
            told[_named(name.removesuffix(_MILLI))] = quantity(value, 1_000)
        elif name in _INSTANTS:
            told[_named(name)] = {str(plain(key, exponent)): rfc3339(at_ms) for key, at_ms in value.items()}
        else:
            told[_named(name)] = plain(value, exponent)
    return told


def _named(name: str) -> str:
    """`ordered_at` as `orderedAt`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
