"""A rebuild beside living functions: killed anywhere it ends the same, and nobody is missing or there twice."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from regulars.config import Names
from regulars.errors import RebuildStalled
from regulars.facts.customer import FACTS_VERSION
from regulars.facts.lookup import word_key
from regulars.facts.tenant import Generation
from regulars.facts.time import DAY_MS, MINUTE_MS
from regulars.projection.generations import Progress, is_outdated, sweep_due

from testing.aws.tenants import make_tenant
from testing.generations import (
    CUSTOMERS,
    answered,
    assert_rebuilt,
    build,
    building,
    fill,
    order,
    rows,
    tenant,
)
from testing.pipeline.world import World

_PARTITION = re.compile(r'":?pk": \{"S": "([^"]*)"')


@pytest.fixture
def world(aws: Names) -> Iterator[World]:
    world = World(aws, "acme")
    yield world
    world.forget()


def partitions_of(client: Any) -> set[str]:
    """The partition keys of all requests from now on."""
    touched: set[str] = set()

    def note(params: dict[str, Any], **_: Any) -> None:
        for found in _PARTITION.findall(json.dumps(json.loads(params["body"]))):
            touched.add(found)

    client.meta.events.register("before-call", note)
    return touched


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


def test_a_rebuild_touches_no_key_of_another_tenant(world: World) -> None:
    fill(world)
    neighbour = make_tenant(world.stores, "acme-2")
    world.stores.registry(neighbour).enroll(["theirs"])
    touched = partitions_of(world.stores.dynamodb)

    build(world, 2)
    world.advance(DAY_MS)
    list(sweep_due(world.tenant, stores=world.stores, now_ms=world.now_ms))

    assert {partition.partition("#")[0] for partition in touched} == {"acme"}


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
