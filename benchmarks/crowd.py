"""Many customers' rows, put straight into the facts: for what lists read, not for how rows come about."""

from __future__ import annotations

import random

from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow, ProfileFacts, PurchaseFacts
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS
from regulars.stores.dynamo.calls import batch_put, pack
from regulars.stores.opened import Stores
from regulars.stores.rows.row_codec import encode_row


def enter_crowd(stores: Stores, tenant: Tenant, customers: int, now_ms: int) -> None:
    """Customers of all ages and spends; nobody buys weekly."""
    chance = random.Random(7)
    facts = stores.rows(tenant)
    items = [
        pack(facts._key(one.customer_id)) | encode_row(FactsRow(1, now_ms, FACTS_VERSION, one))
        for one in (_customer(f"customer-{number:06d}", chance, now_ms) for number in range(customers))
    ]
    batch_put(stores.dynamodb, stores.names.facts_table, items)


def _customer(customer_id: str, chance: random.Random, now_ms: int) -> CustomerFacts:
    first_ms = now_ms - chance.randrange(600) * DAY_MS
    orders = chance.choice((1, 1, 2, 4))
    last_ms = min(now_ms, first_ms + (orders - 1) * 40 * DAY_MS)
    orders = orders if last_ms - first_ms >= (orders - 1) * 10 * DAY_MS else 1
    purchases = PurchaseFacts(
        order_count=orders,
        spend_minor=chance.randrange(600_000),
        units_milli=orders * 1_000,
        first_at_ms=first_ms,
        last_at_ms=first_ms if orders == 1 else last_ms,
        last_reference=customer_id,
    )
    profile = ProfileFacts(name=f"Customer {customer_id}", email=f"{customer_id}@example.com")
    return CustomerFacts(customer_id, True, purchases, profile)
