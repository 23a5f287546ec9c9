"""How a setting is declared: once, as a field of `Settings` or of a group in it (`settings.py`).

Its public name comes from the attribute's: `vip_spend_minor` is `vipSpend`. What callers give and see, what is stored,
the description of the API and the docs are made from the declaration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, fields
from typing import Any, NamedTuple, TypeVar

from ..dataclass import dataclass
from .explain import Explanation, Told
from .setting_types import SettingType

_KEY = "setting"
S = TypeVar("S")
# Read once a class.
_DECLARED: dict[type[Any], Mapping[str, Declared]] = {}


@dataclass(frozen=True, slots=True)
class Setting:
    """A type with its bounds, a default as a caller would give it, a line for the docs.

    `re_derives` names the scores (`scores.py`) whose values may differ under another value.
    """

    type: SettingType
    default: Any
    doc: str
    re_derives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that are one object to callers. `of` is their class."""

    of: type[Any]
    doc: str


class Declared(NamedTuple):
    """A setting or a group under its public name, and the attribute that holds it."""

    name: str
    attribute: str
    declaration: Setting | Group


def setting(type_: SettingType, default: Any, doc: str, *, re_derives: tuple[str, ...] = ()) -> Any:
    """A field of a class of settings."""
    return field(metadata={_KEY: Setting(type_, default, doc, re_derives)})


def group(of: type[Any], doc: str) -> Any:
    """A field that holds a group of settings."""
    return field(metadata={_KEY: Group(of, doc)})


def declared_in(of: type[Any]) -> Mapping[str, Declared]:
    """The settings and groups of a class by their public names, in their order."""
    if of not in _DECLARED:
        found = (
            Declared(public_name(one.name), one.name, one.metadata[_KEY]) for one in fields(of) if _KEY in one.metadata
        )
        _DECLARED[of] = {one.name: one for one in found}
    return _DECLARED[of]


def defaults_of(of: type[S], exponent: int) -> S:
    """An object of the class with its defaults, in a currency of `exponent` decimals."""
    values: dict[str, Any] = {}
    for one in declared_in(of).values():
        declared = one.declaration
        if isinstance(declared, Group):
            values[one.attribute] = defaults_of(declared.of, exponent)
        else:
            values[one.attribute] = declared.type.read(declared.default, exponent)
    return of(**values)


def public_name(attribute: str) -> str:
    """`vip_spend_minor` is `vipSpend`: units of money are the caller's."""
    head, *tail = attribute.removesuffix("_minor").split("_")
    return head + "".join(part.title() for part in tail)


def re_derived(before: Any, after: Any) -> frozenset[str]:
    """The names of the scores that a change from one set of settings to the other re-derives."""
    return frozenset(_re_derived(before, after))


def told(settings: Any) -> Mapping[str, Explanation]:
    """A group's values by their public names, for explanations."""
    return {
        one.name: Told(getattr(settings, one.attribute), one.declaration.type.kind)
        for one in declared_in(type(settings)).values()
        if isinstance(one.declaration, Setting)
    }


def _re_derived(before: Any, after: Any) -> Iterator[str]:
    for one in declared_in(type(before)).values():
        was, becomes = getattr(before, one.attribute), getattr(after, one.attribute)
        if isinstance(one.declaration, Group):
            yield from _re_derived(was, becomes)
        elif was != becomes:
            yield from one.declaration.re_derives
