"""Which pairs are predicted to buy within days: what "time to reorder" is answered from (docs/scoring.md, Affinity)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from ..facts.customer import CustomerFacts
from ..facts.time import DAY_MS
from ..scoring.affinity import predicted_ms
from ..scoring.derive import Scores
from ..scoring.settings import Settings

DUE_DAYS = 31


class DuePair(NamedTuple):
    """Ascends by predicted instant, then product, then customer."""

    next_at_ms: int
    product_id: str
    customer_id: str


@dataclass(slots=True)
class Due:
    """The pairs whose next predicted instant lies from `as_of_ms` until `DUE_DAYS` later, both included."""

    as_of_ms: int
    pairs: list[DuePair] = field(default_factory=list)

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Notes a customer's pairs. `facts` are whole: those of a heavy customer come from their ledger."""
        last_ms = self.as_of_ms + DUE_DAYS * DAY_MS
        for product in (facts.products or {}).values():
            next_at_ms = predicted_ms(product)
            if next_at_ms is not None and self.as_of_ms <= next_at_ms <= last_ms:
                self.pairs.append(DuePair(next_at_ms, product.product_id, facts.customer_id))

    def merge(self, other: Due) -> None:
        """Adds other customers, as of the same instant."""
        self.pairs.extend(other.pairs)

    def as_json(self) -> dict[str, Any]:
        """In order: the same for the same customers, in whatever order they came."""
        return {"as_of": self.as_of_ms, "pairs": sorted(self.pairs)}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        return cls(stored["as_of"], [DuePair(*pair) for pair in stored["pairs"]])
