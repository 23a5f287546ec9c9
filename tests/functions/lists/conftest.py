"""120 customers, in one shard and in four."""

from __future__ import annotations

import pytest
from regulars.facts.customer import CustomerFacts
from regulars.facts.tenant import Tenant
from regulars.stores.opened import Stores

from testing.api.lists import some_customers
from testing.api.rows import put_rows
from testing.aws.tenants import make_tenant


@pytest.fixture(params=[1, 4], ids=["one shard", "four shards"])
def shop(request: pytest.FixtureRequest, stores: Stores) -> tuple[Tenant, list[CustomerFacts]]:
    tenant = make_tenant(stores, "shop", shards=request.param)
    customers = some_customers(120)
    put_rows(stores, tenant, customers)
    return tenant, customers
