"""A shop whose read model is made anew while it lives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from regulars.facts.customer import FACTS_VERSION, FactsRow
from regulars.facts.order import Lane, Order
from regulars.facts.tenant import Generation, Tenant
from regulars.lists.list import list_customers
from regulars.lists.listing import Plan
from regulars.lists.query import ListQuery
from regulars.projection.batch import ProjectionBatch
from regulars.projection.generations import Progress, rebuild
from regulars.stores.messages import Touch, Touched, encode_touch

from testing.builders import an_order
from testing.pipeline.world import START_MS, World
from testing.shops import shop_of, walked

CUSTOMERS = tuple(f"c{number}" for number in range(12))


def order(order_id: str, customer_id: str, **changes: object) -> Order:
    changes = {"arrived_ms": START_MS, "written_ms": START_MS, "ordered_at_ms": START_MS, **changes}
    return an_order(order_id, customer_id, **changes)


def fill(world: World) -> None:
    """Everybody has an order and is at rest; one has none left."""
    world.accept([order(id_, id_) for id_ in CUSTOMERS]).finish()
    world.delete(CUSTOMERS[0]).finish()
    world.flow()


def building(
    world: World, shards: int | None = None, pause: Callable[[float], None] | None = None
) -> Iterator[Progress]:
    """A rebuild that lets the functions work whenever it waits."""
    return rebuild(
        world.tenant,
        shards=shards,
        stores=world.stores,
        clock=lambda: world.now_ms,
        pause=pause or (lambda _: world.flow()),
    )


def build(world: World, shards: int | None = None) -> None:
    for _ in building(world, shards):
        pass


def tenant(world: World) -> Tenant:
    record = world.stores.directory.read(world.tenant.id)
    assert record is not None
    return record.tenant


def answered(world: World) -> list[str]:
    """The list as a reader gets it who has just come."""
    shop = shop_of(world.stores, world.tenant.id, world.now_ms)
    listed = partial(list_customers, shop, ListQuery(), limit=5, pinned={"plan": Plan.WALK})
    return [customer.facts.customer_id for customer in walked(listed, limit=5)]


def project_live(world: World, customer_id: str) -> None:
    """update_facts with one message, from the record on."""
    message = encode_touch(Touch(Touched(world.tenant.id, customer_id)))
    ProjectionBatch(
        [message], stores=world.stores, lane=Lane.LIVE, now_ms=world.now_ms, out_of_time=lambda: False
    ).project(message)


def rows(world: World, generation: Generation) -> dict[str, FactsRow]:
    return {row.customer_id: row for row in world.stores.rows(world.tenant, generation).all()}


def assert_rebuilt(world: World, wanted: Generation) -> None:
    """The wanted generation alone is read and written, and equals a fold of the ledger."""
    now = tenant(world)
    assert (now.reading, now.writing) == (wanted, (wanted,))
    world.assert_exact()
    assert {row.facts_version for row in rows(world, wanted).values()} == {FACTS_VERSION}
