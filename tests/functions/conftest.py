"""The API as an application over the stack on moto, and callers of it."""

from __future__ import annotations

import pytest
from regulars.facts.tenant import Tenant
from regulars.http.app import Application
from regulars.stores.opened import Stores

from tests.functions.client import Client


@pytest.fixture
def application(stores: Stores) -> Application:
    return Application(stores)


@pytest.fixture
def api(application: Application, tenant: Tenant) -> Client:
    """Signed in as an admin of tenant `acme`."""
    return Client(application, tenant.id)
