"""What a setting can be: how a caller's value is read, how it is shown again, and its range.

Every fault is a `ValueError` with the end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any, Protocol

from ..dataclass import dataclass
from ..facts.money import MAX_MINOR, to_decimal, to_minor
from ..facts.time import zone_fault
from .explain import Kind

_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,20})?", re.ASCII)
NUMBER_PATTERN = f"^{_NUMBER.pattern}$"


class SettingType(Protocol):
    """`exponent` are the decimals of the tenant's currency."""

    @property
    def kind(self) -> Kind:
        """How its value, or each of its values, leaves in an explanation."""

    def read(self, value: Any, exponent: int) -> Any:
        """A caller's value in inner units. Raises `ValueError`."""

    def shown(self, value: Any, exponent: int) -> Any:
        """An inner value as callers give it; money as `Decimal` major units."""


@dataclass(frozen=True, slots=True)
class Zone:
    """An IANA time zone."""

    kind = Kind.TEXT

    def read(self, value: Any, _exponent: int) -> str:
        if fault := zone_fault(value):
            raise ValueError(fault)
        return str(value)

    def shown(self, value: str, _exponent: int) -> str:
        return value


@dataclass(frozen=True, slots=True)
class YesOrNo:
    """True or false."""

    kind = Kind.BOOLEAN

    def read(self, value: Any, _exponent: int) -> bool:
        if not isinstance(value, bool):
            raise ValueError("must be true or false")
        return value

    def shown(self, value: bool, _exponent: int) -> bool:
        return value


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: major units, a number or a decimal string, held as minor units."""

    kind = Kind.MONEY_PLAIN

    def read(self, value: Any, exponent: int) -> int:
        amount = _number(value)
        if not 0 <= amount <= to_decimal(MAX_MINOR, exponent):
            raise ValueError(f"must be between 0 and {to_decimal(MAX_MINOR, exponent)}")
        if amount != to_decimal(to_minor(amount, exponent), exponent):
            raise ValueError(f"must have at most {exponent} decimals")
        return to_minor(amount, exponent)

    def shown(self, value: int, exponent: int) -> Decimal:
        return to_decimal(value, exponent)


@dataclass(frozen=True, slots=True)
class Number:
    """A number between two bounds, both inclusive; `such_as` ends the sentence of a fault."""

    low: float
    high: float
    such_as: str

    kind = Kind.NUMBER

    def read(self, value: Any, _exponent: int) -> float:
        number = _number(value)
        # By their texts: .2 is no binary fraction.
        if not Decimal(repr(self.low)) <= number <= Decimal(repr(self.high)):
            raise ValueError(f"must be between {self.low} and {self.high}: {self.such_as}")
        return float(number)

    def shown(self, value: float, _exponent: int) -> float:
        return value


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two bounds, both inclusive."""

    low: int
    high: int
    what: str = "a whole number"

    kind = Kind.INTEGER

    def read(self, value: Any, _exponent: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not self.low <= value <= self.high:
            raise ValueError(f"must be {self.what} from {self.low} to {self.high}")
        return value

    def shown(self, value: int, _exponent: int) -> int:
        return value


@dataclass(frozen=True, slots=True)
class Bands:
    """So many values of one type in strict order; `what` and `order` are the sentences of its faults."""

    of: Whole | Money
    count: int
    ascending: bool
    what: str
    order: str

    @property
    def kind(self) -> Kind:
        return self.of.kind

    def read(self, value: Any, exponent: int) -> tuple[int, ...]:
        if not isinstance(value, (list, tuple)) or len(value) != self.count:
            raise ValueError(self.what)
        found = tuple(self.of.read(item, exponent) for item in value)
        in_order = found if self.ascending else found[::-1]
        if any(lower >= higher for lower, higher in pairwise(in_order)):
            raise ValueError(self.order)
        return found

    def shown(self, value: Sequence[int], exponent: int) -> list[Any]:
        return [self.of.shown(item, exponent) for item in value]


@dataclass(frozen=True, slots=True)
class Texts:
    """At most so many different texts; `fold` gives each as it is compared, or None for what is none of them."""

    most: int
    longest: int
    what: str
    fold: Callable[[str], str | None]

    kind = Kind.TEXT

    def read(self, value: Any, _exponent: int) -> tuple[str, ...]:
        if not isinstance(value, (list, tuple)) or len(value) > self.most:
            raise ValueError(f"must be a list of at most {self.most} texts: {self.what}")
        folded = [self.fold(text) if isinstance(text, str) and len(text) <= self.longest else None for text in value]
        if None in folded:
            raise ValueError(f"holds {repr(value[folded.index(None)])[:80]}, which is none of {self.what}")
        return tuple(sorted({text for text in folded if text is not None}))

    def shown(self, value: Sequence[str], _exponent: int) -> list[str]:
        return list(value)


@dataclass(frozen=True, slots=True)
class Words:
    """At most so many different texts, whatever their case and spaces around them, each with one word of `values`.

    Held as pairs, in the order of the texts, so that settings stay comparable.
    """

    most: int
    longest: int
    what: str
    values: type[StrEnum]

    kind = Kind.TEXT

    def read(self, value: Any, _exponent: int) -> tuple[tuple[str, str], ...]:
        if not isinstance(value, Mapping) or len(value) > self.most:
            raise ValueError(f"must be an object of at most {self.most} entries: {self.what}")
        found: dict[str, str] = {}
        for text, word in value.items():
            folded = fold_word(text)
            if not 1 <= len(folded) <= self.longest:
                raise ValueError(f"holds {repr(text)[:80]}, which has not 1 to {self.longest} characters")
            if word not in list(self.values):
                raise ValueError(f"holds {repr(text)[:80]}, which must be one of {', '.join(self.values)}")
            if found.setdefault(folded, str(word)) != word:
                raise ValueError(f"holds {repr(text)[:80]} twice, with different words")
        return tuple(sorted(found.items()))

    def shown(self, value: Sequence[tuple[str, str]], _exponent: int) -> dict[str, str]:
        return dict(value)


def fold_word(text: str) -> str:
    """A text as `Words` compares it."""
    return text.strip().casefold()


def _number(value: Any) -> Decimal:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        # The shortest text of a float is what was written: 0.1, not its binary neighbour.
        number = Decimal(repr(value) if isinstance(value, float) else value)
        if number.is_finite():
            return number
    raise ValueError("must be a number")
