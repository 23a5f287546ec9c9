"""For which jobs an erasure waits, and how long: those that may still hold what they found before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import pytest
from regulars.exporting.job import EXPORT
from regulars.facts.time import MINUTE_MS, SECOND_MS
from regulars.stores.tenant.job_record import JobRecord, JobState

from testing.machines.erasures import ErasureMachine
from testing.machines.imports import ImportMachine
from testing.pipeline.erased import ANN, live
from testing.pipeline.world import World

LIFE_MS = 17 * MINUTE_MS
"""What a function lives at most, and a margin: `erasureWaitMinutes`."""


class Executions:
    """Those that run, and when others stopped."""

    def __init__(self) -> None:
        self.running: set[str] = set()
        self.stopped: dict[str, int] = {}


@pytest.fixture
def executions() -> Iterator[Executions]:
    found = Executions()
    machine = "regulars.stores.machines.Machine"
    with (
        patch(f"{machine}.is_running", lambda _, name: name in found.running),
        patch(f"{machine}.stopped_ms", lambda _, name: found.stopped.get(name)),
    ):
        yield found


@pytest.fixture
def erasure(world: World, machine: ErasureMachine, executions: Executions) -> str:
    """Marked and swept; an export was asked for a minute before."""
    live(world)
    EXPORT.of(world.stores, world.tenant).create(JobRecord("e1", world.now_ms - MINUTE_MS))
    job_id = machine.ask(ANN)
    machine.run(job_id, "wait", "mark", "sweep")
    return job_id


def begin(world: World, executions: Executions) -> None:
    EXPORT.of(world.stores, world.tenant).begun("e1", now_ms=world.now_ms)
    executions.running = {"acme-e1"}


def stop(world: World, executions: Executions) -> None:
    executions.running, executions.stopped = set(), {"acme-e1": world.now_ms}


def left_s(machine: ErasureMachine, erasure: str) -> int:
    """How many seconds it waits on; 0 where it goes on."""
    answer = machine.step(erasure, "settle")
    assert answer["done"] == (answer["waitSeconds"] == 0)
    return int(answer["waitSeconds"])


def test_nobody_is_waited_for_before_a_functions_life_is_over(
    world: World, machine: ErasureMachine, erasure: str
) -> None:
    assert left_s(machine, erasure) == LIFE_MS // SECOND_MS
    world.now_ms += LIFE_MS - 1
    assert left_s(machine, erasure) == 1
    world.now_ms += 1
    assert left_s(machine, erasure) == 0


def test_a_job_that_was_made_and_never_begun_is_not_waited_for(
    world: World, machine: ErasureMachine, erasure: str
) -> None:
    """Whoever made it was killed before its execution began, so it has read nothing."""
    job = EXPORT.of(world.stores, world.tenant).read("e1")
    world.now_ms += LIFE_MS

    assert job is not None
    assert not job.has_ended
    assert left_s(machine, erasure) == 0


def test_a_job_is_waited_for_as_long_as_its_execution_runs(
    world: World, machine: ErasureMachine, erasure: str, executions: Executions
) -> None:
    begin(world, executions)
    for _ in range(3):
        world.now_ms += LIFE_MS
        assert left_s(machine, erasure) == 30, "it looks again"


def test_after_an_execution_that_was_stopped_without_a_word_a_functions_life_is_waited_out(
    world: World, machine: ErasureMachine, erasure: str, executions: Executions
) -> None:
    begin(world, executions)
    world.now_ms += LIFE_MS - 2 * MINUTE_MS
    stop(world, executions)
    world.now_ms += 2 * MINUTE_MS

    job = EXPORT.of(world.stores, world.tenant).read("e1")
    assert job is not None
    assert not job.has_ended, "its record says nothing of it"
    assert left_s(machine, erasure) == (LIFE_MS - 2 * MINUTE_MS) // SECOND_MS
    world.now_ms += LIFE_MS - 2 * MINUTE_MS
    assert left_s(machine, erasure) == 0


@pytest.mark.parametrize(("error", "waits"), [("It broke off.", True), (None, False)], ids=["failed", "done"])
def test_functions_of_a_job_that_failed_may_live_on_and_those_of_one_that_is_done_have_answered(
    world: World, machine: ErasureMachine, erasure: str, executions: Executions, error: str | None, waits: bool
) -> None:
    begin(world, executions)
    world.now_ms += LIFE_MS - MINUTE_MS
    EXPORT.of(world.stores, world.tenant).finish("e1", finished_ms=world.now_ms, error=error)
    executions.running.clear()
    world.now_ms += MINUTE_MS

    assert left_s(machine, erasure) == ((LIFE_MS - MINUTE_MS) // SECOND_MS if waits else 0)


def test_a_job_that_failed_before_the_mark_holds_nothing_up(world: World, machine: ErasureMachine) -> None:
    live(world)
    exports = EXPORT.of(world.stores, world.tenant)
    exports.create(JobRecord("e1", world.now_ms - MINUTE_MS))
    exports.finish("e1", finished_ms=world.now_ms, error="It broke off.")
    erasure = machine.ask(ANN)
    machine.run(erasure, "wait", "mark", "sweep")
    world.now_ms += LIFE_MS

    assert left_s(machine, erasure) == 0


@pytest.mark.parametrize(("after_mark_ms", "waits"), [(MINUTE_MS - 1, True), (MINUTE_MS, False)])
def test_what_is_asked_for_a_minute_after_the_mark_finds_nothing_of_them(
    world: World, machine: ErasureMachine, executions: Executions, after_mark_ms: int, waits: bool
) -> None:
    live(world)
    erasure = machine.ask(ANN)
    machine.run(erasure, "wait", "mark", "sweep")
    EXPORT.of(world.stores, world.tenant).create(JobRecord("e1", world.now_ms + after_mark_ms))
    executions.running = {"acme-e1"}
    world.now_ms += LIFE_MS + MINUTE_MS

    assert (left_s(machine, erasure) > 0) == waits


def test_an_import_is_waited_for_from_when_it_takes_its_place_in_the_line(
    world: World, machine: ErasureMachine, executions: Executions
) -> None:
    live(world)
    imports = ImportMachine(world.stores, world.tenant, world.flow, clock=lambda: world.now_ms)
    first, second, unheard = imports.create(), imports.create(), imports.create()
    world.stores.names = replace(world.stores.names, imports_at_once="1")
    erasure = machine.ask(ANN)
    machine.run(erasure, "wait", "mark", "sweep")
    for record in (first, second):
        imports.upload(record, b"order_id,customer_id,date,total\n1,bo,2025-01-02,5\n")
        imports.begin(record)
    executions.running = {imports.read(first).execution(world.tenant.id)}
    world.now_ms += LIFE_MS

    assert left_s(machine, erasure) == 30
    assert imports.read(second).state is JobState.WAITING, "it waits for its turn"
    imports.run(first)
    executions.running = {imports.read(second).execution(world.tenant.id)}
    assert left_s(machine, erasure) == 30
    imports.run(second)
    executions.running.clear()
    assert left_s(machine, erasure) == 0
    assert not imports.read(unheard).has_ended, "its file has not come: it has nothing of anybody's"
