"""What was bought in each of the last full weeks, of each product and in all (docs/scoring.md, Affinity).

A week is seven local days; the last one ends where the local day of the night begins.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime, time, timedelta
from functools import cached_property
from operator import add
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..facts.time import from_ms, local_day, local_to_ms
from ..scoring.derive import Scores
from ..scoring.settings import Settings

KEPT_WEEKS = 104
"""Two years, of all products together."""
PRODUCT_WEEKS = 19
"""Of one product: as many as its past error needs."""
_WEEK = 7


class Bought(NamedTuple):
    """By week, the oldest first: purchases, and what they amount to (units in thousandths, or minor units)."""

    purchases: Sequence[int]
    amount: Sequence[int]


@dataclass
class Weeks:
    """Purchases and revenue by week, and by product purchases and units. Exact: parts merge in any order.

    Revenue is that of orders after refunds. About 400 bytes a product that was bought lately.
    """

    as_of_ms: int
    zone: str
    oldest_at_ms: int | None = None
    purchases: array[int] = field(default_factory=lambda: _zeros(KEPT_WEEKS))
    revenue_minor: array[int] = field(default_factory=lambda: _zeros(KEPT_WEEKS))
    products: dict[str, array[int]] = field(default_factory=dict)

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in. `facts` are whole: those of a heavy customer come from their ledger."""
        self.count(facts)

    def count(self, facts: CustomerFacts) -> None:
        """Counts a customer in, whatever is scored of them."""
        timeline, starts_ms = facts.purchases.timeline, self.starts_ms
        if timeline:
            self._begin(timeline[0].at_ms)
        for entry in reversed(timeline):
            if entry.at_ms < starts_ms[0]:
                break
            if entry.at_ms < starts_ms[-1]:
                self.revenue_minor[bisect_right(starts_ms, entry.at_ms) - 1] += entry.spend_minor
        for product_id, product in (facts.products or {}).items():
            for at_ms, units_milli, _ in reversed(product.purchases):
                if at_ms < starts_ms[0]:
                    break
                if at_ms < starts_ms[-1]:
                    week = bisect_right(starts_ms, at_ms) - 1
                    self.purchases[week] += 1
                    self._of_product(product_id, week - (KEPT_WEEKS - PRODUCT_WEEKS), units_milli)

    def merge(self, other: Weeks) -> None:
        """Adds other customers, as of the same instant and in the same zone."""
        if other.oldest_at_ms is not None:
            self._begin(other.oldest_at_ms)
        self.purchases = array("q", map(add, self.purchases, other.purchases))
        self.revenue_minor = array("q", map(add, self.revenue_minor, other.revenue_minor))
        for product_id, theirs in other.products.items():
            mine = self.products.get(product_id)
            self.products[product_id] = theirs if mine is None else array("q", map(add, mine, theirs))

    @property
    def known(self) -> int:
        """Full weeks since the first order of all, at most `KEPT_WEEKS`."""
        if self.oldest_at_ms is None:
            return 0
        days = local_day(self.as_of_ms, self.zone) - local_day(self.oldest_at_ms, self.zone)
        return max(0, min(days // _WEEK, KEPT_WEEKS))

    @property
    def whole(self) -> Bought:
        """Of all products; no week of before the first order."""
        unknown = KEPT_WEEKS - self.known
        return Bought(self.purchases[unknown:], self.revenue_minor[unknown:])

    def of_product(self, product_id: str) -> Bought:
        """Of one product; no week of before the shop's first order."""
        found = self.products.get(product_id) or _zeros(2 * PRODUCT_WEEKS)
        unknown = max(0, PRODUCT_WEEKS - self.known)
        return Bought(found[unknown:PRODUCT_WEEKS], found[PRODUCT_WEEKS + unknown :])

    def as_json(self) -> dict[str, Any]:
        """The same for the same customers, in whatever order they came."""
        products = {product_id: list(self.products[product_id]) for product_id in sorted(self.products)}
        return {
            "as_of": self.as_of_ms,
            "zone": self.zone,
            "oldest": self.oldest_at_ms,
            "purchases": list(self.purchases),
            "revenue": list(self.revenue_minor),
            "products": products,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        return cls(
            stored["as_of"],
            stored["zone"],
            stored["oldest"],
            array("q", stored["purchases"]),
            array("q", stored["revenue"]),
            {product_id: array("q", numbers) for product_id, numbers in stored["products"].items()},
        )

    @cached_property
    def starts_ms(self) -> list[int]:
        """Where each kept week begins, ascending, and where the last one ends."""
        midnight = datetime.combine(from_ms(self.as_of_ms).astimezone(ZoneInfo(self.zone)).date(), time())
        days = (midnight - timedelta(days=_WEEK * weeks) for weeks in range(KEPT_WEEKS, -1, -1))
        return [local_to_ms(day, self.zone) for day in days]

    def _begin(self, at_ms: int) -> None:
        if self.oldest_at_ms is None or at_ms < self.oldest_at_ms:
            self.oldest_at_ms = at_ms

    def _of_product(self, product_id: str, week: int, units_milli: int) -> None:
        if week < 0:
            return
        found = self.products.get(product_id)
        if found is None:
            found = self.products[product_id] = _zeros(2 * PRODUCT_WEEKS)
        found[week] += 1
        found[PRODUCT_WEEKS + week] += units_milli


def _zeros(count: int) -> array[int]:
    return array("q", bytes(8 * count))
