"""A customer's pairs on the fly: ledger -> fold -> affinity, so that a write is visible in the next read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from ..errors import NotFound
from ..facts.catalogue import Called
from ..facts.customer import CustomerFacts, FactsRow
from ..facts.fold import fold
from ..facts.folds.purchases import counted_orders
from ..facts.order import Order
from ..facts.product import ProductFacts
from ..scoring.affinity import Affinity, affinity
from ..stores.ledger import Ledger
from ..stores.page import text_bytes

# What is the same for each, its explanation and quotation marks within quotation marks included.
_PAIR_BYTES = 1_500


class Pair(NamedTuple):
    """A product that the customer bought, and how close he is to it. `name` None: no order says one."""

    product: ProductFacts
    name: str | None
    affinity: Affinity


class Pairs(NamedTuple):
    """A customer with each product he bought, at `as_of_ms`; in no particular order."""

    customer: CustomerFacts
    pairs: list[Pair]
    as_of_ms: int


def read_pairs(customer_id: str, *, ledger: Ledger, as_of_ms: int) -> Pairs:
    """Every order as known today, scored at `as_of_ms`: one that is newer counts no days. Raises `NotFound`."""
    record = ledger.read_customer(customer_id)
    facts = fold(record)
    if not facts.known:
        raise NotFound(f"There is no customer {customer_id}.")
    names = _names(record.orders)
    pairs = [
        Pair(product, names.get(product.product_id), affinity(product, as_of_ms))
        for product in (facts.products or {}).values()
    ]
    return Pairs(facts, pairs, as_of_ms)


def known_of(row: FactsRow | None, ledger: Ledger) -> CustomerFacts | None:
    """What is known of a customer as his row stands, of a heavy one as his ledger does; None without a row."""
    if row is not None and row.facts.purchases.heavy:
        return fold(ledger.read_customer(row.customer_id))
    return row.facts if row else None


def called_pair(product: ProductFacts, called: Called, found: Affinity) -> Pair:
    """A pair of a product-wide answer: what the catalogue says comes first, the customer's own category after it."""
    return Pair(replace(product, category=called.category or product.category), called.name, found)


def answer_bytes(customer: CustomerFacts, pair: Pair) -> int:
    """The most bytes that the pair takes in an answer."""
    shown = (customer.customer_id, customer.display_name, pair.product.product_id, pair.name, pair.product.category)
    return _PAIR_BYTES + text_bytes(*shown)


def _names(orders: Iterable[Order]) -> dict[str, str]:
    """By product, as the newest counted order says it that says one (scoring.md §0)."""
    names = {}
    for order in counted_orders(orders):
        for line in order.lines:
            if line.product_name:
                names[line.product_id] = line.product_name
    return names
