"""The list as of an instant of the past: everybody is read, cut to what they had ordered by then, and put in order.

No index knows the past: its keys are of the newest order and of all spend.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..people.customer import Customer
from ..scoring.derive import derive
from ..stores.reading import Position, Reading, in_order
from ..stores.rows.indexes import index_key
from ..stores.shop import Shop
from .histories import everybody, not_read
from .query import ListQuery, matches


def list_then(shop: Shop, query: ListQuery, *, after: Position) -> Reading[Customer]:
    """All customers of the query behind a position. Raises `Conflict` where there are more than one page may read."""
    settings = query.settings(shop.settings)

    def found() -> Iterator[Customer]:
        for facts in everybody(shop, not_read, "a list as of another instant"):
            scores = derive(facts, settings, shop.now_ms)
            if matches(query, facts, scores, shop.now_ms):
                yield Customer(facts, scores)

    return in_order(
        found(),
        lambda customer: (index_key(query.sort, customer.facts),),
        after=after,
        descending=query.descending,
    )
