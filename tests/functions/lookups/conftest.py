"""The worker of lookups, and the rows that it goes by."""

from __future__ import annotations

from types import ModuleType

import pytest
from regulars.facts.tenant import Tenant
from regulars.stores.opened import Stores
from regulars.stores.rows.rows import Rows

from testing.handlers import load_handler


@pytest.fixture
def function(stores: Stores) -> ModuleType:
    return load_handler("update_lookups")


@pytest.fixture
def facts(stores: Stores, tenant: Tenant) -> Rows:
    return stores.rows(tenant)
