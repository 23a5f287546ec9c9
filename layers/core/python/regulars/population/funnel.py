"""From the first order to the second and the third: how many customers got there, and how long it took them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from itertools import pairwise
from typing import Any, NamedTuple, Self

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..facts.shares import share
from ..facts.time import DAY_MS
from ..scoring.derive import Scores
from ..scoring.settings import Settings

ORDERS = 3


class Step(NamedTuple):
    """`share` is of those with any order, `share_of_previous` of those who got to the step before (None: the first)."""

    customers: int
    share: float | None
    share_of_previous: float | None
    median_days: float | None


class Funnel(NamedTuple):
    """Customers who reached their first, second and third order, and the median of whole days since the one before.

    A median between two values is half way; None before the first order, and where nobody has got there.
    """

    as_of_ms: int
    reached: tuple[int, ...]
    median_days: tuple[float | None, ...]

    @property
    def steps(self) -> list[Step]:
        """The first, the second and the third order."""
        everybody, before = self.reached[0], (None, *self.reached)
        return [
            Step(customers, share(customers, everybody), None if previous is None else share(customers, previous), days)
            for customers, previous, days in zip(self.reached, before, self.median_days, strict=False)
        ]

    def as_json(self) -> dict[str, Any]:
        return {"as_of": self.as_of_ms, "reached": self.reached, "median_days": self.median_days}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Funnel:
        """What `as_json` gave."""
        return cls(stored["as_of"], tuple(stored["reached"]), tuple(stored["median_days"]))


@dataclass(slots=True)
class FunnelParts:
    """What a funnel is made of; `gaps` counts whole days before the second and before the third order."""

    as_of_ms: int
    reached: list[int] = field(default_factory=lambda: [0] * ORDERS)
    gaps: list[Counter[int]] = field(default_factory=lambda: [Counter() for _ in range(ORDERS - 1)])

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in. `facts` have their timeline; what is dated after `as_of_ms` does not count yet."""
        first_orders = [entry for entry in facts.purchases.timeline[:ORDERS] if entry.at_ms <= self.as_of_ms]
        for place in range(len(first_orders)):
            self.reached[place] += 1
        for gaps, (before, after) in zip(self.gaps, pairwise(first_orders), strict=False):
            gaps[(after.at_ms - before.at_ms) // DAY_MS] += 1

    def merge(self, other: FunnelParts) -> None:
        """Adds the customers of another part."""
        self.reached = [mine + theirs for mine, theirs in zip(self.reached, other.reached, strict=True)]
        for mine, theirs in zip(self.gaps, other.gaps, strict=True):
            mine.update(theirs)

    def funnel(self) -> Funnel:
        return Funnel(self.as_of_ms, tuple(self.reached), (None, *map(median, self.gaps)))

    def as_json(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of_ms,
            "reached": self.reached,
            "gaps": [[[days, count] for days, count in gaps.items()] for gaps in self.gaps],
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        gaps = [Counter(dict(counted)) for counted in stored["gaps"]]
        return cls(stored["as_of"], list(stored["reached"]), gaps)


def median(counted: Mapping[int, int]) -> float | None:
    """The middle of counted values, half way between the two of an even number; None without values."""
    total = sum(counted.values())
    if not total:
        return None
    return (_at(counted, (total - 1) // 2) + _at(counted, total // 2)) / 2


def _at(counted: Mapping[int, int], place: int) -> int:
    """The value at a place, from 0, of all in ascending order."""
    for value in sorted(counted):
        place -= counted[value]
        if place < 0:
            return value
    raise IndexError(place)
