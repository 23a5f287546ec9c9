"""What the flows of orders, of imports and of nights share."""

from __future__ import annotations

import io

import pytest
from regulars.config import Names
from regulars.facts.tenant import Tenant
from regulars.stores.opened import Stores
from regulars.telemetry import logger

from testing.machines.imports import ImportMachine, create_machine, project_bulk_queue
from testing.machines.night_by_turns import NightMachine
from testing.pipeline.shop import Shop, Shops


@pytest.fixture
def shops(aws: Names) -> Shops:
    """Makers of shops, each a tenant of its own."""
    return Shops(aws)


@pytest.fixture
def shop(shops: Shops) -> Shop:
    return shops.open()


@pytest.fixture
def machine(stores: Stores, tenant: Tenant) -> ImportMachine:
    """The import machine of tenant `acme`, whose bulk queue is worked off whenever it waits."""
    create_machine(stores)
    return ImportMachine(stores, tenant, project=lambda: project_bulk_queue(stores))


@pytest.fixture
def night(stores: Stores, tenant: Tenant) -> NightMachine:
    """The nights of tenant `acme`, in one shard."""
    return NightMachine(stores, tenant)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Whatever is logged."""
    written = io.StringIO()
    monkeypatch.setattr(logger()._logger.handlers[0], "stream", written)
    return written
