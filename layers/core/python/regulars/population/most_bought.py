"""How often each product was bought: the next night's ranking is made of it (docs/scoring.md, Affinity)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from typing import Any, Self

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..scoring.derive import Scores
from ..scoring.settings import Settings

MOST_COUNTED = 200_000
"""Products that are counted at a time, some 30 MB; beyond these the rarer half is dropped."""


@dataclass(slots=True)
class MostBought:
    """Purchases by product: exact as long as customers bought no more than 200 000 different products."""

    purchases: Counter[str] = field(default_factory=Counter)

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in. `facts` are whole: those of a heavy customer come from their ledger."""
        self.count(facts)

    def count(self, facts: CustomerFacts) -> None:
        """Counts a customer in, whatever is scored of them."""
        for product in (facts.products or {}).values():
            self.purchases[product.product_id] += product.count
        self._bound()

    def merge(self, other: MostBought) -> None:
        """Adds other customers."""
        self.purchases.update(other.purchases)
        self._bound()

    def ranked(self, most: int) -> dict[str, int]:
        """The products that were bought most with their purchases, by these, then id."""
        return dict(sorted(self.purchases.items(), key=lambda item: (-item[1], item[0]))[:most])

    def ranking(self, most: int) -> list[str]:
        """Their ids."""
        return list(self.ranked(most))

    def as_json(self) -> dict[str, Any]:
        return dict(self.purchases)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        return cls(Counter(stored))

    def _bound(self) -> None:
        if len(self.purchases) > MOST_COUNTED:
            self.purchases = Counter(self.ranked(MOST_COUNTED // 2))
