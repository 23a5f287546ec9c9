"""What `update_lookups` is asked, and what lies in its tables before and afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import Any

from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.facts.lookup import LookupEntry, LookupKind, product_key
from regulars.facts.order import Order
from regulars.facts.tenant import Generation, Tenant
from regulars.projection.lookups import lookup_entries
from regulars.stores.messages import LookupChange, decode_change, encode_change
from regulars.stores.opened import Stores
from regulars.stores.rows.rows import Rows

from testing.builders import NOW_MS, a_line, an_order, facts_of
from testing.events import Context, queue_event
from testing.lookups import stored_entries

OK: dict[str, Any] = {"batchItemFailures": []}


def bought(times: int, *products: str, customer_id: str = "ann") -> list[Order]:
    """So many orders, each of all these products."""
    lines = tuple(a_line(product_id) for product_id in products)
    return [
        an_order(f"{customer_id}{products}{number}", customer_id, ordered_at_ms=NOW_MS + number, lines=lines)
        for number in range(times)
    ]


def stand(facts: Rows, *orders: Order, revision: int = 1, customer_id: str = "ann") -> FactsRow:
    """The customer's row as of these orders, whatever it was before."""
    known = facts_of(*orders, customer_id=customer_id) if orders else CustomerFacts(customer_id)
    row = FactsRow(revision, NOW_MS, FACTS_VERSION, known)
    assert facts.put(row, replacing=facts.revisions_of([customer_id])[customer_id])
    return row


def change(*products: str, customer_id: str = "ann", revision: int = 1, generation: int = 1) -> LookupChange:
    return LookupChange("acme", generation, customer_id, revision, tuple(map(product_key, products)))


def update(function: ModuleType, *changes: LookupChange, context: Context | None = None) -> Any:
    return function.lambda_handler(queue_event(*map(encode_change, changes), queue="lookups"), context or Context())


def entries(stores: Stores, tenant: Tenant, generation: Generation | None = None) -> set[LookupEntry]:
    """The entries of pairs that are stored."""
    return stored_entries(stores, tenant, generation, LookupKind.PRODUCT)


def pairs(row: FactsRow) -> set[LookupEntry]:
    """The entries that the row's pairs make."""
    return {entry for entry in lookup_entries(row) if entry.pair}


def products_of(found: Iterable[LookupEntry]) -> set[str]:
    return {entry.key.name for entry in found}


def waiting(stores: Stores) -> list[LookupChange | None]:
    found = []
    while messages := stores.sqs.receive_message(QueueUrl=stores.names.lookups_queue_url, MaxNumberOfMessages=10).get(
        "Messages"
    ):
        found += [decode_change(message["Body"]) for message in messages]
    return found


def stored_words(stores: Stores, tenant: Tenant) -> set[LookupEntry]:
    return stored_entries(stores, tenant, kind=LookupKind.WORD)
