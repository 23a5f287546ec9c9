"""The columns of exports and of the lake: every field of the registry, and who the customer is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ..errors import FieldError, QueryRefused, the_nearest
from ..scoring.explain import Kind
from ..scoring.fields import Field
from ..scoring.prediction import prediction
from ..scoring.scores import SCORES
from ..scoring.shown import shower
from ..segments.vocabulary import PROFILE, TAGS
from .customer import Customer

WHO = frozenset(field.name for field in PROFILE.fields)
"""What says who somebody is and how they are reached."""
BY_NAME: Mapping[str, Field] = {field.name: field for score in (PROFILE, *SCORES, TAGS) for field in score.fields}
PREDICTED = frozenset(field.name for field in prediction.SCORE.fields)
_LIST_SEPARATOR = "; "
# What a spreadsheet takes for a formula, also in full width as East Asian keyboards write it; and what it skips before.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class Column(NamedTuple):
    """`value` is as answers show it; None where there is none. `is_text`: people wrote it."""

    name: str
    value: Callable[[Customer, int], Any]
    is_text: bool


def checked(names: Sequence[str]) -> tuple[str, ...]:
    """The names of fields, each once. Raises `QueryRefused` for one that is none, with the nearest that is."""
    faults = [FieldError(f"fields[{place}]", _unknown(name)) for place, name in enumerate(names) if name not in BY_NAME]
    if faults:
        raise QueryRefused(faults)
    return tuple(dict.fromkeys(names))


def columns(names: Iterable[str] | None) -> tuple[Column, ...]:
    """The columns of these fields in this order; None: of all."""
    return tuple(_column(BY_NAME[name]) for name in (BY_NAME if names is None else names))


def cell(column: Column, customer: Customer, exponent: int) -> str:
    """The value as a cell of a CSV file: empty where there is none, defused where people wrote it."""
    value = column.value(customer, exponent)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = _LIST_SEPARATOR.join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return defused(text) if column.is_text else text


def defused(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _column(field: Field) -> Column:
    show, read = shower(field), field.read

    def value(customer: Customer, exponent: int) -> Any:
        return show(read(customer.facts, customer.scores), exponent)

    return Column(field.name, value, field.kind in (Kind.TEXT, Kind.TEXTS))


def _unknown(name: str) -> str:
    return f"is no field of a customer{the_nearest(name, BY_NAME)} (all: GET /schemas/fields)"
