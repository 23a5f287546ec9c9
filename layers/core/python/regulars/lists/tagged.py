"""Who has a tag: a walk of its own, over those who have it and nobody else, by when they were given it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ..facts.customer import CustomerFacts, FactsRow
from ..facts.items.tag import Tag
from ..people.customer import Customer
from ..stores.folded import whole
from ..stores.ledger import Stored
from ..stores.ledger.listed import Place
from ..stores.ledger.persons import members_of, require_survivor, survivor_of
from ..stores.ledger.tags import TAG
from ..stores.limits import BATCH_GET_KEYS, LIST_ROWS
from ..stores.reading import Count, Position, Reading, Step
from ..stores.shop import Shop
from .asking import Asking
from .query import ListQuery


def list_tagged(shop: Shop, query: ListQuery, tag: str, *, limit: int, after: Position) -> Reading[Customer]:
    """The customers with a tag who meet the query's conditions, who were given it last first; its sort is left aside.

    Of a member's tag it is the survivor who is listed. The total is known where nothing but the tag decides, up to
    10 000. One answer looks at as many rows as a page of any list may.
    """
    listed = shop.listed(TAG, under=tag)
    places = listed.newest(from_ms=None, to_ms=None, matches=lambda values: True, after=after)
    walk = _Walk(shop, query, tag, iter(places), limit)

    def count() -> Count | None:
        total = None if query.conditions or query.of_segment or query.text else listed.count()
        return None if total is None else Count(total)

    return Reading(walk, lambda: walk.complete, count)


class _Walk:
    """The steps; `complete` once everybody with the tag was looked at."""

    def __init__(
        self, shop: Shop, query: ListQuery, tag: str, tagged: Iterator[tuple[Place, Stored[Tag]]], limit: int
    ) -> None:
        self._shop = shop
        self._asking = Asking(shop, query)
        self._tag = tag
        self._tagged = tagged
        self._at_once = min(limit + 1, BATCH_GET_KEYS)
        self.complete = False

    def __iter__(self) -> Iterator[Step[Customer]]:
        looked = 0
        while batch := list(islice(self._tagged, self._at_once)):
            rows = self._shop.rows.rows_of({stored.item.customer_id for _, stored in batch})
            for place, stored in batch:
                row = rows.get(stored.item.customer_id) or self._survivors(stored.item.customer_id)
                if row is not None and not row.facts.known:
                    row = self._survivors(row.customer_id)
                yield place, self._asking.admitted(whole(row, self._shop.ledger, self._lacks)) if row else None
            looked += len(batch)
            if looked >= LIST_ROWS:
                return
        self.complete = True

    def _survivors(self, customer_id: str) -> FactsRow | None:
        """The row of whom a customer is a member; None of who is none, or whose row is not there yet."""
        ledger = self._shop.ledger
        survivor = survivor_of(ledger, customer_id)
        if survivor == customer_id:
            return None
        # Of several ids with the tag one lists the person: the survivor's own, else the first by id.
        ids = members_of(ledger, require_survivor(ledger, survivor))
        tagged = {one for one, _ in ledger.read_items(TAG, ((one, self._tag) for one in ids))}
        if customer_id != (survivor if survivor in tagged else min(tagged, default=None)):
            return None
        row = self._shop.rows.get(survivor)
        return row if row and row.facts.known else None

    def _lacks(self, facts: CustomerFacts) -> bool:
        return facts.purchases.heavy or self._asking.lacks(facts)
