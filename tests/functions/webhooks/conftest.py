"""A tenant with webhooks whose queue a test works off."""

from __future__ import annotations

import pytest
from regulars.facts.tenant import Tenant
from regulars.stores.opened import Stores

from testing.webhook_world import World


@pytest.fixture
def world(stores: Stores, tenant: Tenant) -> World:
    opened = World(stores, tenant)
    opened.listen()
    return opened
