"""How values are compared with what a caller wants: lists' filters and segments' rules know the same operators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from .explain import Kind


class Operator(StrEnum):
    """How a field is compared. A value that is null never matches, except by `IS_SET` and `IS_NOT_SET`."""

    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    HAS_ANY = "has_any"
    HAS_ALL = "has_all"
    HAS_NONE = "has_none"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BETWEEN = "between"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    BEGINS_WITH = "begins_with"
    ENDS_WITH = "ends_with"
    IN_LAST = "in_last"
    NOT_IN_LAST = "not_in_last"
    IS_SET = "is_set"
    IS_NOT_SET = "is_not_set"

    def holds(self, value: Any, wanted: Any) -> bool:
        """Whether a field's value, in inner units, matches; `wanted` of several values is a set, of `BETWEEN` a pair.

        Not for the operators that need a clock, nor for those that take no value.
        """
        return value is not None and HOLDS[self](value, wanted)


class Takes(StrEnum):
    """What value an operator is given."""

    NOTHING = "nothing"
    ONE = "one"
    SEVERAL = "several"
    TWO = "two"
    DAYS = "days"


class Told(NamedTuple):
    """What an operator takes, and what it means in a sentence's end."""

    takes: Takes
    doc: str


ABOUT: Mapping[Operator, Told] = {
    Operator.IS: Told(Takes.ONE, "is exactly this; letters in any case"),
    Operator.IS_NOT: Told(Takes.ONE, "is anything else"),
    Operator.ONE_OF: Told(Takes.SEVERAL, "is one of these"),
    Operator.NONE_OF: Told(Takes.SEVERAL, "is none of these"),
    Operator.HAS_ANY: Told(Takes.SEVERAL, "holds at least one of these"),
    Operator.HAS_ALL: Told(Takes.SEVERAL, "holds all of these"),
    Operator.HAS_NONE: Told(Takes.SEVERAL, "holds none of these"),
    Operator.AT_LEAST: Told(Takes.ONE, "is this or more; of instants: then or later"),
    Operator.AT_MOST: Told(Takes.ONE, "is this or less; of instants: then or earlier"),
    Operator.MORE_THAN: Told(Takes.ONE, "is more than this"),
    Operator.LESS_THAN: Told(Takes.ONE, "is less than this"),
    Operator.BETWEEN: Told(Takes.TWO, "lies between the two, both included"),
    Operator.CONTAINS: Told(Takes.ONE, "contains this text; letters in any case"),
    Operator.NOT_CONTAINS: Told(Takes.ONE, "does not contain this text"),
    Operator.BEGINS_WITH: Told(Takes.ONE, "begins with this text"),
    Operator.ENDS_WITH: Told(Takes.ONE, "ends with this text"),
    Operator.IN_LAST: Told(Takes.DAYS, "lies in the last so many times 24 hours, both ends included"),
    Operator.NOT_IN_LAST: Told(Takes.DAYS, "lies before that, or in the future"),
    Operator.IS_SET: Told(Takes.NOTHING, "has a value"),
    Operator.IS_NOT_SET: Told(Takes.NOTHING, "has none"),
}

# By what is compared and what is wanted. A text arrives casefolded on both sides (`segments/compiled.py`).
HOLDS: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.IS: lambda value, wanted: bool(value == wanted),
    Operator.IS_NOT: lambda value, wanted: bool(value != wanted),
    Operator.ONE_OF: lambda value, wanted: value in wanted,
    Operator.NONE_OF: lambda value, wanted: value not in wanted,
    Operator.HAS_ANY: lambda value, wanted: not wanted.isdisjoint(value),
    Operator.HAS_ALL: lambda value, wanted: bool(wanted.issubset(value)),
    Operator.HAS_NONE: lambda value, wanted: bool(wanted.isdisjoint(value)),
    Operator.AT_LEAST: lambda value, wanted: bool(value >= wanted),
    Operator.AT_MOST: lambda value, wanted: bool(value <= wanted),
    Operator.MORE_THAN: lambda value, wanted: bool(value > wanted),
    Operator.LESS_THAN: lambda value, wanted: bool(value < wanted),
    Operator.BETWEEN: lambda value, wanted: bool(wanted[0] <= value <= wanted[1]),
    Operator.CONTAINS: lambda value, wanted: wanted in value,
    Operator.NOT_CONTAINS: lambda value, wanted: wanted not in value,
    Operator.BEGINS_WITH: lambda value, wanted: bool(value.startswith(wanted)),
    Operator.ENDS_WITH: lambda value, wanted: bool(value.endswith(wanted)),
}

_SET = (Operator.IS_SET, Operator.IS_NOT_SET)
_EXACT = (Operator.IS, Operator.IS_NOT)
_CHOSEN = (Operator.ONE_OF, Operator.NONE_OF)
_HELD = (Operator.HAS_ANY, Operator.HAS_ALL, Operator.HAS_NONE, *_SET)
_BOUNDS = (Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN, Operator.BETWEEN)
_NUMBER = (*_BOUNDS, *_EXACT, *_SET)
_TEXT = (Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.BEGINS_WITH, Operator.ENDS_WITH)

# What counts of orders and the like are compared by: they always have a value.
OF_AMOUNTS = (*_BOUNDS, *_EXACT)
OPERATORS: Mapping[Kind, tuple[Operator, ...]] = {
    Kind.TEXT: (*_EXACT, *_CHOSEN, *_TEXT, *_SET),
    Kind.ENUMERATION: (*_CHOSEN, *_EXACT, *_SET),
    Kind.SET: _HELD,
    Kind.TEXTS: _HELD,
    Kind.BOOLEAN: (Operator.IS, *_SET),
    Kind.INTEGER: (*_NUMBER, *_CHOSEN),
    Kind.NUMBER: _NUMBER,
    Kind.QUANTITY: _NUMBER,
    Kind.MONEY: _NUMBER,
    Kind.MONEY_TEXT: _NUMBER,
    Kind.MONEY_PLAIN: _NUMBER,
    Kind.INSTANT: (
        Operator.IN_LAST,
        Operator.NOT_IN_LAST,
        Operator.AT_LEAST,
        Operator.AT_MOST,
        Operator.MORE_THAN,
        Operator.LESS_THAN,
        Operator.BETWEEN,
        *_SET,
    ),
}
