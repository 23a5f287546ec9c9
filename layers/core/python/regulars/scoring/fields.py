"""What can be read from a customer: each value is declared once, and every answer that knows it loops over that.

Lists, filters, explanations, summaries, previews, schemas and docs are made from `Score`s (`scores.py`) and their
`Field`s. A new score is a file with a `SCORE` and one line in `SCORES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from .explain import Explanation, Kind
from .operators import OPERATORS, Operator
from .reach import Reach
from .settings import Settings

__all__ = [
    "OPERATORS",
    "Counted",
    "Field",
    "Filter",
    "Kind",
    "Operator",
    "Previewed",
    "Score",
    "Turns",
    "at_least_and_at_most",
    "value_text",
    "values_of",
]


# Facts, settings, the instant in milliseconds and the values that a rule compares with: later instants.
Turns = Callable[[CustomerFacts, Settings, int, Sequence[Any]], Iterable[int]]
_NAMED = (Kind.ENUMERATION, Kind.SET)
_COUNTABLE = (*_NAMED, Kind.BOOLEAN)
_PREVIEWABLE = (Kind.ENUMERATION, Kind.BOOLEAN)


@dataclass(frozen=True, slots=True)
class Filter:
    """A query parameter of lists. `reach` narrows what is read: (wanted, settings, now in milliseconds).

    `among` are the whole numbers that a caller chooses from; those of an enumeration are its own.
    """

    parameter: str
    operator: Operator
    doc: str
    reach: Callable[[Any, Settings, int], Reach] | None = None
    among: range | None = None


class Counted(NamedTuple):
    """How many customers with orders have each value: counted in every summary, shown there under `shown_as`.

    `values` are those shown, None: all of the field. `totals`: lists may take a total of last night from it.
    """

    shown_as: str | None
    doc: str = "Customers with orders; null of a night from before they were counted."
    values: tuple[StrEnum, ...] | None = None
    totals: bool = False


class Previewed(NamedTuple):
    """A preview of settings says who would change the value: the names of the count and of the moves."""

    moved: str
    moves: str
    doc: str


@dataclass(frozen=True, slots=True)
class Field:
    """One readable value.

    `read` takes facts and `Scores` and gives inner units (`Kind`), None where there is no value. `doc` is the value's
    line in the docs. `values` are those of an enumeration, or of a set's members. `changes_with_time`: the value may
    change while the customer's facts and the settings stay. `turns` gives all later instants at which it may then move
    to the other side of a value that a rule compares it with, or more of them; without it, it may at any instant.
    `nullable`: some customers have no value. `decimals`: a number leaves rounded half up to so many. `in_rules` is its
    name there, where the one of lists may be mistaken for another's. `in_past`: its value at an earlier instant follows
    from the orders by then, if its score's do. Raises `ValueError` for what the kind cannot have.
    """

    name: str
    kind: Kind
    unit: str | None
    read: Callable[[CustomerFacts, Any], Any]
    doc: str
    values: type[StrEnum] | None = None
    in_lists: bool = False
    filters: tuple[Filter, ...] = ()
    counted: Counted | None = None
    previewed: Previewed | None = None
    changes_with_time: bool = False
    nullable: bool = True
    decimals: int | None = None
    turns: Turns | None = None
    in_rules: str | None = None
    in_past: bool = True

    @property
    def rule_name(self) -> str:
        return self.in_rules or self.name

    def __post_init__(self) -> None:
        if (self.values is not None) != (self.kind in _NAMED):
            raise ValueError(f"{self.name}: an enumeration or a set names its values, and nothing else does")
        if self.counted and self.kind not in _COUNTABLE:
            raise ValueError(f"{self.name}: only enumerations, sets and booleans are counted")
        if self.previewed and self.kind not in _PREVIEWABLE:
            raise ValueError(f"{self.name}: only enumerations and booleans are previewed")
        for one in self.filters:
            if one.operator not in OPERATORS[self.kind]:
                raise ValueError(f"{one.parameter}: {self.kind.value} has no operator {one.operator}")
            if (one.among is not None) != (self.kind is Kind.INTEGER and one.operator is Operator.ONE_OF):
                raise ValueError(f"{one.parameter}: some of whole numbers are chosen among those, and nothing else is")


def value_text(value: str | bool) -> str:
    """A value of an enumeration or a boolean as a name: what counts and moves are listed under."""
    return value if isinstance(value, str) else "true" if value else "false"


def values_of(field: Field) -> tuple[str, ...]:
    """The names of all values that a countable field can have."""
    return ("true", "false") if field.values is None else tuple(field.values)


@dataclass(frozen=True, slots=True)
class Score:
    """One score: what it is, what can be read from it, and what made it up.

    `compute` takes facts, settings and the instant; None: the fields read facts alone, or the value is added later
    (`with_prediction`). `explain` takes facts, `Scores` and settings, and tells by public name what the values are made
    of. `lacks`: whether an instant's value needs what an index does not hold of this customer; takes settings and the
    instant too. `in_past`: the orders alone decide, so that an earlier instant's values are known.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    compute: Callable[[CustomerFacts, Settings, int], Any] | None = None
    explain: Callable[[CustomerFacts, Any, Settings], Mapping[str, Explanation]] | None = None
    lacks: Callable[[CustomerFacts, Settings, int], bool] | None = None
    in_past: bool = False

    @property
    def names(self) -> frozenset[str]:
        """The names of its fields."""
        return frozenset(field.name for field in self.fields)


def at_least_and_at_most(
    name: str,
    what: str,
    *,
    at_least: Callable[[Any, Settings, int], Reach] | None = None,
    at_most: Callable[[Any, Settings, int], Reach] | None = None,
    fewer: str = "fewer",
) -> tuple[Filter, Filter]:
    """The parameters `min` and `max` of a field."""
    return (
        Filter(f"min{name}", Operator.AT_LEAST, f"{what}, this {_MUCH[fewer]} or more.", at_least),
        Filter(f"max{name}", Operator.AT_MOST, f"{what}, this {_MUCH[fewer]} or {fewer}.", at_most),
    )


_MUCH = {"fewer": "many", "less": "much"}
