"""What source 001's analytics say of customers: from whole rows in lists, from the ledger for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from ..facts.catalogue import Catalogue
from ..facts.customer import CustomerFacts, FactsRow
from ..facts.product import ProductFacts
from ..lists.histories import MOST_HEAVY, not_read
from ..lists.list import list_customers
from ..lists.query import ListQuery
from ..people.customer import Customer
from ..people.one import predicted
from ..stores.folded import read_folded, whole
from ..stores.limits import BATCH_GET_KEYS, LIST_BYTES
from ..stores.reading import Position, Reading, Step
from ..stores.shop import Shop

MOST_PREFERENCES = 5
# What a purchase takes in a row, about.
_PURCHASE_BYTES = 8


class Preferred(NamedTuple):
    """A product and what it is called; None: no order says it."""

    product: ProductFacts
    name: str | None


class Analysed(NamedTuple):
    """A customer with every score, and the five products most often bought, then those on which most was spent."""

    customer: Customer
    preferred: list[Preferred]


def read_analysed(shop: Shop, customer_id: str) -> Analysed:
    """One customer now; their own orders say what products are called too. Raises `NotFound`."""
    record, facts = read_folded(customer_id, shop.ledger)
    catalogue = shop.files.catalogue()
    catalogue.see(order for order in record.orders if not order.deleted)
    return _analysed(predicted(shop, facts, shop.fits.read()), catalogue)


def list_analysed(shop: Shop, *, limit: int, after: Position, pinned: Mapping[str, Any]) -> Reading[Analysed]:
    """Customers behind a position, who ordered last first; those who have gone since they were listed are left out."""
    listed = list_customers(shop, ListQuery(), limit=limit, after=after, pinned=pinned)
    found = _Analyses(shop, listed, limit)
    return Reading(found, lambda: found.complete, listed.count, listed.pins)


class _Analyses:
    """The customers of a list with all that is stored of them, as far as one answer may read.

    `complete` once all have been given.
    """

    def __init__(self, shop: Shop, listed: Reading[Customer], limit: int) -> None:
        self._shop = shop
        self._listed = listed
        self._limit = limit
        self._rows, self._ledger = shop.rows, shop.ledger
        self._catalogue, self._fit = shop.files.catalogue(), shop.fits.read()
        self.complete = False

    def __iter__(self) -> Iterator[Step[Analysed]]:
        steps = iter(self._listed.steps)
        given, heavy, left = 0, 0, LIST_BYTES
        while batch := list(islice(steps, min(BATCH_GET_KEYS, self._limit - given))):
            if left <= 0:
                return
            rows = self._rows.rows_of(customer.facts.customer_id for _, customer in batch if customer)
            for position, customer in batch:
                row = rows.get(customer.facts.customer_id) if customer else None
                if row and not_read(row.facts):
                    heavy += 1
                    if heavy > MOST_HEAVY:
                        return
                elif row:
                    left -= _PURCHASE_BYTES * _purchases(row.facts)
                given += customer is not None
                yield position, self._analysed(row) if row else None
        self.complete = next(steps, None) is None and self._listed.ends()

    def _analysed(self, row: FactsRow) -> Analysed | None:
        facts = whole(row, self._ledger, not_read)
        return _analysed(predicted(self._shop, facts, self._fit), self._catalogue) if facts.known else None


def _purchases(facts: CustomerFacts) -> int:
    """How many the row holds, in all and by product."""
    return facts.purchases.order_count + sum(product.count for product in (facts.products or {}).values())


def _analysed(customer: Customer, catalogue: Catalogue) -> Analysed:
    products = (customer.facts.products or {}).values()
    ranked = sorted(products, key=lambda one: (-one.count, -one.spent_minor, one.product_id))
    preferred = [Preferred(one, catalogue.called(one.product_id).name) for one in ranked[:MOST_PREFERENCES]]
    return Analysed(customer, preferred)
