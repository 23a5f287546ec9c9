"""How often the product that was predicted was bought in its time, beside two guesses that need no score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from ...facts.product import ProductFacts
from ...facts.time import DAY_MS
from ..affinity import affinity


class Hits(NamedTuple):
    """Whether each guess at a customer's next product was bought within the horizon after the cut."""

    recommended: bool
    most_frequent: bool
    last: bool


class HitRates(NamedTuple):
    """Shares of the same `customers`: those who had a recommendation at the cut; None without one."""

    customers: int
    recommended: float | None
    most_frequent: float | None
    last: float | None


def hits(products: Mapping[str, ProductFacts], at_ms: int, horizon_days: int) -> Hits | None:
    """A customer's guesses at the cut `at_ms`; None for whom nothing was predicted within the horizon.

    The recommendation is the one predicted soonest from the cut on, whatever its score (then the higher score, then the
    product id); a hit is a purchase after the cut and within the horizon.
    """
    known = [_known(product, at_ms) for product in products.values() if product.first_at_ms <= at_ms]
    until_ms = at_ms + horizon_days * DAY_MS
    predicted = []
    for product in known:
        found = affinity(product, at_ms)
        if found.next_at_ms is not None and at_ms <= found.next_at_ms <= until_ms:
            predicted.append((found.next_at_ms, -found.score, product.product_id))
    if not predicted:
        return None
    most_frequent = min(known, key=lambda one: (-one.count, -one.last_at_ms, one.product_id))
    last = min(known, key=lambda one: (-one.last_at_ms, -one.count, one.product_id))

    def bought(product_id: str) -> bool:
        return any(at_ms < purchase.at_ms <= until_ms for purchase in products[product_id].purchases)

    return Hits(bought(min(predicted)[2]), bought(most_frequent.product_id), bought(last.product_id))


def hit_rates(found: Iterable[Hits]) -> HitRates:
    """The three shares over all customers with a recommendation."""
    all_hits = list(found)
    if not all_hits:
        return HitRates(0, None, None, None)
    shares = [sum(guess) / len(all_hits) for guess in zip(*all_hits, strict=True)]
    return HitRates(len(all_hits), *shares)


def _known(product: ProductFacts, at_ms: int) -> ProductFacts:
    return replace(product, purchases=tuple(one for one in product.purchases if one.at_ms <= at_ms))
