"""Whoever publishes says whether some webhook wants it; erasures do in `erasure/test_erasure.py`."""

from __future__ import annotations

import pytest
from regulars.crm.merges import merge_customers
from regulars.events.webhooks.send import Answer
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, HOUR_MS
from regulars.orders.accept import accept_orders
from regulars.stores.opened import Stores

from testing.aws.bus import Listener
from testing.builders import NOW_MS, an_order
from testing.events import Context, stream_of
from testing.handlers import load_handler
from testing.machines.imports import ImportMachine
from testing.machines.night_by_turns import NightMachine
from testing.webhook_world import CHANGED, World, put_webhook

FILE = b"order_id,customer_id,ordered_at,status,product_id,quantity,unit_price\n1,ann,2025-01-01,paid,tea,1,5\n"


@pytest.fixture
def bus(stores: Stores) -> Listener:
    return Listener(stores)


def marks(bus: Listener, type_: str) -> list[bool]:
    return [wanted for told, wanted in bus.for_webhooks() if told == type_]


def test_the_end_of_an_import(machine: ImportMachine, bus: Listener) -> None:
    machine.take_in(FILE)
    put_webhook(machine.stores, machine.tenant.id, "import.completed")
    machine.take_in(FILE)

    assert marks(bus, "import.completed") == [False, True]


def test_the_end_of_a_night(night: NightMachine, bus: Listener) -> None:
    night.night("night-1")
    put_webhook(night.stores, night.tenant.id, "recalculation.completed")
    night.now_ms += DAY_MS
    night.night("night-2")

    assert marks(bus, "recalculation.completed") == [False, True]


@pytest.mark.parametrize("wanted", [False, True])
def test_reorders_that_are_due(night: NightMachine, bus: Listener, wanted: bool) -> None:
    put_webhook(night.stores, night.tenant.id, "customer.reorder.due" if wanted else "import.completed")
    written_ms = NOW_MS - HOUR_MS
    days = (-40, -30, -20, -10, 0)
    night.take(*(an_order(str(day), "ann", ordered_at_ms=NOW_MS + day * DAY_MS, written_ms=written_ms) for day in days))
    for day in (0, 9, 11):
        night.now_ms = NOW_MS + day * DAY_MS
        night.night(f"night-{day}")

    assert marks(bus, "customer.reorder.due") == [wanted]


def test_merges(stores: Stores, tenant: Tenant, bus: Listener) -> None:
    ledger, registry = stores.ledger(tenant), stores.registry(tenant)
    accept_orders([an_order(one, one) for one in ("ann", "bob", "cleo")], registry=registry, ledger=ledger)
    function = load_handler("publish_events")
    for n, (one, hooked) in enumerate((("ann", False), ("bob", True))):
        if hooked:
            put_webhook(stores, tenant.id, "customer.merged")
        seen = len(stream_of(stores.names.ledger_table))
        merge_customers(one, "cleo", ledger=ledger, now_ms=NOW_MS + n)
        function.lambda_handler({"Records": stream_of(stores.names.ledger_table)[seen:]}, Context())

    assert marks(bus, "customer.merged") == [False, True]


def test_a_webhook_that_is_disabled_is_told_to_another_that_wants_to_know(
    stores: Stores, tenant: Tenant, bus: Listener
) -> None:
    hooks = World(stores, tenant)
    hooks.listen()
    hooks.answer = lambda host, message: Answer(410, 5)
    hooks.webhook("one", CHANGED, "webhook.disabled")  # it cannot be told of itself
    hooks.happen(n=1)
    hooks.webhook("two")
    put_webhook(stores, tenant.id, "webhook.disabled")
    hooks.happen(n=2)

    assert marks(bus, "webhook.disabled") == [False, True]
