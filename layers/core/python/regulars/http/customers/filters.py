"""The query parameters of lists, one for each filter of the registry: how each kind of field is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...lists.query import FILTERS
from ...scoring.fields import Field, Filter, Kind, Operator
from ..door.params import Param, at_least_spend, at_most_spend, decimal, instant, integer, label, several, yes_or_no

# Whole numbers by their unit: what is beyond is a slip.
_MOST = {"days": 36_500}
_MOST_INTEGER = 999_999_999


def _several(field: Field, one: Filter) -> Param:
    assert field.values is not None
    return several(one.parameter, field.values, one.doc)


def _whole(field: Field, one: Filter) -> Param:
    if one.among is not None:
        return several(one.parameter, one.among, one.doc)
    return integer(one.parameter, 0, _MOST.get(field.unit or "", _MOST_INTEGER), one.doc)


def _spend(_field: Field, one: Filter) -> Param:
    make = at_least_spend if one.operator is Operator.AT_LEAST else at_most_spend
    return make(one.parameter, one.doc)


_PARAMS: Mapping[Kind, Callable[[Field, Filter], Param]] = {
    Kind.TEXT: lambda field, one: label(one.parameter, one.doc),
    Kind.ENUMERATION: _several,
    Kind.SET: _several,
    Kind.TEXTS: lambda field, one: label(one.parameter, one.doc),
    Kind.BOOLEAN: lambda field, one: yes_or_no(one.parameter, one.doc),
    Kind.INTEGER: _whole,
    Kind.NUMBER: lambda field, one: decimal(one.parameter, one.doc),
    Kind.QUANTITY: lambda field, one: decimal(one.parameter, one.doc, parts=1_000),
    Kind.MONEY: _spend,
    Kind.MONEY_TEXT: _spend,
    Kind.MONEY_PLAIN: _spend,
    Kind.INSTANT: lambda field, one: instant(one.parameter, one.doc),
}

PARAMS = [_PARAMS[field.kind](field, one) for field, one in FILTERS.values()]
"""In the order of the registry; none is required, and None or an empty set does not filter."""
