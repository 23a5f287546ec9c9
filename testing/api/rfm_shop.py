"""A shop with customers around every bound of RFM; their timelines lie in the index, in the row or in the ledger."""

from __future__ import annotations

import random

import pytest
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.facts.fold import fold
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS
from regulars.stores.opened import Stores
from regulars.stores.rows import row_codec

from testing.api.client import Client
from testing.api.orders import order_of
from testing.builders import NOW_MS, an_order, facts_of

_DAYS = [0, 1, 29, 30, 31, 59, 60, 61, 90, 91, 180, 181, 364, 365, 366, 400, 700]
_SPENDS = [0, 10_000, 49_999, 50_000, 100_000, 249_999, 250_000, 500_000]
_HEAVY_ORDERS = 30


def small_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """From some five orders on a timeline leaves the index, from some twenty on the row."""
    monkeypatch.setattr(row_codec, "PROJECTED_TIMELINE_BYTES", 40)
    monkeypatch.setattr(row_codec, "HEAVY_BYTES", 190)


def fill(stores: Stores, tenant: Tenant, api: Client, how_many: int, *, heavy: int = 2) -> dict[str, CustomerFacts]:
    """Their rows, of `heavy` ones the orders too; one in ten never ordered. What is known of each, whole."""
    chance = random.Random(7)
    known = {}
    for number in range(how_many):
        id_ = f"c{number:03d}"
        orders = (
            an_order(
                f"{id_}-{place}",
                id_,
                ordered_at_ms=NOW_MS - chance.choice(_DAYS) * DAY_MS - chance.choice([-1, 0, 1]),
                lines=(),
                total_minor=chance.choice(_SPENDS),
            )
            for place in range(0 if chance.random() < 0.1 else chance.choice([1, 1, 2, 3, 4, 7, 10]))
        )
        facts = facts_of(*orders, customer_id=id_)
        known[id_] = facts if facts.purchases.order_count else CustomerFacts(id_, True)
    for number in range(heavy):
        id_ = f"heavy{number}"
        placed = [
            order_of(f"{id_}-{place}", 13 * place + chance.random(), f"{123 + place}.4{number}", customerId=id_)
            for place in range(_HEAVY_ORDERS)
        ]
        assert api.post("/api/orders", {"orders": placed}).status == 200
        known[id_] = fold(stores.ledger(tenant).read_customer(id_))
    for facts in known.values():
        assert stores.rows(tenant).put(FactsRow(1, NOW_MS, FACTS_VERSION, facts), replacing=0)
    return known
