"""Customers projected at once, as the queue would soon have them."""

from __future__ import annotations

from regulars.facts.tenant import Tenant
from regulars.projection.project import Projector
from regulars.scoring.evaluate import Terms
from regulars.stores.opened import Stores

from testing.builders import NOW_MS


def project(stores: Stores, tenant: Tenant, *customers: str, now_ms: int = NOW_MS) -> None:
    """Makes the rows of these customers from the ledger, under the tenant's settings."""
    record = stores.directory.read(tenant.id)
    assert record is not None
    terms = Terms(record.settings)
    projector = Projector.opened(stores, tenant, terms, now_ms=now_ms, live=True, tells_referrers=True)
    for customer in customers:
        projector.project(customer)
