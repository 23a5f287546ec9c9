"""Customers' rows put without their orders, and the reads that answers make of them."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.facts.fold import fold
from regulars.facts.tenant import Tenant
from regulars.nightly.verify import Finding
from regulars.stores.opened import Stores

from testing.builders import NOW_MS


def put_rows(stores: Stores, tenant: Tenant, customers: list[CustomerFacts]) -> None:
    facts = stores.rows(tenant)
    for customer in customers:
        assert facts.put(FactsRow(1, NOW_MS, 1, customer), replacing=0)


def believe_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nights take rows for right, as if ledgers had said them: `put_rows` writes no orders."""
    monkeypatch.setattr("regulars.nightly.verify._finding", lambda *_: Finding.EQUAL)


class Reads:
    """Rows that queries of the facts table have sent and counted since they were last asked for."""

    def __init__(self) -> None:
        self.requests = 0
        self.sent = 0
        self.rows = 0
        self.counted = 0

    def pop_rows(self) -> tuple[int, int]:
        rows, counted = self.rows, self.counted
        self.rows = self.counted = self.requests = self.sent = 0
        return rows, counted


def count_reads(stores: Stores) -> Reads:
    reads = Reads()

    def note(parsed: Any, **_: Any) -> None:
        reads.requests += 1
        reads.sent += "Items" in parsed
        reads.rows += len(parsed.get("Items", ()))
        reads.counted += 0 if "Items" in parsed else parsed["Count"]

    stores.dynamodb.meta.events.register("after-call.dynamodb.Query", note)
    return reads


def put_row(stores: Stores, tenant: Tenant, customer_id: str) -> None:
    facts = fold(stores.ledger(tenant).read_customer(customer_id))
    assert stores.rows(tenant).put(FactsRow(1, NOW_MS, FACTS_VERSION, facts), replacing=0)
