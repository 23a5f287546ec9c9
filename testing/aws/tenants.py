"""Tenants that the tables know."""

from __future__ import annotations

from regulars.facts.tenant import Generation, Tenant, TenantStatus
from regulars.stores.opened import Stores


def make_tenant(stores: Stores, tenant_id: str, *, currency: str = "USD", exponent: int = 2, shards: int = 1) -> Tenant:
    """Creates a tenant with a secret that depends on its id only."""
    generation = Generation(1, shards)
    tenant = Tenant(
        id=tenant_id,
        name=tenant_id.title(),
        status=TenantStatus.ACTIVE,
        currency=currency,
        exponent=exponent,
        secret=tenant_id.encode().ljust(32, b"."),
        reading=generation,
        writing=(generation,),
    )
    assert stores.directory.create(tenant)
    return tenant
