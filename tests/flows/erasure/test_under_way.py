"""An erasure beside jobs that have read the person before, killed, failed, and in many turns."""

from __future__ import annotations

from collections import Counter
from itertools import count

import pytest
from regulars.erasing.sentences import UNREAD
from regulars.facts.order import Contact
from regulars.facts.time import MINUTE_MS
from regulars.stores.tenant.erasures import ErasureState
from regulars.stores.tenant.job_record import JobRecord, JobState

from testing.aws.bus import Listener
from testing.everywhere import hits
from testing.machines.erasures import ErasureMachine
from testing.machines.imports import ImportMachine
from testing.machines.killed import Kill, Killed
from testing.pipeline.erased import ANN, ANN_OLD, EMAIL, THEIRS, keys_in_bucket, live, order, put_files
from testing.pipeline.world import World


@pytest.mark.parametrize("state", ["running", "waiting"])
def test_what_was_under_way_before_is_waited_for(world: World, machine: ErasureMachine, state: str) -> None:
    """An import that has read them writes their refused rows at its end, and an export its file."""
    live(world)
    exports = world.stores.plain_jobs(world.tenant, "export")
    exports.create(JobRecord("e1", world.now_ms, asked={}))
    if state == "running":
        exports.begun("e1", now_ms=world.now_ms)
    job_id = machine.ask(ANN)
    machine.run(job_id, "wait", "mark", "sweep")
    world.now_ms += 17 * MINUTE_MS

    assert machine.step(job_id, "settle")["done"] is False
    world.stores.s3.put_object(Bucket="imports", Key="exports/acme/e1.csv", Body=ANN.encode())
    exports.finish("e1", finished_ms=world.now_ms, error=None)
    machine.run(job_id, "settle", "sweep_again", "finish")
    assert hits(THEIRS) == []


def test_an_upload_that_its_import_has_not_heard_of_is_left_to_the_second_sweep(
    world: World, machine: ErasureMachine
) -> None:
    live(world)
    imports = ImportMachine(world.stores, world.tenant, clock=lambda: world.now_ms)
    heard, unheard = imports.create(), imports.create()
    for record in (heard, unheard):
        imports.upload(record, f"order_id,customer_id,date,total\n1,{ANN},2025-01-02,5\n".encode())
    job_id = machine.ask(ANN)
    machine.run(job_id, "wait", "mark", "sweep")

    assert imports.begin(heard) is not None, "the file is still there"
    world.now_ms += 17 * MINUTE_MS
    assert machine.step(job_id, "settle")["done"] is False, "it may still read its file"
    assert imports.run(heard).error is None
    world.flow()
    machine.run(job_id, "settle", "sweep_again", "finish")

    assert imports.begin(unheard) is None
    ended = imports.read(unheard)
    assert (ended.state, ended.error) == (JobState.FAILED, UNREAD)
    assert hits(THEIRS) == []


def test_killed_before_each_of_its_writes_and_run_again_it_ends_the_same(
    world: World, machine: ErasureMachine, bus: Listener
) -> None:
    live(world)
    put_files(world)
    kill = Kill()
    job_id = machine.ask(ANN)
    for number in count(1):
        kill.number, kill.writes = number, 0
        try:
            with kill.over(world.stores):
                ended = machine.run(job_id)
        except Killed:
            continue
        break

    assert number > 30, "it writes a lot"
    assert hits(THEIRS) == []
    assert ended.shown_state is ErasureState.DONE
    assert ended.result is not None
    erased = ended.result["certificate"]["document"]["erased"]
    assert (erased["order"], erased["uploads"], erased["facts"]) == (5, 7, 4)
    world.flow()
    assert hits(THEIRS) == []


def test_one_that_failed_goes_on_when_it_is_asked_for_again(world: World, machine: ErasureMachine) -> None:
    live(world)
    job_id = machine.ask(ANN)
    machine.run(job_id, "wait", "mark", "sweep")
    assert machine.step(job_id, "finish", broken={"settle": {}})["error"]
    assert machine.read(job_id).shown_state is ErasureState.FAILED

    assert machine.ask(ANN_OLD) == job_id
    assert machine.read(job_id).shown_state is ErasureState.WAITING
    assert machine.run(job_id).shown_state is ErasureState.DONE
    assert hits(THEIRS) == []


@pytest.mark.parametrize("killed", [False, True], ids=["turn by turn", "killed in every third turn"])
def test_a_search_of_many_files_ends_in_turns_that_are_over_at_once(
    world: World, machine: ErasureMachine, killed: bool
) -> None:
    """Each turn goes on behind the last file of the one before, however few it had time for; one that was killed
    before it could say how far it was is done again."""
    world.accept([order(world, "o1", ANN, contact=Contact(email=EMAIL))]).finish()
    world.flow()
    s3 = world.stores.s3
    keys = [f"uploads/acme/k{number:03}/file" for number in range(30)]
    for key in keys:
        s3.put_object(Bucket="imports", Key=key, Body=EMAIL.encode() if key.endswith("7/file") else b"somebody")
    opened: Counter[str] = Counter()
    s3.meta.events.register("before-parameter-build.s3.GetObject", lambda params, **_: opened.update([params["Key"]]))
    job_id = machine.ask(ANN)
    machine.run(job_id, "wait", "mark")
    machine.turn_ms = 0
    turns = 0
    for name in ("sweep", "settle", "sweep_again"):
        done = False
        while not done:
            turns += 1
            assert turns < 400, "it ends"
            kill = Kill(1 if killed and turns % 3 == 0 else None)
            try:
                with kill.over(world.stores):
                    answer = machine.step(job_id, name)
            except Killed:
                continue
            done = answer["done"]
            world.advance(answer.get("waitSeconds", 0) * 1000)
    machine.step(job_id, "finish", broken={})

    others = [key for key in keys if not key.endswith("7/file")]
    assert hits(THEIRS) == []
    assert {key for key in keys_in_bucket(world) if key.startswith("uploads/")} == set(others)
    most = 3 if killed else 2
    assert max(opened[key] for key in others) <= most, "once a sweep, and once more where a turn was killed"
