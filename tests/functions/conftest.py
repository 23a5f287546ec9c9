"""The API as an application over the stack on moto, and callers of it."""

from __future__ import annotations

import pytest
from regulars.facts.tenant import Tenant
from regulars.http.door.app import Application
from regulars.http.door.buckets import Buckets
from regulars.stores.kept import Kept
from regulars.stores.opened import Stores

from testing.api.client import Client


@pytest.fixture
def application(stores: Stores) -> Application:
    """Its clock stands still: buckets would never fill again, and what is kept would be for good."""
    return Application(stores, buckets=Buckets(1_000_000), kept=Kept(for_ms=0))


@pytest.fixture
def api(application: Application, tenant: Tenant) -> Client:
    """Signed in as an admin of tenant `acme`."""
    return Client(application, tenant.id)
