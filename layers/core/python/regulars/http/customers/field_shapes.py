"""The shape of a field's value in answers, by its kind."""

from __future__ import annotations

from typing import Any

from ...facts.customer import CustomerFacts
from ...people.customer import Customer
from ...scoring.derive import derive
from ...scoring.explain import Explanation, Kind, Told
from ...scoring.fields import Field
from ...scoring.settings import Settings
from ..door.shapes import Instant, Money, made
from .rows import explained

_TYPES: dict[Kind, Any] = {
    Kind.TEXT: str | None,
    Kind.ENUMERATION: str | None,
    Kind.SET: list[str] | None,
    Kind.TEXTS: list[str] | None,
    Kind.BOOLEAN: bool | None,
    Kind.INTEGER: int | None,
    Kind.NUMBER: float | None,
    Kind.QUANTITY: float | None,
    Kind.MONEY: Money | None,
    Kind.MONEY_TEXT: str,
    Kind.MONEY_PLAIN: Money | None,
    Kind.INSTANT: Instant | None,
}


def shape_of(field: Field) -> Any:
    """The type of the value; null is one of its values but in an enumeration that always has one."""
    if field.values is None:
        return _TYPES[field.kind]
    values: Any = field.values
    if field.kind is Kind.SET:
        return list[values] | None
    return values | None if field.nullable else values


def counts_of(field: Field) -> Any:
    """Customers by value; null where a summary is from before the field was counted."""
    names: Any = str if field.values is None else field.values
    return dict[names, int] | None


def told_of_nobody() -> dict[str, Explanation]:
    """What the metrics' explanations tell of a customer who never ordered: names and kinds, and nothing else."""
    nobody, settings = CustomerFacts("", True), Settings.defaults(2)
    return explained(Customer(nobody, derive(nobody, settings, 0)), settings)


def shape_of_told(name: str, part: Explanation) -> Any:
    """The shape of an explanation, by the kinds of its values."""
    if part is None:
        return Any
    if isinstance(part, Told):
        type_: Any = _TYPES[part.kind]
        return list[type_] if isinstance(part.value, (list, tuple)) else type_
    return made(name, {key: shape_of_told(f"{name}{key[0].upper()}{key[1:]}", one) for key, one in part.items()})
