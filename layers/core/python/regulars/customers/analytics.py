"""What source 001's analytics say of customers: from whole rows in lists, from the ledger for one."""

from __future__ import annotations

from collections.abc import Mapping

from ..facts.fold import fold
from ..facts.product import ProductFacts
from ..scoring.derive import derive
from ..stores.facts import Facts
from ..stores.ledger import Ledger
from ..stores.page import Page
from ..stores.tenants import TenantRecord
from .customer import Customer
from .histories import not_read
from .offsets import list_after
from .query import ListQuery

MOST_PREFERENCES = 5


def list_whole(
    *,
    offset: int,
    limit: int,
    cursor: str | None,
    facts: Facts,
    ledger: Ledger,
    record: TenantRecord,
    now_ms: int,
) -> Page[Customer]:
    """A page of customers with their timelines and products, who ordered last first, after the first `offset`.

    Who has gone since he was listed is left out. Raises `QueryRefused`, `Conflict` as lists do.
    """
    page = list_after(
        ListQuery(),
        offset=offset,
        limit=limit,
        cursor=cursor,
        facts=facts,
        ledger=ledger,
        record=record,
        now_ms=now_ms,
    )
    rows = facts.rows_of(customer.facts.customer_id for customer in page.items)
    items = []
    for listed in page.items:
        row = rows.get(listed.facts.customer_id)
        if row is None or not row.facts.known:
            continue
        # What a heavy customer bought, and when, stands in the ledger only.
        whole = fold(ledger.read_customer(row.customer_id)) if not_read(row.facts.purchases) else row.facts
        items.append(Customer(whole, derive(whole, record.settings, page.as_of_ms)))
    return page._replace(items=items)


def preferred_products(products: Mapping[str, ProductFacts]) -> list[ProductFacts]:
    """The five most often bought, then those on which most was spent, then by id."""
    ranked = sorted(products.values(), key=lambda one: (-one.count, -one.spent_minor, one.product_id))
    return ranked[:MOST_PREFERENCES]
