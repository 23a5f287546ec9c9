"""Which lookups a customer's row makes, and which of them a change of the row has touched. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from ..facts.customer import FactsRow
from ..facts.lookup import REPEAT_PURCHASES, LookupEntry
from ..facts.product import ProductFacts
from ..stores.facts import RowChange
from ..stores.queues import LookupChange


def lookup_entries(row: FactsRow) -> frozenset[LookupEntry]:
    """The entries that belong to a row. A heavy customer's row must carry the products of his ledger's fold."""
    products = (row.facts.products or {}).values()
    return frozenset(_entry(product, row.customer_id, row.revision) for product in products if _repeats(product))


def changed_lookups(changes: Iterable[RowChange]) -> list[LookupChange]:
    """The lookups that changes of rows have touched: of each customer in each generation, once under his newest
    revision. None of a row that changed no pair."""
    found: dict[tuple[str, int, str, bool], LookupChange] = {}
    for tenant_id, generation, before, after in changes:
        row = after or before
        products = _touched_products(before, after)
        if row is None or products == ():
            continue
        key = (tenant_id, generation, row.customer_id, products is None)
        earlier = found.get(key)
        if earlier and earlier.products and products:
            products = tuple(dict.fromkeys(earlier.products + products))
        revision = max(row.revision, earlier.revision if earlier else 0)
        found[key] = LookupChange(tenant_id, generation, row.customer_id, revision, products)
    return list(found.values())


def _touched_products(before: FactsRow | None, after: FactsRow | None) -> tuple[str, ...] | None:
    """Products whose entry differs. Of a heavy customer the row names none: all that his ledger knows (None), and
    every product of a row that no longer is heavy."""
    if after is not None and after.facts.purchases.heavy:
        return None
    if before is not None and before.facts.purchases.heavy:
        return tuple(after.facts.products or {}) if after is not None else ()
    old, new = _sums(before), _sums(after)
    return tuple(product_id for product_id in dict.fromkeys([*old, *new]) if old.get(product_id) != new.get(product_id))


def _sums(row: FactsRow | None) -> dict[str, LookupEntry]:
    """The entries of a row by product, without its revision."""
    products = (row.facts.products or {}) if row else {}
    return {product_id: _entry(product, "", 0) for product_id, product in products.items() if _repeats(product)}


def _repeats(product: ProductFacts) -> bool:
    return len(product.purchases) >= REPEAT_PURCHASES


def _entry(product: ProductFacts, customer_id: str, revision: int) -> LookupEntry:
    return LookupEntry(
        product.product_id,
        customer_id,
        revision,
        product.count,
        product.units_milli,
        product.spent_minor,
        product.first_at_ms,
        product.last_at_ms,
    )
