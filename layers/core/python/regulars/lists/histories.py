"""Rows with the timelines that a score over a window takes: an index holds short ones only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ..errors import Conflict
from ..facts.customer import CustomerFacts, FactsRow
from ..scoring.reach import ANY
from ..stores.folded import whole
from ..stores.limits import BATCH_GET_KEYS, LIST_BYTES, QUERY_PAGE_BYTES
from ..stores.rows.indexes import BY_LAST_ORDER
from ..stores.shop import Shop
from .walk import Budget, Walk, stretches_of

# What an order takes in a timeline, about.
_ORDER_BYTES = 8
# And a purchase of a product, where rows are read whole.
_PURCHASE_BYTES = 10
# A heavy customer's orders are megabytes in the ledger, and seconds to fold: so many of them one answer reads.
MOST_HEAVY = 4
_HEAVY_BYTES = LIST_BYTES // MOST_HEAVY
# Given whatever they weigh, as a page without any progress would be followed by the same page again: the first may be
# the row at which the page before ended.
_FREE_ROWS = 2

Lacks = Callable[[CustomerFacts], bool]


def not_read(facts: CustomerFacts) -> bool:
    """Whether the timeline is missing: a row of an index, or a heavy customer's."""
    return len(facts.purchases.timeline) != facts.purchases.order_count


class Histories:
    """The rows of a walk in its order, those that `lacks` names with their timelines: from the table, else the ledger.

    `position` and `complete` are as the walk's, but of what was given here: a page of timelines ends where they weigh
    as much as the rows of a page may. A customer who is gone by then is left out. What is read counts against the
    budget too, so that the walk does not go on for customers that cannot be given any more. Timelines are
    fetched for `at_once` rows together: a caller who needs no more rows has not read more. `whole`: rows come with
    their products and tags.
    """

    def __init__(
        self,
        shop: Shop,
        walk: Walk,
        lacks: Lacks,
        *,
        budget: Budget,
        at_once: int = BATCH_GET_KEYS,
        whole: bool = False,
    ) -> None:
        self._walk = walk
        self._lacks = lacks
        self._read = shop.rows.rows_of if whole else shop.rows.histories_of
        self._ledger = shop.ledger
        self._budget = budget
        self._at_once = min(at_once, BATCH_GET_KEYS)
        self._left_bytes = LIST_BYTES
        self._passed = 0
        self.position: str | None = None
        self.complete = False

    def __iter__(self) -> Iterator[tuple[str, FactsRow]]:
        for batch in self._batches():
            wanted = [row.customer_id for _, row in batch if self._lacks(row.facts)]
            read = self._read(wanted) if wanted else {}
            self._take(sum(_read_bytes(row) for row in read.values() if not row.facts.purchases.heavy))
            for key, row in batch:
                known: FactsRow | None = row
                if self._lacks(row.facts):
                    known = read.get(row.customer_id)
                    if known and known.facts.known and self._lacks(known.facts):
                        if self._left_bytes <= 0 and self._passed >= _FREE_ROWS:
                            return
                        self._take(_HEAVY_BYTES)
                        known = replace(known, facts=whole(known, self._ledger, self._lacks))
                self.position = key
                self._passed += 1
                if known and known.facts.known:
                    yield key, known
        self.complete = self._walk.complete

    def count_all(self) -> int | None:
        """As `Walk.count_all`: rows, whatever their timelines weigh."""
        return self._walk.count_all()

    def _batches(self) -> Iterator[list[tuple[str, FactsRow]]]:
        """Rows whose timelines, as far as they must be read, are a megabyte; a longer one by itself."""
        batch: list[tuple[str, FactsRow]] = []
        size = 0
        for keyed in self._walk:
            weight = _timeline_bytes(keyed[1]) if self._lacks(keyed[1].facts) else 0
            if batch and size + weight > QUERY_PAGE_BYTES:
                yield batch
                batch, size = [], 0
            if not batch and self._left_bytes <= 0 and self._passed >= _FREE_ROWS:
                return
            batch.append(keyed)
            size += weight
            if len(batch) == self._at_once:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _take(self, size_bytes: int) -> None:
        self._left_bytes -= size_bytes
        self._budget.take(0, size_bytes)


def everybody(shop: Shop, lacks: Lacks, what: str, *, whole: bool = False) -> Iterator[CustomerFacts]:
    """Every known customer, those that `lacks` names with their timelines, newest order first; with products and tags
    where they are to be `whole`.

    In the past: those who had ordered by then, each cut to that instant, in no particular order.
    Raises `Conflict` where there are more than one page may read; `what` then says what cannot be answered.
    """
    budget = Budget()
    stretches = stretches_of(ANY, without_orders=True)
    walk = Walk(shop.rows, BY_LAST_ORDER, stretches, descending=True, budget=budget, timelines=True)
    rows = Histories(shop, walk, not_read if shop.then else lacks, budget=budget, whole=whole)
    for _, row in rows:
        if not shop.then:
            yield row.facts
        elif (facts := row.facts.as_of(shop.now_ms)).purchases.order_count:
            yield facts
    if not rows.complete:
        raise Conflict(
            "too_many_customers_live",
            f"There are more customers than {what} may read while somebody waits, and no night has left one yet: "
            "POST /product-affinity/recalculate makes one.",
        )


def _read_bytes(row: FactsRow) -> int:
    products = row.facts.products or {}
    return _timeline_bytes(row) + _PURCHASE_BYTES * sum(len(product.purchases) for product in products.values())


def _timeline_bytes(row: FactsRow) -> int:
    return _ORDER_BYTES * row.facts.purchases.order_count
