"""Rows with the timelines that a score over a window takes: an index holds short ones only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from ..errors import Conflict
from ..facts.customer import CustomerFacts, FactsRow, PurchaseFacts
from ..facts.fold import fold
from ..stores.facts import Facts
from ..stores.indexes import BY_LAST_ORDER
from ..stores.ledger import Ledger
from ..stores.limits import BATCH_GET_KEYS, QUERY_PAGE_BYTES
from .values import ANY
from .walk import Budget, Walk, stretches_of

# What an order takes in a timeline, about.
_ORDER_BYTES = 8


def not_read(purchases: PurchaseFacts) -> bool:
    """Whether the timeline is missing: a row of an index, or a heavy customer's."""
    return len(purchases.timeline) != purchases.order_count


def with_histories(
    keyed: Iterable[tuple[str, FactsRow]],
    lacks: Callable[[PurchaseFacts], bool],
    *,
    facts: Facts,
    ledger: Ledger,
    budget: Budget,
) -> Iterator[tuple[str, FactsRow]]:
    """The same rows in the same order, those that `lacks` names with their timelines: from the table, else the ledger.

    Reads up to 100 rows ahead. A customer who is gone by then is left out. What is read counts against the budget.
    """
    rows = iter(keyed)
    while batch := list(islice(rows, BATCH_GET_KEYS)):
        wanted = [row.customer_id for _, row in batch if lacks(row.facts.purchases)]
        read = facts.histories_of(wanted) if wanted else {}
        budget.take(0, sum(_ORDER_BYTES * row.facts.purchases.order_count for row in read.values()))
        for key, row in batch:
            if not lacks(row.facts.purchases):
                yield key, row
            elif (history := read.get(row.customer_id)) and history.facts.known:
                yield key, _from_ledger(history, ledger, budget) if lacks(history.facts.purchases) else history


def everybody(
    lacks: Callable[[PurchaseFacts], bool], what: str, *, facts: Facts, ledger: Ledger
) -> Iterator[CustomerFacts]:
    """Every known customer, those that `lacks` names with their timelines, who ordered last first; no products.

    Raises `Conflict` where there are more than one page may read; `what` then says what cannot be answered.
    """
    budget = Budget()
    stretches = stretches_of(ANY, without_orders=True)
    walk = Walk(facts, BY_LAST_ORDER, stretches, descending=True, budget=budget, timelines=True)
    for _, row in with_histories(walk, lacks, facts=facts, ledger=ledger, budget=budget):
        yield row.facts
    if not walk.complete:
        raise Conflict(
            "too_many_customers_live",
            f"There are more customers than {what} may read while somebody waits, and no night has left one yet: "
            "POST /product-affinity/recalculate makes one.",
        )


def _from_ledger(row: FactsRow, ledger: Ledger, budget: Budget) -> FactsRow:
    """A heavy customer's: tens of thousands of orders."""
    budget.take(0, QUERY_PAGE_BYTES)
    return replace(row, facts=fold(ledger.read_customer(row.customer_id)))
