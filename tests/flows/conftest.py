"""What the flows of imports share."""

from __future__ import annotations

import pytest
from regulars.facts.tenant import Tenant
from regulars.stores.opened import Stores

from tests.flows.import_machine import ImportMachine, create_machine, project_bulk_queue


@pytest.fixture
def machine(stores: Stores, tenant: Tenant) -> ImportMachine:
    """The import machine of tenant `acme`, whose bulk queue is worked off whenever it waits."""
    create_machine(stores)
    return ImportMachine(stores, tenant, project=lambda: project_bulk_queue(stores))
