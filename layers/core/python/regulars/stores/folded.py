"""A customer as the ledger has them now: folded when somebody asks, so that a write is visible in the next read."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..errors import Merged, NotFound
from ..facts.customer import CustomerFacts, FactsRow
from ..facts.fold import fold
from ..facts.record import CustomerRecord
from .ledger import Ledger
from .ledger.persons import survivor_of


class Folded(NamedTuple):
    """A customer who is known: everything that the ledger holds of them, and what it amounts to."""

    record: CustomerRecord
    facts: CustomerFacts


def read_folded(customer_id: str, ledger: Ledger) -> Folded:
    """The customer now, with what is known of their members. Raises `NotFound` where nothing is known of them, and
    `Merged` for one who is a member themselves."""
    record = ledger.read_customer(customer_id)
    facts = fold(record)
    if record.merged_into is not None:
        raise Merged(customer_id, survivor_of(ledger, record.merged_into))
    if not facts.known:
        raise NotFound(f"There is no customer {customer_id}.")
    return Folded(record, facts)


def _is_heavy(facts: CustomerFacts) -> bool:
    return facts.purchases.heavy


def whole(row: FactsRow, ledger: Ledger, lacks: Callable[[CustomerFacts], bool] = _is_heavy) -> CustomerFacts:
    """The row's facts with timeline and products; from the ledger where the row `lacks` them, as a heavy one does."""
    return fold(ledger.read_customer(row.customer_id)) if lacks(row.facts) else row.facts
