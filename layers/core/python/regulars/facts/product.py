"""What a customer bought of one product: every dated purchase, since they cost no more than sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Purchase(NamedTuple):
    """All lines of the product in one counted order: instant, units in thousandths, what was spent after refunds."""

    at_ms: int
    units_milli: int
    spent_minor: int


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """One customer's purchases of one product, ascending by instant; at least one. `category` as last named."""

    product_id: str
    purchases: tuple[Purchase, ...]
    category: str | None = None

    @property
    def count(self) -> int:
        return len(self.purchases)

    @property
    def units_milli(self) -> int:
        return sum(purchase.units_milli for purchase in self.purchases)

    @property
    def spent_minor(self) -> int:
        return sum(purchase.spent_minor for purchase in self.purchases)

    @property
    def first_at_ms(self) -> int:
        return self.purchases[0].at_ms

    @property
    def last_at_ms(self) -> int:
        return self.purchases[-1].at_ms
