"""What source 001's analytics say of customers: from whole rows in lists, from the ledger for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..facts.catalogue import Catalogue
from ..facts.customer import CustomerFacts
from ..facts.product import ProductFacts
from ..stores.folded import read_folded, whole
from ..stores.limits import BATCH_GET_KEYS, LIST_BYTES
from ..stores.opened import Shop
from ..stores.page import ANSWER_BYTES, Page, text_bytes
from .customer import Customer
from .histories import MOST_HEAVY
from .offsets import list_after
from .one import predicted
from .query import ListQuery

MOST_PREFERENCES = 5
# What is the same for every row and every product of it, quotation marks within quotation marks included.
_ROW_BYTES, _PRODUCT_BYTES = 3_000, 200
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


def list_analysed(shop: Shop, *, offset: int, limit: int, cursor: str | None) -> Page[Analysed]:
    """A page of customers, who ordered last first, after the first `offset`; short where more cannot be read at once.

    Who has gone since they were listed is left out. Raises `QueryRefused`, `Conflict` as lists do.
    """

    def listed(most: int) -> Page[Customer]:
        return list_after(shop, ListQuery(), offset=offset, limit=most, cursor=cursor)

    page = listed(limit)
    catalogue, fit = shop.files.catalogue(), shop.fits.read()
    walk = shop.at(page.as_of_ms)
    items: list[Analysed] = []
    shown, room = 0, ANSWER_BYTES
    for facts in _whole(shop, page.items):
        if facts is not None and facts.known:
            one = _analysed(predicted(walk, facts, fit), catalogue)
            room -= _size(one)
            if items and room < 0:
                break
            items.append(one)
        shown += 1
    if shown < len(page.items):
        # Only a shorter page of the list says where to go on.
        page = listed(shown)
    return Page(items, page.total, page.next_cursor, page.as_of_ms, page.total_as_of_ms)


def _whole(shop: Shop, listed: Sequence[Customer]) -> Iterator[CustomerFacts | None]:
    """Each one with timeline and products, None without a row any more, as far as one answer may read."""
    stored, ledger = shop.rows, shop.ledger
    left, heavy = LIST_BYTES, 0
    for start in range(0, len(listed), BATCH_GET_KEYS):
        if left <= 0:
            return
        ids = [customer.facts.customer_id for customer in listed[start : start + BATCH_GET_KEYS]]
        rows = stored.rows_of(ids)
        for customer_id in ids:
            row = rows.get(customer_id)
            if row and row.facts.purchases.heavy:
                heavy += 1
                if heavy > MOST_HEAVY:
                    return
            elif row:
                left -= _PURCHASE_BYTES * _purchases(row.facts)
            yield whole(row, ledger) if row else None


def _purchases(facts: CustomerFacts) -> int:
    """How many the row holds, in all and by product."""
    return facts.purchases.order_count + sum(product.count for product in (facts.products or {}).values())


def _analysed(customer: Customer, catalogue: Catalogue) -> Analysed:
    products = (customer.facts.products or {}).values()
    ranked = sorted(products, key=lambda one: (-one.count, -one.spent_minor, one.product_id))
    preferred = [Preferred(one, catalogue.called(one.product_id).name) for one in ranked[:MOST_PREFERENCES]]
    return Analysed(customer, preferred)


def _size(one: Analysed) -> int:
    """The most bytes that the customer takes in an answer, explained."""
    products = sum(
        _PRODUCT_BYTES + text_bytes(product.product_id, name, product.category) for product, name in one.preferred
    )
    return _ROW_BYTES + text_bytes(one.customer.facts.customer_id) + products
