"""Why who made an entry looks at the row again: schedules in which the entry would stay for ever."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from regulars.config import Names
from regulars.facts.lookup import LookupKind
from regulars.facts.order import Lane, Order, OrderStatus
from regulars.projection.lookup_batch import LookupBatch
from regulars.stores.messages import LookupChange, encode_change

from testing.builders import a_line
from testing.lookups import products, stored_entries
from testing.pipeline.gate import Call
from testing.pipeline.world import START_MS, World

CUSTOMER = "ann"


@pytest.fixture
def world(aws: Names) -> Iterator[World]:
    world = World(aws, "acme")
    for number in range(3):
        world.accept([order(number)]).finish()
    yield world
    world.forget()


def order(number: int) -> Order:
    return Order(
        order_id=str(number),
        customer_id=CUSTOMER,
        ordered_at_ms=START_MS - number,
        status=OrderStatus.PAID,
        lines=(a_line("tea"),),
        arrived_ms=START_MS,
        written_ms=START_MS,
        lane=Lane.LIVE,
    )


def project(world: World) -> None:
    """The customer's row as their ledger stands; no lookup is updated."""
    world.flow_to_facts()


def updating(world: World) -> Call:
    """update_lookups with a message of their first row, parked before its first request."""
    body = encode_change(LookupChange("acme", 1, CUSTOMER, 1, products("tea")))
    return Call("update", lambda: LookupBatch([body], stores=world.stores, out_of_time=lambda: False).update(body))


def parked_at(call: Call, operation: str) -> Call:
    while call.operation != operation:
        assert not call.finished, f"{operation} never came"
        call.step()
    return call


def buyers(world: World) -> int:
    return len(stored_entries(world.stores, world.tenant, kind=LookupKind.PRODUCT))


def test_an_entry_put_after_its_removal_is_removed_again(world: World) -> None:
    project(world)
    late = parked_at(updating(world), "PutItem")
    world.delete("0").finish()
    project(world)
    updating(world).finish()
    assert buyers(world) == 0

    late.step()
    assert buyers(world) == 1, "the older Put finds nothing that tells it"
    late.finish()

    assert buyers(world) == 0


def test_who_dies_before_they_look_again_leaves_it_to_their_message(world: World) -> None:
    project(world)
    late = parked_at(updating(world), "PutItem")
    world.delete("0").finish()
    project(world)
    updating(world).finish()
    late.step()
    late.crash()
    assert buyers(world) == 1

    updating(world).finish()

    assert buyers(world) == 0


def test_an_older_removal_leaves_the_newer_entry(world: World) -> None:
    world.delete("0").finish()
    project(world)
    late = parked_at(updating(world), "DeleteItem")
    world.accept([order(7)]).finish()
    project(world)
    updating(world).finish()

    late.finish()

    assert buyers(world) == 1


def test_an_older_put_leaves_the_newer_entry(world: World) -> None:
    project(world)
    late = parked_at(updating(world), "PutItem")
    world.accept([order(7)]).finish()
    project(world)
    updating(world).finish()

    late.finish()

    [entry] = stored_entries(world.stores, world.tenant, kind=LookupKind.PRODUCT)
    assert entry.pair
    assert entry.pair.purchase_count == 4
