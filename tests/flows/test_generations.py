"""A rebuild beside living functions: killed anywhere it ends the same, and nobody is missing or there twice."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from regulars.config import Names
from regulars.errors import Conflict, RebuildStalled
from regulars.facts.customer import FACTS_VERSION, FactsRow
from regulars.facts.lookup import word_key
from regulars.facts.order import Lane, Order
from regulars.facts.tenant import Generation, Tenant
from regulars.facts.time import DAY_MS, MINUTE_MS
from regulars.lists.list import list_customers
from regulars.lists.listing import Plan
from regulars.lists.query import ListQuery
from regulars.projection.batch import ProjectionBatch
from regulars.projection.generations import Progress, is_outdated, rebuild, sweep_due
from regulars.stores.queues import Touched, encode_touched

from testing.aws.tenants import make_tenant
from testing.builders import an_order
from testing.pipeline.gate import Call
from testing.pipeline.world import START_MS, World
from testing.shops import shop_of, walked

CUSTOMERS = tuple(f"c{number}" for number in range(12))
_PARTITION = re.compile(r'":?pk": \{"S": "([^"]*)"')
READS = {"GetItem", "Query"}
WRITES_OF_A_REBUILD = (
    ["PutItem"]  # announce
    + ["SendMessageBatch"] * 2  # either part
    + ["PutItem"]  # move the readers
    + ["BatchWriteItem"]  # sweep what was due
    + ["PutItem"]  # note that
)


@pytest.fixture
def world(aws: Names) -> Iterator[World]:
    world = World(aws, "acme")
    yield world
    world.forget()


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
    message = encode_touched(Touched(world.tenant.id, customer_id))
    ProjectionBatch(
        [message], stores=world.stores, lane=Lane.LIVE, now_ms=world.now_ms, out_of_time=lambda: False
    ).project(message)


def partitions_of(client: Any) -> set[str]:
    """The partition keys of all requests from now on."""
    touched: set[str] = set()

    def note(params: dict[str, Any], **_: Any) -> None:
        for found in _PARTITION.findall(json.dumps(json.loads(params["body"]))):
            touched.add(found)

    client.meta.events.register("before-call", note)
    return touched


def rows(world: World, generation: Generation) -> dict[str, FactsRow]:
    return {row.customer_id: row for row in world.stores.rows(world.tenant, generation).all()}


def assert_rebuilt(world: World, wanted: Generation) -> None:
    """The wanted generation alone is read and written, and equals a fold of the ledger."""
    now = tenant(world)
    assert (now.reading, now.writing) == (wanted, (wanted,))
    world.assert_exact()
    assert {row.facts_version for row in rows(world, wanted).values()} == {FACTS_VERSION}


def test_a_rebuild_makes_every_row_anew_and_moves_the_readers(world: World) -> None:
    fill(world)
    before = answered(world)

    steps = list(building(world))

    assert_rebuilt(world, Generation(2, 1))
    assert sorted(answered(world)) == sorted(before) == sorted(CUSTOMERS[1:])
    assert steps[0] == Progress("Projecting", 0, 12, "customers", 1, 1)
    assert Progress("Projecting", 12, 12, "customers", 1, 1) in steps
    assert steps[-1] == Progress("Looking up", 0, None, "entries to come", 1, 1)


def test_nobody_reads_a_generation_before_its_lookups_are_complete(world: World) -> None:
    fill(world)
    seen: list[tuple[int, int]] = []

    for step in building(world):
        lookups = world.stores.lookups(world.tenant, Generation(2, 1))
        found = sum(1 for one in CUSTOMERS[1:] for _ in lookups.entries_of(0, word_key(one).partition))
        seen.append((tenant(world).reading.number, found))
        assert step.phase in ("Projecting", "Looking up")

    assert {number for number, _ in seen} == {1}
    assert seen[-1][1] >= len(CUSTOMERS[1:])
    assert tenant(world).reading == Generation(2, 1)


def test_entries_that_do_not_come_are_sent_and_when_that_does_not_help_nobody_reads_there(world: World) -> None:
    fill(world)
    flowed: list[None] = []

    def project_only(seconds: float) -> None:
        """Rows come and their entries do not: what follows a row is lost."""
        world.now_ms += MINUTE_MS
        if not flowed:
            world.flow()
            flowed.append(None)
            lookups = world.stores.lookups(world.tenant, Generation(2, 1))
            lookups.remove(word_key("c3"), "c3", revision=world.now_ms)
        sqs, url = world.stores.sqs, world.stores.names.lookups_queue_url
        for lost in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            sqs.delete_message(QueueUrl=url, ReceiptHandle=lost["ReceiptHandle"])

    with pytest.raises(RebuildStalled, match="1 lookups of the new generation do not come"):
        list(building(world, pause=project_only))

    assert tenant(world).reading == Generation(1, 1)
    build(world)
    assert_rebuilt(world, Generation(2, 1))


@pytest.mark.parametrize("shards", [(4, 2), (128, 1)])
def test_a_reshard_there_and_back_again_changes_nobody(world: World, shards: tuple[int, ...]) -> None:
    fill(world)
    before = answered(world)

    for number, wanted in enumerate(shards, 2):
        build(world, wanted)
        assert_rebuilt(world, Generation(number, wanted))
        assert answered(world) == before


def test_rows_of_an_older_facts_version_are_made_anew(world: World) -> None:
    fill(world)
    facts = world.stores.rows(world.tenant)
    for row in list(facts.all()):
        facts.put(replace(row, revision=row.revision + 1, facts_version=FACTS_VERSION - 1), replacing=row.revision)
    generations = world.stores.generations(world.tenant)
    assert is_outdated(world.tenant, generations.read(), stores=world.stores)

    build(world)

    assert_rebuilt(world, Generation(2, 1))
    assert not is_outdated(world.tenant, generations.read(), stores=world.stores)


def test_what_was_read_is_swept_a_day_later_and_not_before(world: World) -> None:
    fill(world)
    build(world)
    old = rows(world, Generation(1, 1))

    world.advance(DAY_MS - 1)
    early = list(sweep_due(world.tenant, stores=world.stores, now_ms=world.now_ms))
    kept = rows(world, Generation(1, 1))
    world.advance(1)
    swept = list(sweep_due(world.tenant, stores=world.stores, now_ms=world.now_ms))

    assert (early, kept) == ([], old)
    assert [step.done for step in swept] == [12]
    assert rows(world, Generation(1, 1)) == {}
    assert [retired.emptied for retired in world.stores.generations(world.tenant).read().retired] == [True]
    assert_rebuilt(world, Generation(2, 1))


def test_the_next_rebuild_sweeps_what_is_due(world: World) -> None:
    fill(world)
    build(world)
    world.advance(DAY_MS)

    build(world, 2)

    assert rows(world, Generation(1, 1)) == {}
    assert len(rows(world, Generation(2, 1))) == 12
    assert_rebuilt(world, Generation(3, 2))


def test_killed_before_any_of_its_writes_and_run_again_it_ends_the_same(aws: Names) -> None:
    """A rebuild that has everything to do: it announces, sends, moves the readers, deletes what is due, notes that."""
    survived, killed_at = 0, []
    while True:
        world = World(aws, f"shop-{survived}")
        fill(world)
        build(world)
        world.advance(DAY_MS)
        broken = Call("rebuild", lambda world=world: build(world, 2))  # type: ignore[misc]
        for _ in range(survived + 1):
            run_to_a_write(broken)
        if broken.finished:
            world.forget()
            break
        killed_at.append(broken.operation)
        broken.crash()
        answers = sorted(answered(world))

        build(world, 2)

        assert answers == sorted(CUSTOMERS[1:])
        assert_rebuilt(world, Generation(3, 2))
        assert rows(world, Generation(1, 1)) == {}
        assert world.stores.generations(world.tenant).read().highest == 3
        world.forget()
        survived += 1
    assert killed_at == WRITES_OF_A_REBUILD


def run_to_a_write(call: Call) -> None:
    """Lets the present request through, then all until the next that writes."""
    call.step()
    while not call.finished and call.operation in READS:
        call.step()


def test_a_customer_between_their_two_rows_is_there_for_both_readers(world: World) -> None:
    """The readers move while a newcomer's projection has put one of its two rows."""
    fill(world)
    walk = building(world)
    next(walk)
    world.accept([order("new", "newcomer")]).finish()
    projection = Call("project", lambda: project_live(world, "newcomer"))
    seen = []
    while not projection.finished:
        projection.step()
        new = "newcomer" in rows(world, Generation(2, 1))
        old = "newcomer" in rows(world, Generation(1, 1))
        seen.append((new, old))

    assert (False, True) not in seen
    assert (True, False) in seen
    assert seen[-1] == (True, True)


def test_a_projection_from_before_the_announcement_is_made_good_by_the_walk(world: World) -> None:
    """It was handed its message, and read which generations are written, before there was a second one."""
    fill(world)
    world.accept([order("new", "newcomer")]).finish()
    slow = Call("project", lambda: project_live(world, "newcomer"))
    while slow.operation != "Query":
        slow.step()

    def pause(_: float) -> None:
        slow.finish()
        world.flow()

    walk = building(world, pause=pause)
    next(walk)
    assert "newcomer" not in rows(world, Generation(2, 1))
    list(walk)

    assert_rebuilt(world, Generation(2, 1))
    assert "newcomer" in answered(world)


def test_who_came_and_was_projected_just_before_the_announcement_is_not_forgotten(world: World) -> None:
    """No message is left that could bring them into the new generation: the roster is read after announcing."""
    fill(world)
    work = Call("rebuild", lambda: build(world))
    while work.operation != "PutItem":
        work.step()
    world.accept([order("new", "newcomer")]).finish()
    world.flow()

    work.finish()

    assert_rebuilt(world, Generation(2, 1))
    assert "newcomer" in answered(world)


def test_what_an_older_projection_still_writes_after_the_readers_moved_is_swept_with_the_rest(world: World) -> None:
    fill(world)
    slow = Call("project", lambda: project_live(world, CUSTOMERS[1]))
    while slow.operation != "Query":
        slow.step()
    build(world)
    world.advance(DAY_MS // 2)
    revision = rows(world, Generation(1, 1))[CUSTOMERS[1]].revision
    slow.finish()
    assert rows(world, Generation(1, 1))[CUSTOMERS[1]].revision > revision

    world.advance(DAY_MS // 2)
    list(sweep_due(world.tenant, stores=world.stores, now_ms=world.now_ms))

    assert rows(world, Generation(1, 1)) == {}
    assert_rebuilt(world, Generation(2, 1))


def test_a_rebuild_touches_no_key_of_another_tenant(world: World) -> None:
    fill(world)
    neighbour = make_tenant(world.stores, "acme-2")
    world.stores.registry(neighbour).enroll(["theirs"])
    touched = partitions_of(world.stores.dynamodb)

    build(world, 2)
    world.advance(DAY_MS)
    list(sweep_due(world.tenant, stores=world.stores, now_ms=world.now_ms))

    assert {partition.partition("#")[0] for partition in touched} == {"acme"}


def test_two_rebuilds_at_once_make_one_generation(world: World) -> None:
    fill(world)
    first, second = building(world, 2), building(world, 2)
    next(first)
    next(second)
    list(second)
    list(first)

    assert_rebuilt(world, Generation(2, 2))
    assert world.stores.generations(world.tenant).read().highest == 2


def test_another_number_of_shards_waits_until_the_begun_rebuild_is_complete(world: World) -> None:
    fill(world)
    next(building(world, 4))

    with pytest.raises(Conflict, match="finish it first"):
        next(building(world, 2))
    build(world)

    assert_rebuilt(world, Generation(2, 4))


class TestStalled:
    """Nothing is projected any more."""

    @pytest.fixture
    def waits(self, world: World) -> Callable[[float], None]:
        def wait(seconds: float) -> None:
            world.now_ms += max(int(seconds * 1000), MINUTE_MS)

        return wait

    def test_customers_who_are_not_projected_are_sent_again_and_then_given_up(
        self, world: World, waits: Callable[[float], None]
    ) -> None:
        fill(world)
        before = answered(world)

        with pytest.raises(RebuildStalled, match=r"12 customers have no row .* for 8 minutes"):
            list(building(world, pause=waits))

        world._collect()
        assert world.bulk.waiting == 3 * 12
        assert answered(world) == before
        build(world)
        assert_rebuilt(world, Generation(2, 1))

    def test_a_function_of_older_code_is_named(
        self, world: World, waits: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fill(world)
        monkeypatch.setattr("regulars.projection.generations.FACTS_VERSION", FACTS_VERSION + 1)

        def pause(seconds: float) -> None:
            waits(seconds)
            world.flow()

        with pytest.raises(RebuildStalled, match=f"of version {FACTS_VERSION}, this command expects"):
            list(building(world, pause=pause))
        assert tenant(world).reading == Generation(1, 1)


def test_customers_who_come_meanwhile_do_not_keep_it_from_ending(world: World) -> None:
    fill(world)
    came: list[str] = []

    def pause(_: float) -> None:
        came.append(f"late-{len(came)}")
        world.flow()
        world.accept([order(came[-1], came[-1])]).finish()

    list(building(world, pause=pause))
    world.flow()

    assert_rebuilt(world, Generation(2, 1))
    assert sorted(answered(world)) == sorted([*CUSTOMERS[1:], *came])
