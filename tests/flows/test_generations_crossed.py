"""A rebuild that is killed or crossed by projections: whoever reads meanwhile sees everybody, and it ends the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from regulars.config import Names
from regulars.errors import Conflict
from regulars.facts.tenant import Generation
from regulars.facts.time import DAY_MS
from regulars.projection.generations import sweep_due

from testing.generations import (
    CUSTOMERS,
    answered,
    assert_rebuilt,
    build,
    building,
    fill,
    order,
    project_live,
    rows,
)
from testing.pipeline.gate import Call
from testing.pipeline.world import World

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
