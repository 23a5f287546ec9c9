"""What is bought together, and what to offer a customer beside what they bought: of last night.

See docs/scoring.md, Affinity.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from ..people.pairs import Pair, read_pairs
from ..population.bought_together import BoughtTogether, Companion
from ..stores.shop import Shop
from .last_night import answer_of, last_night

ANSWER = "together.json.gz"
"""The object that a night leaves."""
_MOST_BOUGHT = 20


class Companions(NamedTuple):
    """A product's companions, the best first, as of the last night."""

    companions: list[Companion]
    as_of_ms: int


class Offer(NamedTuple):
    """A product that a customer has not bought, and the pair of theirs because of which it is offered."""

    companion: Companion
    because: Pair

    @property
    def strength(self) -> tuple[Fraction, int]:
        """Lift times confidence, then support: the greater, the better."""
        return self.companion.lift * self.companion.confidence, self.companion.both


class Offers(NamedTuple):
    """Offers to a customer, the best first: by the last night's counts, and by what they have bought until now."""

    offers: list[Offer]
    as_of_ms: int


def bought_together(shop: Shop, product_id: str) -> Companions:
    """None where the product is unknown or was not among the most bought. Raises `Conflict` before the first night."""
    together, as_of_ms = _left(shop)
    return Companions(together.of_product(product_id), as_of_ms)


def cross_sell(shop: Shop, customer_id: str) -> Offers:
    """Raises `NotFound`, and `Conflict` before the first night."""
    pairs = [buyer.pair for buyer in read_pairs(shop, customer_id)]
    together, as_of_ms = _left(shop)
    return Offers(_offers(pairs, together), as_of_ms)


def _left(shop: Shop) -> tuple[BoughtTogether, int]:
    night = last_night(shop)
    return BoughtTogether.of(answer_of(shop, night.job_id, ANSWER)), night.as_of_ms


def _offers(pairs: Iterable[Pair], together: BoughtTogether) -> list[Offer]:
    """The companions of the customer's most-bought products that they have not bought, each at its best and once.

    Where several products are equally good a reason: because of the one that was bought most.
    """
    by_product = {pair.product.product_id: pair for pair in pairs}
    best: dict[str, Offer] = {}
    for because in sorted(by_product.values(), key=_by_purchases)[:_MOST_BOUGHT]:
        for companion in together.of_product(because.product.product_id):
            if companion.product_id in by_product:
                continue
            offer, known = Offer(companion, because), best.get(companion.product_id)
            if known is None or offer.strength > known.strength:
                best[companion.product_id] = offer
    in_order = sorted(best.items())
    return [offer for _, offer in sorted(in_order, key=lambda item: item[1].strength, reverse=True)]


def _by_purchases(pair: Pair) -> tuple[int, int, str]:
    product = pair.product
    return -product.count, -product.last_at_ms, product.product_id
