"""What source 001's analytics say of customers: from whole rows in lists, from the ledger for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..facts.catalogue import Catalogue
from ..facts.customer import FactsRow
from ..facts.fold import fold
from ..facts.product import ProductFacts
from ..scoring.derive import derive, with_prediction
from ..scoring.prediction.fit import Fit
from ..scoring.settings import Settings
from ..stores.kept import Keeper
from ..stores.ledger import Ledger
from ..stores.limits import BATCH_GET_KEYS, LIST_BYTES
from ..stores.page import ANSWER_BYTES, Page, text_bytes
from ..stores.rows import Rows
from ..stores.tenants import TenantRecord
from .customer import Customer
from .histories import MOST_HEAVY, not_read
from .offsets import list_after
from .one import unknown
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


def read_analysed(
    customer_id: str, *, ledger: Ledger, catalogue: Catalogue, fit: Fit | None, settings: Settings, now_ms: int
) -> Analysed:
    """One customer now; his own orders say what products are called too. Raises `NotFound`."""
    record = ledger.read_customer(customer_id)
    facts = fold(record)
    if not facts.known:
        raise unknown(customer_id)
    catalogue.see(order for order in record.orders if not order.deleted)
    scores = with_prediction(derive(facts, settings, now_ms), facts, fit, settings, now_ms)
    return _analysed(Customer(facts, scores), catalogue)


def list_analysed(
    *,
    offset: int,
    limit: int,
    cursor: str | None,
    facts: Rows,
    ledger: Ledger,
    catalogue: Catalogue,
    fit: Fit | None,
    record: TenantRecord,
    now_ms: int,
    keeper: Keeper,
) -> Page[Analysed]:
    """A page of customers, who ordered last first, after the first `offset`; short where more cannot be read at once.

    Who has gone since he was listed is left out. Raises `QueryRefused`, `Conflict` as lists do.
    """

    def listed(most: int) -> Page[Customer]:
        return list_after(
            ListQuery(),
            offset=offset,
            limit=most,
            cursor=cursor,
            facts=facts,
            ledger=ledger,
            record=record,
            now_ms=now_ms,
            keeper=keeper,
        )

    page = listed(limit)
    items: list[Analysed] = []
    shown, room = 0, ANSWER_BYTES
    for row in _whole(page.items, facts, ledger):
        if row is not None and row.facts.known:
            scores = derive(row.facts, record.settings, page.as_of_ms)
            scores = with_prediction(scores, row.facts, fit, record.settings, page.as_of_ms)
            one = _analysed(Customer(row.facts, scores), catalogue)
            room -= _size(one)
            if items and room < 0:
                break
            items.append(one)
        shown += 1
    if shown < len(page.items):
        # Only a shorter page of the list says where to go on.
        page = listed(shown)
    return Page(items, page.total, page.next_cursor, page.as_of_ms, page.total_as_of_ms)


def _whole(listed: Sequence[Customer], facts: Rows, ledger: Ledger) -> Iterator[FactsRow | None]:
    """Each one's row with his timeline and products, None where it is gone, as far as one answer may read."""
    left, heavy = LIST_BYTES, 0
    for start in range(0, len(listed), BATCH_GET_KEYS):
        if left <= 0:
            return
        ids = [customer.facts.customer_id for customer in listed[start : start + BATCH_GET_KEYS]]
        rows = facts.rows_of(ids)
        for customer_id in ids:
            row = rows.get(customer_id)
            if row and not_read(row.facts.purchases):
                heavy += 1
                if heavy > MOST_HEAVY:
                    return
                # What a heavy customer bought, and when, stands in the ledger only.
                row = FactsRow(row.revision, row.read_at_ms, row.facts_version, fold(ledger.read_customer(customer_id)))
            elif row:
                left -= _PURCHASE_BYTES * _purchases(row)
            yield row


def _purchases(row: FactsRow) -> int:
    """How many the row holds, in all and by product."""
    return row.facts.purchases.order_count + sum(product.count for product in (row.facts.products or {}).values())


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
