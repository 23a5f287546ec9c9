"""A customer's pairs: of one customer from the ledger, so that a write is visible in the next read; else from rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from ..facts.catalogue import Called
from ..facts.customer import CustomerFacts, FactsRow
from ..facts.folds.purchases import counted_orders
from ..facts.order import Order
from ..facts.product import ProductFacts
from ..scoring.affinity import Affinity, affinity
from ..stores.folded import read_folded, whole
from ..stores.ledger import Ledger
from ..stores.shop import Shop

# Rows fetched in one request, each up to 300 KB.
AT_ONCE = 25


class Pair(NamedTuple):
    """A product that the customer bought, and how close they are to it. `name` None: no order says one."""

    product: ProductFacts
    name: str | None
    affinity: Affinity


class Buyer(NamedTuple):
    """A customer with a pair that they and a product are."""

    customer: CustomerFacts
    pair: Pair


def read_pairs(shop: Shop, customer_id: str) -> list[Buyer]:
    """The customer with each product they bought, in no particular order. Raises `NotFound`.

    Every order counts as known today, at the shop's instant: one that is newer counts no days.
    """
    record, facts = read_folded(customer_id, shop.ledger)
    names = _names(record.orders)
    return [
        Buyer(facts, Pair(product, names.get(product.product_id), affinity(product, shop.now_ms)))
        for product in (facts.products or {}).values()
    ]


def known_of(row: FactsRow | None, ledger: Ledger) -> CustomerFacts | None:
    """What is known of a customer as their row stands; None without a row."""
    return whole(row, ledger) if row else None


def purchases_read(known: CustomerFacts | None) -> int:
    """How many purchases of products were decoded for a customer."""
    return sum(product.count for product in (known.products or {}).values()) if known else 0


def called_pair(product: ProductFacts, called: Called, found: Affinity) -> Pair:
    """A pair of a product-wide answer: what the catalogue says comes first, the customer's own category after it."""
    return Pair(replace(product, category=called.category or product.category), called.name, found)


def _names(orders: Iterable[Order]) -> dict[str, str]:
    """By product, as the newest counted order says it that says one (docs/scoring.md, Conventions)."""
    names = {}
    for order in counted_orders(orders):
        for line in order.lines:
            if line.product_name:
                names[line.product_id] = line.product_name
    return names
