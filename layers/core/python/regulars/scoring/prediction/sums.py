"""What the models expect of all customers by lifecycle segment: who bought once is in it.

See docs/scoring.md, Affinity and Summary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, NamedTuple, Self

from ...dataclass import dataclass
from ...facts.customer import CustomerFacts
from ...facts.money import divide_half_up
from ..derive import Scores
from ..lifecycle import LifecycleSegment
from ..settings import Settings

# Orders are added up in millionths, so that the sum is the same in whatever order its parts come.
MICRO = 1_000_000


class ModelSum(NamedTuple):
    """Customers that a model speaks of, their expected orders in millionths, and their lifetime value, minor units."""

    customers: int = 0
    orders_micro: int = 0
    clv_minor: int = 0

    @property
    def orders(self) -> float:
        """Expected orders to 2 decimals, half up."""
        return divide_half_up(100 * self.orders_micro, MICRO) / 100

    def plus(self, other: ModelSum) -> ModelSum:
        return ModelSum(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


@dataclass(slots=True)
class ModelSums:
    """Sums by segment under one fit. Customers of whom no model says anything are in none."""

    as_of_ms: int
    by_segment: dict[LifecycleSegment, ModelSum] = field(default_factory=dict)

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in whose scores carry a model's prediction."""
        found = scores.prediction
        if found is None or found.expected_orders is None:
            return
        one = ModelSum(1, round(found.expected_orders * MICRO), found.clv_minor or 0)
        self._add(scores.lifecycle.value, one)

    def merge(self, other: ModelSums) -> None:
        """Adds the customers of another part, under the same fit."""
        for segment, theirs in other.by_segment.items():
            self._add(segment, theirs)

    def as_json(self) -> dict[str, Any]:
        return {"as_of": self.as_of_ms, "by_segment": {name: list(one) for name, one in self.by_segment.items()}}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        by_segment = {LifecycleSegment(name): ModelSum(*one) for name, one in stored["by_segment"].items()}
        return cls(stored["as_of"], by_segment)

    def _add(self, segment: LifecycleSegment, one: ModelSum) -> None:
        self.by_segment[segment] = self.by_segment.get(segment, ModelSum()).plus(one)
