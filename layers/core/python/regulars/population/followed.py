"""What is bought next: which products the order after the first one with a product has, and how many days later."""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from typing import NamedTuple

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..facts.shares import share
from ..facts.time import DAY_MS
from ..scoring.derive import Scores
from ..scoring.settings import Settings
from .funnel import median


class Next(NamedTuple):
    """A product that the next order of `customers` had, and the median of the whole days until it.

    `share` is of those who ordered again, to 4 decimals.
    """

    product_id: str
    customers: int
    share: float
    median_days: float


@dataclass(slots=True)
class Followed:
    """What follows a product: of its `buyers` so many `ordered_again` after the order in which they first bought it.

    Their next order counts, with every product in it, the same one too. Other customers' merge in any order.
    """

    product_id: str
    as_of_ms: int
    buyers: int = 0
    ordered_again: int = 0
    days: dict[str, Counter[int]] = field(default_factory=dict)

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in. `facts` are whole; what is dated after `as_of_ms` does not count yet."""
        products = facts.products or {}
        product = products.get(self.product_id)
        if product is None or product.first_at_ms > self.as_of_ms:
            return
        self.buyers += 1
        first_at_ms = product.first_at_ms
        next_at_ms = next((order.at_ms for order in facts.purchases.timeline if order.at_ms > first_at_ms), None)
        if next_at_ms is None or next_at_ms > self.as_of_ms:
            return
        self.ordered_again += 1
        later = (next_at_ms - first_at_ms) // DAY_MS
        for one in products.values():
            if any(purchase.at_ms == next_at_ms for purchase in one.purchases):
                self.days.setdefault(one.product_id, Counter())[later] += 1

    def merge(self, other: Followed) -> None:
        """Adds other customers, as of the same instant."""
        self.buyers += other.buyers
        self.ordered_again += other.ordered_again
        for product_id, days in other.days.items():
            self.days.setdefault(product_id, Counter()).update(days)

    def ranked(self) -> list[Next]:
        """What most bought next first, then by id."""
        found = [
            Next(product_id, days.total(), share(days.total(), self.ordered_again) or 0.0, median(days) or 0.0)
            for product_id, days in self.days.items()
        ]
        return sorted(found, key=lambda one: (-one.customers, one.product_id))
