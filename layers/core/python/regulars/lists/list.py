"""`list_customers`: key ranges first, each row checked by `derive` before it leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..people.customer import Customer
from ..stores.reading import Count, Position, Reading
from ..stores.shop import Shop
from .listing import Found, Listing, Plan
from .query import ListQuery
from .then import list_then
from .totals import total_of_last_night


def list_customers(
    shop: Shop,
    query: ListQuery,
    *,
    limit: int,
    after: Position,
    pinned: Mapping[str, Any],
    last_night: bool = False,
    known: Count | None = None,
) -> Reading[Customer]:
    """The customers behind a position, of whom about `limit` will be drawn. Reading is bounded: there may be none, and
    still more.

    What is too much to be counted is told by the newest night, as far as that knows it and `last_night` asks for it. A
    total is kept for a minute; where it is `known` none is counted. The scores' RFM is of the query's window where it
    filters by RFM groups. The ledger answers for heavy customers.
    """
    if shop.then:
        return list_then(shop, query, after=after)
    listing = Listing.of(shop, query, limit, last_night=last_night)
    if after is not None:
        return _reading(listing.behind(Plan(pinned["plan"]), after), lambda: None)
    if known is not None:
        return _reading(listing.behind(Plan.WALK, None), lambda: known)
    # Who looks at last night keeps another total than who does not.
    kept_as = f"total|{last_night}|{query.canonical}"
    if kept := shop.keeper.known(kept_as):
        total = None if kept[0] is None else Count(kept[0], kept[1])
        return _reading(listing.behind(Plan(kept[2]), None), lambda: total)
    found = listing.begin()

    def count() -> Count | None:
        customers = found.total()
        counted = None if customers is None else Count(customers)
        if counted is None and last_night:
            counted = total_of_last_night(shop, query)
        at_ms = None if counted is None else counted.as_of_ms or shop.now_ms
        shop.keeper.keep(kept_as, [counted and counted.items, at_ms, found.plan])
        return counted

    return _reading(found, count)


def _reading(found: Found, count: Callable[[], Count | None]) -> Reading[Customer]:
    return Reading(found.steps, found.ends, count, lambda: {"plan": found.plan})
