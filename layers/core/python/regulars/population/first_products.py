"""Customers who come back, by the product of their first order: who ordered how many months later, and spent what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from ..facts.customer import CustomerFacts
from ..facts.money import average
from ..facts.shares import share
from ..scoring.derive import Scores
from ..scoring.settings import Settings
from .cohorts import month_of, spend_by_month

# The products of most first orders; the others are counted together.
MOST_PRODUCTS = 20
# Months after the first one.
MOST_MONTHS = 24


class LaterMonth(NamedTuple):
    """So many months after the first order: `of` customers have come as far, `active` of them ordered, and spent."""

    of: int
    active: int
    spend_minor: int

    @property
    def share(self) -> float | None:
        return share(self.active, self.of)

    @property
    def spend_each_minor(self) -> int | None:
        """For each who has come as far, who ordered or not."""
        return average(self.spend_minor, self.of)


class FirstProduct(NamedTuple):
    """Customers by the product of their first order; None: of all products beyond the twenty, or of orders without a
    line."""

    product_id: str | None
    customers: int
    months: tuple[LaterMonth, ...]


@dataclass(slots=True)
class _Sums:
    firsts: Counter[int] = field(default_factory=Counter)
    active: Counter[int] = field(default_factory=Counter)
    spend_minor: Counter[int] = field(default_factory=Counter)

    def merge(self, other: _Sums) -> None:
        self.firsts.update(other.firsts)
        self.active.update(other.active)
        self.spend_minor.update(other.spend_minor)


@dataclass(slots=True)
class FirstProducts:
    """Sums by product, as of an instant, by months of a zone. Other customers' merge in any order."""

    as_of_ms: int
    zone: str
    by_product: dict[str | None, _Sums] = field(default_factory=dict)

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in. `facts` are whole."""
        months = spend_by_month(facts.purchases.timeline, self.as_of_ms, self.zone)
        if not months:
            return
        first = next(iter(months))
        sums = self.by_product.setdefault(first_product(facts), _Sums())
        sums.firsts[first] += 1
        for month, spent_minor in months.items():
            sums.active[month - first] += 1
            sums.spend_minor[month - first] += spent_minor

    def merge(self, other: FirstProducts) -> None:
        """Adds other customers, as of the same instant."""
        for product_id, sums in other.by_product.items():
            self.by_product.setdefault(product_id, _Sums()).merge(sums)

    def ranked(self) -> list[FirstProduct]:
        """The products of most first orders, then by id; what is left comes last."""
        named = {product_id: sums for product_id, sums in self.by_product.items() if product_id is not None}
        ranked = sorted(named, key=lambda product_id: (-named[product_id].firsts.total(), product_id))
        found = [self._told(product_id, named[product_id]) for product_id in ranked[:MOST_PRODUCTS]]
        rest = _Sums()
        for left in (*(named[product_id] for product_id in ranked[MOST_PRODUCTS:]), self.by_product.get(None, _Sums())):
            rest.merge(left)
        return [*found, self._told(None, rest)] if rest.firsts else found

    def _told(self, product_id: str | None, sums: _Sums) -> FirstProduct:
        now = month_of(self.as_of_ms, self.zone)
        oldest = min(now - min(sums.firsts), MOST_MONTHS)
        months = (
            LaterMonth(
                sum(count for first, count in sums.firsts.items() if first + later <= now),
                sums.active[later],
                sums.spend_minor[later],
            )
            for later in range(oldest + 1)
        )
        return FirstProduct(product_id, sums.firsts.total(), tuple(months))


def first_product(facts: CustomerFacts) -> str | None:
    """The product of the first order on which most was spent, of equal ones the first by id; None without a line."""
    first_at_ms = facts.purchases.first_at_ms
    bought = [one for one in (facts.products or {}).values() if one.purchases[0].at_ms == first_at_ms]
    return min(bought, key=lambda one: (-one.purchases[0].spent_minor, one.product_id)).product_id if bought else None
