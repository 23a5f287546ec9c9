"""What a night learns of how often products are bought again: sums by product, and a sample of pairs.

See docs/scoring.md, Affinity. Everything is counted as of the night, and as it was `PROBABILITY_DAYS` before: what is
learnt of those days goes by nothing that was not known at their beginning.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from operator import attrgetter
from typing import Any, NamedTuple, Self

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..facts.product import Purchase
from ..facts.time import DAY_MS, days_since
from ..scoring.derive import Scores
from ..scoring.next_purchase import PROBABILITY_DAYS, Repeats
from ..scoring.settings import Settings
from .pair_sample import Keys, PairSample, SampledPair

MOST_COUNTED = 200_000
"""Products that are counted at a time, some 30 MB; beyond these the half with fewer repeats is dropped."""
FOUR_WEEKS = 28
# Four sums stand in one integer: adding two of them up adds up all four, and a product is one object.
_BITS = 40
_MASK = (1 << _BITS) - 1
_at_ms = attrgetter("at_ms")


class Sums(NamedTuple):
    """Of a product or of the shop: now, and as they were before the days that probabilities are learnt for."""

    now: Repeats
    before: Repeats


@dataclass(slots=True)
class PairRates:
    """Exact as long as customers bought no more than 200 000 different products; the shop's sums always are."""

    as_of_ms: int
    pairs: int = 0
    sample: PairSample = field(default_factory=PairSample)
    _shop: int = 0
    _products: Counter[str] = field(default_factory=Counter)

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in. `facts` are whole: those of a heavy customer come from their ledger."""
        self.count(facts)

    def count(self, facts: CustomerFacts) -> None:
        """Counts a customer in, whatever is scored of them."""
        now_ms = self.as_of_ms
        before_ms, weeks_ago_ms = now_ms - PROBABILITY_DAYS * DAY_MS, now_ms - FOUR_WEEKS * DAY_MS
        keys = Keys(facts.customer_id)
        for product_id, product in (facts.products or {}).items():
            purchases = product.purchases
            first_at_ms, count = purchases[0].at_ms, len(purchases)
            then = _until(purchases, before_ms)
            sums = days_since(first_at_ms, now_ms) << _BITS | count - 1
            if then:
                sums |= (days_since(first_at_ms, before_ms) << _BITS | then - 1) << 2 * _BITS
            self._products[product_id] += sums
            self._shop += sums
            self.pairs += 1
            key = keys.key(product_id)
            if self.sample.takes(key):
                weeks_ago = _until(purchases, weeks_ago_ms)
                self.sample.add(SampledPair(key, product_id, first_at_ms, count, weeks_ago, then))
        self._bound()

    def merge(self, other: PairRates) -> None:
        """Adds other customers, as of the same instant."""
        self._products.update(other._products)
        self._shop += other._shop
        self.pairs += other.pairs
        self.sample.merge(other.sample)
        self._bound()

    @property
    def shop(self) -> Sums:
        return _taken_apart(self._shop)

    @property
    def product_ids(self) -> list[str]:
        """Of every product that was counted, ascending."""
        return sorted(self._products)

    def product(self, product_id: str) -> Sums:
        """Zeros of one that was not counted."""
        return _taken_apart(self._products[product_id])

    def as_json(self) -> dict[str, Any]:
        """The same for the same customers, in whatever order they came."""
        products = {product_id: self._products[product_id] for product_id in self.product_ids}
        whole = {"as_of": self.as_of_ms, "pairs": self.pairs, "shop": self._shop}
        return whole | {"products": products, "sample": self.sample.as_json()}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        sample = PairSample.of(stored["sample"])
        return cls(stored["as_of"], stored["pairs"], sample, stored["shop"], Counter(stored["products"]))

    def _bound(self) -> None:
        if len(self._products) > MOST_COUNTED:
            ranked = sorted(self._products.items(), key=lambda item: (-(item[1] & _MASK), item[0]))
            self._products = Counter(dict(ranked[: MOST_COUNTED // 2]))


def _until(purchases: tuple[Purchase, ...], at_ms: int) -> int:
    """How many of them were made by an instant, that one included."""
    if purchases[-1].at_ms <= at_ms:
        return len(purchases)
    return bisect_right(purchases, at_ms, key=_at_ms) if purchases[0].at_ms <= at_ms else 0


def _taken_apart(sums: int) -> Sums:
    repeats, days, repeats_before, days_before = (sums >> _BITS * place & _MASK for place in range(4))
    return Sums(Repeats(repeats, days), Repeats(repeats_before, days_before))
