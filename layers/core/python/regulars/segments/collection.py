"""A collection of things about a customer that rules count, ever or in the last days.

A count knows nothing where it was not read, and is 0 where there is nothing. A window is `now - days <= t <= now`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..scoring.explain import Kind
from ..scoring.fields import Field

# Ten years: beyond it a window is as good as none.
LONGEST_DAYS = 3_650
# Tests what is counted at an instant.
Passes = Callable[[Any, int], bool]
# How much there is of a customer at an instant; None where it was not read.
Amount = Callable[[CustomerFacts, int], int | None]


class Measure(StrEnum):
    """How many there are, what was spent (minor units), units bought (thousandths)."""

    COUNT = "count"
    SUM = "sum"
    QUANTITY = "quantity"


KIND_OF = {Measure.COUNT: Kind.INTEGER, Measure.SUM: Kind.MONEY, Measure.QUANTITY: Kind.QUANTITY}


@dataclass(frozen=True, slots=True)
class Collection:
    """`where` are the fields of what is counted; they read (the thing, the instant). `longest_days` is the longest
    window; `ever`: it may be left out, and everything is counted.

    `amount` makes a counter of a test, a measure and a window in days. `instants` are those of all that is counted, and
    `things` what the tests are given. `unread`: whether rows as they were read lack it. `in_past`: it is known of an
    earlier instant.
    """

    name: str
    doc: str
    measures: tuple[Measure, ...]
    where: tuple[Field, ...]
    longest_days: int
    ever: bool
    amount: Callable[[Passes | None, Measure, int | None], Amount]
    instants: Callable[[CustomerFacts], Iterable[int]]
    things: Callable[[CustomerFacts], Iterable[Any]]
    unread: Callable[[CustomerFacts], bool]
    in_past: bool


def field_of(
    name: str,
    kind: Kind,
    unit: str | None,
    read: Callable[[Any, int], Any],
    doc: str,
    turns: Any = None,
    values: type[StrEnum] | None = None,
) -> Field:
    """A field of what is counted."""
    return Field(name, kind, unit, read, doc, values=values, changes_with_time=turns is not None, turns=turns)
