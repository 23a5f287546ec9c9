"""Which pairs were to be bought again since the last night, and were not: what `customer.reorder.due` tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, NamedTuple, Self

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..scoring.affinity import affinity, predicted_ms
from ..scoring.derive import Scores
from ..scoring.settings import Settings


class ReorderPair(NamedTuple):
    """Ascends by predicted instant, then product, then customer. The rest is what its probability rests on."""

    due_at_ms: int
    product_id: str
    customer_id: str
    purchases: int
    first_at_ms: int


@dataclass(slots=True)
class Reorders:
    """The pairs whose predicted instant lies behind `since_ms`, and not behind `as_of_ms`.

    `since_ms` is the instant of the night before, None before the first one: then there are none, since nobody knows
    since when they are due.
    """

    since_ms: int | None
    as_of_ms: int
    pairs: list[ReorderPair] = field(default_factory=list)

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Notes a customer's pairs that are as close as a recommendation has to be."""
        if self.since_ms is None:
            return
        for product in (facts.products or {}).values():
            due_at_ms = predicted_ms(product)
            if due_at_ms is None or not self.since_ms < due_at_ms <= self.as_of_ms:
                continue
            if affinity(product, self.as_of_ms).score >= settings.recommendation_min_score:
                pair = ReorderPair(due_at_ms, product.product_id, facts.customer_id, product.count, product.first_at_ms)
                self.pairs.append(pair)

    def merge(self, other: Reorders) -> None:
        """Adds other customers of the same night."""
        self.pairs.extend(other.pairs)

    def as_json(self) -> dict[str, Any]:
        """In order: the same for the same customers, in whatever order they came."""
        return {"since": self.since_ms, "as_of": self.as_of_ms, "pairs": sorted(self.pairs)}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        return cls(stored["since"], stored["as_of"], [ReorderPair(*pair) for pair in stored["pairs"]])
