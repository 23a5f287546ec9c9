"""How settings are stored, and read back with the defaults of today for what did not exist then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from typing import Any, TypeVar

from ..scoring.settings import Settings

D = TypeVar("D")


def encode_settings(settings: Settings) -> dict[str, Any]:
    """All but what tells of programs, which are stored by themselves."""
    stored = asdict(replace(settings, tier_moves=None))
    del stored["tier_moves"]
    return stored


def decode_settings(stored: Mapping[str, Any], exponent: int) -> Settings:
    """What `encode_settings` gave; a key that did not exist then has its default at `exponent` decimals of money."""
    return _with(Settings.defaults(exponent), stored)


def _with(defaults: D, stored: Mapping[str, Any]) -> D:
    """The defaults with what is stored in their place."""
    values: dict[str, Any] = {}
    for one in fields(defaults):  # type: ignore[arg-type]
        if one.name in stored:
            value, default = stored[one.name], getattr(defaults, one.name)
            if is_dataclass(default):
                values[one.name] = _with(default, value)
            else:
                values[one.name] = _tuples(value)
    return replace(defaults, **values)  # type: ignore[type-var]


def _tuples(value: Any) -> Any:
    """What JSON made lists of, as tuples again."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
