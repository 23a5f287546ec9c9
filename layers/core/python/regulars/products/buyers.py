"""The repeat buyers of a product, walked in some order: found by its lookups, shown as their rows stand.

All entries are read and ranked, some 150 bytes each; the rows of the answered page alone are fetched, and each is
checked before it leaves. So what is shown is never stray, and what is missing is missing for the queue's lag only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ..errors import Conflict
from ..facts.catalogue import Called
from ..facts.customer import CustomerFacts
from ..facts.lookup import PairSums
from ..people.pairs import AT_ONCE, Buyer, called_pair, known_of, purchases_read
from ..scoring.affinity import Affinity, affinity, affinity_of_sums
from ..stores.limits import LOOKUP_ENTRIES
from ..stores.reading import Count, Position, Reading, Step
from ..stores.shop import Shop

# Purchases decoded for one page, after which it ends early.
_MOST_PURCHASES = 200_000

Place = tuple[int, int, str]


class Ranking(NamedTuple):
    """Which pairs are listed, by affinity, number of purchases and the walk's clock, and where each stands: ascending
    by the two numbers, then the customer's id. `canonical` names the query, so that a cursor serves no other."""

    belongs: Callable[[Affinity, int, int], bool]
    place: Callable[[Affinity, int], tuple[int, int]]
    canonical: str


def list_buyers(
    shop: Shop, product_id: str, ranking: Ranking, *, called: Called, limit: int, after: Position
) -> Reading[Buyer]:
    """The buyers behind a place, at most `limit` of their entries looked at.

    Raises `Conflict` where there are more repeat buyers than are ranked while somebody waits.
    """
    ranked = _ranked(shop, product_id, ranking)
    left = ranked if after is None else [place for place in ranked if place > tuple(after)]
    found = _Checked(shop, left[:limit], lambda known: _buyer(known, product_id, called, ranking, shop.now_ms))
    return Reading(
        found,
        ends=lambda: found.complete and len(left) <= limit,
        count=lambda: Count(len(ranked) - found.strays) if after is None else None,
    )


class _Checked:
    """The customers at some places, each as their row stands now, until too much has been read.

    `complete` once all have been given; `strays` are those who do not belong any more.
    """

    def __init__(
        self, shop: Shop, places: Sequence[Place], check: Callable[[CustomerFacts | None], Buyer | None]
    ) -> None:
        self._places = places
        self._rows, self._ledger = shop.rows, shop.ledger
        self._check = check
        self.strays = 0
        self.complete = False

    def __iter__(self) -> Iterator[Step[Buyer]]:
        purchases = 0
        for place, known in zip(self._places, self._known(), strict=True):
            if purchases > _MOST_PURCHASES:
                return
            purchases += purchases_read(known)
            buyer = self._check(known)
            self.strays += buyer is None
            yield place, buyer
        self.complete = True

    def _known(self) -> Iterator[CustomerFacts | None]:
        """What is known of each customer as their row stands; None without a row."""
        for start in range(0, len(self._places), AT_ONCE):
            ids = [customer_id for *_, customer_id in self._places[start : start + AT_ONCE]]
            rows = self._rows.rows_of(ids)
            for customer_id in ids:
                yield known_of(rows.get(customer_id), self._ledger)


def _ranked(shop: Shop, product_id: str, ranking: Ranking) -> list[Place]:
    """The places of all that belong by their entries, in order."""
    entries = shop.lookups.repeat_buyers(product_id, most=LOOKUP_ENTRIES)
    if entries is None:
        raise Conflict(
            "too_many_customers_live",
            f"More than {LOOKUP_ENTRIES} customers bought this product three times: too many to rank while somebody "
            "waits.",
        )
    places = []
    for customer_id, pair in entries:
        found = _affinity_of(pair, shop.now_ms)
        if ranking.belongs(found, pair.purchase_count, shop.now_ms):
            places.append((*ranking.place(found, pair.last_at_ms), customer_id))
    return sorted(places)


def _affinity_of(pair: PairSums, as_of_ms: int) -> Affinity:
    return affinity_of_sums(pair.purchase_count, pair.units_milli, pair.first_at_ms, pair.last_at_ms, as_of_ms)


def _buyer(
    facts: CustomerFacts | None, product_id: str, called: Called, ranking: Ranking, as_of_ms: int
) -> Buyer | None:
    """The customer, if they belong by what is known of them now."""
    product = (facts.products or {}).get(product_id) if facts else None
    if facts is None or product is None:
        return None
    found = affinity(product, as_of_ms)
    if not ranking.belongs(found, product.count, as_of_ms):
        return None
    return Buyer(facts, called_pair(product, called, found))
