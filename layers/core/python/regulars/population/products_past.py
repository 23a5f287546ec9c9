"""A tenant's products as they were at a cut: what would have been expected of them, and what was bought after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import NamedTuple, Self

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..facts.product import ProductFacts
from ..facts.time import DAY_MS
from ..scoring.affinity import predicted_ms
from ..scoring.next_purchase import pair_rate, product_rate, shop_rate
from ..scoring.prediction.products_tested import ProductsTested
from ..scoring.weekly import usual
from .pair_rates import PairRates
from .weeks import Weeks

MOST_RANKED = 10_000
"""Customers whose next product is guessed: those with the smallest keys. All of them where a backtest is live."""


class _Pair(NamedTuple):
    """As known at the cut, and whether it bought again in time."""

    product_id: str
    purchases: int
    first_at_ms: int
    last_at_ms: int
    bought: bool


class _Guessed(NamedTuple):
    """A customer's pairs, and whether source 000's rule had a product for them."""

    recommended: bool
    bought: bool
    pairs: list[_Pair]


@dataclass(slots=True)
class ProductsPast:
    """Learns of every customer first; then says what they come to. Purchases count until `until_ms`, that included."""

    cut_ms: int
    until_ms: int
    rates: PairRates
    weeks: Weeks
    rhythm: int = 0
    rhythm_came: int = 0
    came: int = 0
    _guessed: dict[int, _Guessed] = field(default_factory=dict)

    @classmethod
    def of(cls, cut_ms: int, days: int, zone: str) -> Self:
        """`cut_ms` is the last millisecond of a local day, so that the weeks before it end there."""
        return cls(cut_ms, cut_ms + days * DAY_MS, PairRates(cut_ms), Weeks(cut_ms + 1, zone))

    def learn(self, facts: CustomerFacts, key: int) -> None:
        """Counts a customer in, known at the cut or new since; `facts` are whole, `key` is theirs in a sample."""
        self.weeks.count(facts)
        before = facts.as_of(self.cut_ms)
        self.rates.count(before)
        recommended, bought, pairs = False, False, []
        for product_id, product in (facts.products or {}).items():
            later = 0
            if product.last_at_ms > self.cut_ms:
                later = sum(self.cut_ms < one.at_ms <= self.until_ms for one in product.purchases)
                self.came += later
                bought = bought or later > 0
            known = (before.products or {}).get(product_id)
            if known is not None:
                pairs.append(_Pair(product_id, known.count, known.first_at_ms, known.last_at_ms, later > 0))
                recommended = self._in_rhythm(known, later) or recommended
        if pairs:
            self._guessed[key] = _Guessed(recommended, bought, pairs)
            if len(self._guessed) >= 2 * MOST_RANKED:
                self._keep_small()

    def tested(self, days: int) -> ProductsTested:
        """`days` from the cut until the end."""
        self._keep_small()
        of_shop = shop_rate(self.rates.shop.now)
        asked, buyers = [], []
        for guessed in self._guessed.values():
            if guessed.recommended or guessed.bought:
                probable = min(
                    guessed.pairs, key=lambda pair: (-self._probability(pair, of_shop, days), pair.product_id)
                )
                frequent = min(guessed.pairs, key=lambda pair: (-pair.purchases, -pair.last_at_ms, pair.product_id))
                if guessed.recommended:
                    asked.append(probable.bought)
                if guessed.bought:
                    buyers.append((probable.bought, frequent.bought))
        weekly = usual(self.weeks.whole.purchases).mean
        return ProductsTested(
            _share(asked),
            len(buyers),
            _share(probable for probable, _ in buyers),
            _share(frequent for _, frequent in buyers),
            None if weekly is None else weekly * days / 7,
            self.rhythm,
            self.rhythm_came,
            self.came,
        )

    def _in_rhythm(self, known: ProductFacts, later: int) -> bool:
        """Counts in what the pair's cycle promises, unless it is overdue; whether it promises something in time."""
        next_at_ms = predicted_ms(known)
        if next_at_ms is None or next_at_ms < self.cut_ms:
            return False
        self.rhythm_came += later
        expected = len(range(next_at_ms, self.until_ms + 1, next_at_ms - known.last_at_ms))
        self.rhythm += expected
        return expected > 0

    def _probability(self, pair: _Pair, of_shop: float, days: int) -> float:
        """As ranked: what corrects it changes no order."""
        of_product = product_rate(self.rates.product(pair.product_id).now, of_shop)
        return pair_rate(pair.purchases, pair.first_at_ms, of_product, self.cut_ms).probability(days)

    def _keep_small(self) -> None:
        if len(self._guessed) > MOST_RANKED:
            self._guessed = {key: self._guessed[key] for key in sorted(self._guessed)[:MOST_RANKED]}


def _share(hits: Iterable[bool]) -> float | None:
    found = list(hits)
    return sum(found) / len(found) if found else None
