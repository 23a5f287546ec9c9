"""Words from an order to their entries: renames and deletions in any order of delivery; how older rows get theirs."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from regulars.config import Names
from regulars.facts.lookup import LookupKind
from regulars.facts.order import Contact, Lane, Order
from regulars.projection.generations import rebuild
from regulars.projection.lookup_batch import LookupBatch
from regulars.projection.replay import replay_roster
from regulars.stores.messages import LookupChange, encode_change

from testing.builders import an_order
from testing.lookups import stored_entries, words
from testing.pipeline.gate import Call
from testing.pipeline.world import START_MS, World


@pytest.fixture
def world(aws: Names) -> Iterator[World]:
    world = World(aws, "acme", shards=2)
    yield world
    world.forget()


def order(order_id: str, name: str, *, days: int = 0, customer_id: str = "c1", **contact: str) -> Order:
    at_ms = START_MS + days * 86_400_000
    return an_order(order_id, customer_id, ordered_at_ms=at_ms, arrived_ms=at_ms, contact=Contact(name=name, **contact))


def found(world: World) -> set[tuple[str, str]]:
    """Every word that is stored, with its customer."""
    return {
        (entry.key.name, entry.customer_id)
        for entry in stored_entries(world.stores, world.tenant, kind=LookupKind.WORD)
    }


def project(world: World, *orders: Order) -> None:
    """The orders are accepted and their rows made; what that touches waits."""
    world.accept(orders).finish()
    world.flow_to_facts()


def updating(world: World, *names: str) -> Call:
    """update_lookups with a message of the customer's first row, parked before its first request."""
    body = encode_change(LookupChange("acme", 1, "c1", 1, words(*names)))
    return Call("update", lambda: LookupBatch([body], stores=world.stores, out_of_time=lambda: False).update(body))


def parked_at(call: Call, operation: str) -> Call:
    while call.operation != operation:
        assert not call.finished, f"{operation} never came"
        call.step()
    return call


def forget_words(world: World) -> None:
    """As it was before there were words."""
    table = world.stores.names.lookups_table
    for item in world.stores.dynamodb.scan(TableName=table)["Items"]:
        if "#word#" in item["pk"]["S"]:
            world.stores.dynamodb.delete_item(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]})
    assert found(world) == set()


def test_a_customer_is_found_by_every_word_and_after_a_rename_by_the_new_ones_alone(world: World) -> None:
    world.accept([order("1", "Zoé Brandt", email="zoe@x.y")]).finish()
    world.flow()
    assert found(world) == {(word, "c1") for word in ("zoe@x.y", "c1", "zoe", "brandt")}

    world.accept([order("2", "Zoé Ærø", days=1)]).finish()
    world.flow()

    assert found(world) == {(word, "c1") for word in ("zoe@x.y", "c1", "zoe", "ærø")}


def test_the_older_name_comes_back_where_the_order_that_named_them_anew_is_deleted(world: World) -> None:
    world.accept([order("1", "Brandt"), order("2", "Lee", days=1)]).finish()
    world.flow()

    world.delete("2").finish()
    world.flow()

    assert found(world) == {("brandt", "c1"), ("c1", "c1")}


def test_a_customer_without_any_order_left_is_found_by_nothing(world: World) -> None:
    world.accept([order("1", "Brandt"), order("2", "Brandt", customer_id="c2")]).finish()
    world.flow()

    world.delete("1").finish()
    world.flow()

    assert found(world) == {("brandt", "c2"), ("c2", "c2")}


@pytest.mark.parametrize("seed", range(8))
def test_messages_of_three_names_in_any_order_leave_the_last(world: World, seed: int) -> None:
    chance = random.Random(seed)
    for number, name in enumerate(("Ann Lee", "Ann Brandt", "Lee Smith")):
        project(world, order(str(number), name, days=number))
    while not world.facts_stream.idle:
        call = world.deliver(chance, 1, world.facts_stream)
        while call is not None and not call.finished:
            world.step(call)
    assert world.lookups.waiting > 1

    world.drain(chance)

    assert found(world) == {("c1", "c1"), ("lee", "c1"), ("smith", "c1")}


def test_a_word_put_after_its_removal_is_removed_again(world: World) -> None:
    project(world, order("1", "Brandt"))
    late = parked_at(updating(world, "brandt"), "PutItem")
    project(world, order("2", "Lee", days=1))
    updating(world, "brandt", "lee").finish()
    late.step()
    assert ("brandt", "c1") in found(world), "the older Put finds nothing that tells it"

    late.finish()

    assert found(world) == {("lee", "c1")}


def test_an_older_removal_leaves_a_word_that_came_back(world: World) -> None:
    project(world, order("1", "Brandt"), order("2", "Lee", days=1))
    late = parked_at(updating(world, "brandt"), "DeleteItem")
    project(world, order("3", "Brandt", days=2))
    updating(world, "brandt", "lee").finish()

    late.finish()

    assert found(world) == {("brandt", "c1")}


def test_an_older_put_leaves_the_newer_entry(world: World) -> None:
    project(world, order("1", "Brandt"))
    late = parked_at(updating(world, "brandt"), "PutItem")
    project(world, order("2", "Brandt", days=1))
    updating(world, "brandt").finish()
    [entry] = stored_entries(world.stores, world.tenant, kind=LookupKind.WORD)

    late.finish()

    assert stored_entries(world.stores, world.tenant, kind=LookupKind.WORD) == {entry}


def test_an_order_with_the_same_profile_sends_no_word(world: World) -> None:
    world.accept([order("1", "Brandt")]).finish()
    world.flow()
    before = stored_entries(world.stores, world.tenant)

    world.accept([order("2", "BRANDT", days=1)]).finish()
    world.flow()

    assert stored_entries(world.stores, world.tenant) == before, "not even their revision has moved"


def test_a_rebuild_gives_rows_from_before_there_were_words_theirs(world: World) -> None:
    world.accept([order("1", "Brandt"), order("2", "Lee", customer_id="c2")]).finish()
    world.flow()
    expected = found(world)
    forget_words(world)

    steps = rebuild(
        world.tenant,
        shards=None,
        stores=world.stores,
        clock=lambda: world.now_ms,
        pause=lambda _: world.flow(),
    )
    assert list(steps)
    world.flow()

    world.assert_exact()
    assert world.tenant.reading.number == 2
    assert found(world) == expected


def test_a_replay_gives_rows_from_before_there_were_words_theirs(world: World) -> None:
    world.accept([order("1", "Brandt"), order("2", "Lee", customer_id="c2")]).finish()
    world.flow()
    expected = found(world)
    forget_words(world)

    stores, tenant = world.stores, world.tenant
    for _ in replay_roster(
        tenant, registry=stores.registry(tenant), queue=stores.queue(Lane.BULK), lookups=stores.lookup_queue
    ):
        world.flow()

    assert found(world) == expected
