"""What a customer bought of one product: every dated purchase, since they cost no more than sums."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import repeat
from operator import itemgetter
from typing import NamedTuple

from ..dataclass import dataclass


class Purchase(NamedTuple):
    """All lines of the product in one counted order: instant, units in thousandths, what was spent after refunds."""

    at_ms: int
    units_milli: int
    spent_minor: int


def purchases_of(instants: Iterable[int], units_milli: Iterable[int], spent_minor: Iterable[int]) -> Iterator[Purchase]:
    """From columns: the same as `Purchase` of each row, in half the time."""
    return map(tuple.__new__, repeat(Purchase), zip(instants, units_milli, spent_minor, strict=True))


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """One customer's purchases of one product, ascending by instant; at least one. `category` as last named."""

    product_id: str
    purchases: tuple[Purchase, ...]
    category: str | None = None

    def as_of(self, at_ms: int) -> ProductFacts | None:
        """Of the purchases by then; None before the first."""
        if self.purchases[-1].at_ms <= at_ms:
            return self
        made = self.purchases[: bisect_right(self.purchases, at_ms, key=itemgetter(0))]
        return replace(self, purchases=made) if made else None

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
