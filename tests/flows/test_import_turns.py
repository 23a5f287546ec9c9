"""Imports take turns, over all tenants and within one: who comes, who waits, who goes on, and who was killed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from regulars.errors import Conflict, StoreUnavailable
from regulars.facts.tenant import Tenant
from regulars.facts.time import MINUTE_MS
from regulars.http.imports.answers import show_import
from regulars.importing.job.kind import IMPORT
from regulars.importing.job.requests import retry_import
from regulars.importing.job.sentences import MANY_WAIT
from regulars.importing.job.stands import as_it_stands
from regulars.jobs import turns as turns_module
from regulars.jobs.kind import Line
from regulars.jobs.line import asked, unchanged
from regulars.jobs.turns import give_on, is_left_waiting, take_turns
from regulars.stores.machines import Machine
from regulars.stores.opened import Stores
from regulars.stores.tenant.imports import ImportRecord, Imports
from regulars.stores.tenant.job_record import JobState
from regulars.stores.tenant.job_turns import Attempt, JobTurns, Turns

from testing.aws.tenants import make_tenant
from testing.machines.import_line import CONTENT, uploaded
from testing.machines.imports import ImportMachine, create_machine, now_ms, project_bulk_queue

AT_ONCE = 6
assert isinstance(IMPORT.slot, Line)
LINE = IMPORT.slot
MOST_OF_A_TENANT = LINE.of_tenant


@pytest.fixture
def machine(stores: Stores, tenant: Tenant) -> ImportMachine:
    """Of a stack in which six imports run at once."""
    stores.names = replace(stores.names, imports_at_once=str(AT_ONCE))
    create_machine(stores)
    return ImportMachine(stores, tenant, project=lambda: project_bulk_queue(stores))


@pytest.fixture
def other(machine: ImportMachine) -> ImportMachine:
    """The same stack's imports of another tenant."""
    stores = machine.stores
    return ImportMachine(stores, make_tenant(stores, "globex"), project=lambda: project_bulk_queue(stores))


def states(machine: ImportMachine, records: list[ImportRecord]) -> list[str]:
    return [machine.read(record).state.value for record in records]


def positions(machine: ImportMachine, records: list[ImportRecord]) -> list[int | None]:
    return [shown(machine, record)["progress"]["position"] for record in records]


def shown(machine: ImportMachine, record: ImportRecord, at_ms: int | None = None) -> Any:
    at_ms = at_ms or now_ms()
    found = as_it_stands(machine.read(record), machine.tenant, stores=machine.stores, now_ms=at_ms)
    return show_import(found, now_ms=at_ms)


def executions(machine: ImportMachine) -> list[str]:
    arn = machine.stores.names.machine_arn("imports")
    return sorted(
        one["name"] for one in machine.stores.stepfunctions.list_executions(stateMachineArn=arn)["executions"]
    )


def stop(machine: ImportMachine, record: ImportRecord) -> None:
    """The execution is over, and nobody said so."""
    arn = machine.stores.names.machine_arn("imports").replace(":stateMachine:", ":execution:")
    machine.stores.stepfunctions.stop_execution(
        executionArn=f"{arn}:{machine.read(record).execution(machine.tenant.id)}"
    )


def test_four_run_and_the_others_wait_in_the_order_of_their_files(machine: ImportMachine) -> None:
    records = uploaded(machine, MOST_OF_A_TENANT + 2)

    assert states(machine, records) == ["running"] * MOST_OF_A_TENANT + ["waiting"] * 2
    assert positions(machine, records) == [None] * MOST_OF_A_TENANT + [1, 2]
    assert executions(machine) == sorted(f"{record.import_id}-1" for record in records[:MOST_OF_A_TENANT])


def test_who_ends_gives_the_turn_to_who_waits_first_and_the_places_move_up(machine: ImportMachine) -> None:
    records = uploaded(machine, MOST_OF_A_TENANT + 2)

    machine.run(records[1])

    assert states(machine, records) == ["running", "done", "running", "running", "running", "waiting"]
    assert positions(machine, records[-1:]) == [1]
    assert f"{records[-2].import_id}-1" in executions(machine)
    assert machine.run(records[-2]).state is JobState.DONE


def test_an_event_that_comes_again_takes_no_second_turn_and_no_second_place(machine: ImportMachine) -> None:
    records = uploaded(machine, MOST_OF_A_TENANT + 1)

    for record in records:
        machine.begin(record)

    turns = machine.stores.job_turns("import").read()
    assert (len(turns.running), len(turns.waiting)) == (MOST_OF_A_TENANT, 1)


def test_an_import_that_waits_for_its_turn_does_not_expire(machine: ImportMachine) -> None:
    *_, record = uploaded(machine, MOST_OF_A_TENANT + 1)

    assert machine.read(record).shown_state(now_ms() + 1_000 * MINUTE_MS) == "waiting"


def test_turns_of_executions_that_are_over_are_given_on_by_who_asks(machine: ImportMachine) -> None:
    records = uploaded(machine, MOST_OF_A_TENANT + 1)
    stop(machine, records[0])

    assert shown(machine, records[-1])["progress"]["position"] == 1  # too young: it may be about to start
    later = shown(machine, records[-1], now_ms() + 6 * MINUTE_MS)

    assert (later["state"], later["progress"]["position"]) == ("running", None)
    assert f"{records[-1].import_id}-1" in executions(machine)


def test_who_was_given_a_turn_and_was_killed_before_it_started_is_started_again(
    machine: ImportMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = machine.create()
    machine.upload(record, CONTENT)

    def killed(*_: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(Machine, "start", killed)
        with pytest.raises(SystemExit):
            machine.begin(record)
    assert executions(machine) == []

    machine.begin(record)

    assert executions(machine) == [f"{record.import_id}-1"]


def test_a_turn_whose_event_never_came_again_is_begun_by_who_asks(
    machine: ImportMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = machine.create()
    machine.upload(first, CONTENT)

    def killed(*_: Any, **__: Any) -> bool:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(Imports, "begin", killed)
        with pytest.raises(SystemExit):
            machine.begin(first)
    assert machine.read(first).state is JobState.WAITING

    assert shown(machine, first, now_ms() + 6 * MINUTE_MS)["state"] == "running"
    assert executions(machine) == [f"{first.import_id}-1"]


def test_two_who_come_at_once_do_not_take_the_same_turn(
    machine: ImportMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = uploaded(machine, MOST_OF_A_TENANT - 1)
    one, other = machine.create(), machine.create()
    for record in (one, other):
        machine.upload(record, CONTENT)
    put = JobTurns.put

    def overtaken(store: JobTurns, turns: Turns) -> bool:
        monkeypatch.setattr(JobTurns, "put", put)
        machine.begin(other)
        return put(store, turns)

    monkeypatch.setattr(JobTurns, "put", overtaken)
    machine.begin(one)

    assert states(machine, [*records, other, one]) == ["running"] * MOST_OF_A_TENANT + ["waiting"]
    assert positions(machine, [one]) == [1]


def test_a_retry_waits_for_its_turn_as_well(machine: ImportMachine) -> None:
    failed = machine.create()
    machine.upload(failed, b"x")
    machine.begin(failed)
    machine.step(failed, "report", broken={"split": {"Error": "x"}})
    assert machine.read(failed).state is JobState.FAILED
    others = uploaded(machine, MOST_OF_A_TENANT)

    waiting = retry_import(failed.import_id, machine.tenant, stores=machine.stores, now_ms=now_ms())
    machine.run(others[0])

    assert (waiting.state, waiting.error) == (JobState.WAITING, None)
    assert (machine.read(failed).state, machine.read(failed).attempt) == (JobState.RUNNING, 2)


def test_an_upload_whose_event_was_lost_is_named_and_begun_by_a_retry(machine: ImportMachine) -> None:
    record = machine.create()
    late_ms = now_ms() + 6 * MINUTE_MS
    with pytest.raises(Conflict, match="the import has no file yet"):
        retry_import(record.import_id, machine.tenant, stores=machine.stores, now_ms=now_ms())
    assert not is_left_waiting(IMPORT, record, machine.tenant, stores=machine.stores, now_ms=late_ms)

    machine.upload(record, CONTENT)

    assert not is_left_waiting(IMPORT, record, machine.tenant, stores=machine.stores, now_ms=now_ms())
    assert is_left_waiting(IMPORT, record, machine.tenant, stores=machine.stores, now_ms=late_ms)
    retry_import(record.import_id, machine.tenant, stores=machine.stores, now_ms=late_ms)
    assert executions(machine) == [f"{record.import_id}-1"]
    assert machine.run(record).state is JobState.DONE


def test_six_run_over_all_tenants_and_who_has_fewest_running_is_next(
    machine: ImportMachine, other: ImportMachine
) -> None:
    many = uploaded(machine, MOST_OF_A_TENANT + 3)
    few = uploaded(other, 3)

    assert states(machine, many) == ["running"] * 4 + ["waiting"] * 3
    assert states(other, few) == ["running", "running", "waiting"]
    assert len(executions(machine)) == AT_ONCE
    # The other has two running, and waits before who has four; a third one, before who has three then.
    assert (positions(machine, many[4:]), positions(other, few[2:])) == ([2, 3, 4], [1])

    machine.run(many[0])

    assert states(machine, many) == ["done", *["running"] * 3, *["waiting"] * 3]
    assert states(other, few) == ["running"] * 3


def test_a_turn_of_another_tenant_is_given_on_to_who_has_waited_longest(
    machine: ImportMachine, other: ImportMachine
) -> None:
    mine, theirs = uploaded(machine, 3), uploaded(other, 3)
    [waits], [waits_too] = uploaded(machine, 1), uploaded(other, 1)

    other.run(theirs[0])
    machine.run(mine[0])

    assert states(other, [waits_too]) == ["running"], "it has two running, the other three"
    assert states(machine, [waits]) == ["running"]


def test_an_import_of_a_tenant_that_has_four_running_does_not_take_the_place_that_is_free(
    machine: ImportMachine, other: ImportMachine
) -> None:
    waits = uploaded(machine, MOST_OF_A_TENANT + 1)[-1]
    [late] = uploaded(other, 1)

    assert (states(machine, [waits]), states(other, [late])) == (["waiting"], ["running"])
    assert len(executions(machine)) == MOST_OF_A_TENANT + 1 < AT_ONCE


def test_all_machines_that_die_give_their_turns_on_though_nobody_asks_or_uploads(
    machine: ImportMachine, other: ImportMachine
) -> None:
    dying = uploaded(machine, MOST_OF_A_TENANT)
    waiting = uploaded(machine, MOST_OF_A_TENANT)
    for record in dying:
        stop(machine, record)
        told = {"tenant": "acme", "job": record.import_id, "attempt": 1}
        for _ in range(2):  # EventBridge may say it twice
            give_on(IMPORT, told, stores=machine.stores, now_ms=now_ms())

    assert states(machine, waiting) == ["running"] * MOST_OF_A_TENANT
    assert set(executions(machine)) == {f"{record.import_id}-1" for record in dying + waiting}


def test_who_was_given_a_turn_by_another_that_was_killed_right_then_is_started_by_whoever_comes(
    machine: ImportMachine, other: ImportMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    [*running, waits] = uploaded(machine, MOST_OF_A_TENANT + 1)

    def killed(*_: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(Machine, "start", killed)
        with pytest.raises(SystemExit):
            machine.run(running[0])
    assert f"{waits.import_id}-1" not in executions(machine)

    uploaded(other, 1)

    assert f"{waits.import_id}-1" in executions(machine)


def test_a_turn_of_a_tenant_that_is_no_more_is_taken_away(machine: ImportMachine) -> None:
    gone = Attempt("gone", "20251015t083000000-0a1b2c3d", 1)
    turns = take_turns(IMPORT, asked(gone, LINE), stores=machine.stores, now_ms=now_ms())
    assert turns.runs(gone)

    assert not take_turns(IMPORT, unchanged, stores=machine.stores, now_ms=now_ms()).holds(gone)


def test_an_execution_that_runs_for_long_is_looked_at_once_in_five_minutes_and_keeps_its_turn(
    machine: ImportMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    *_, waits = uploaded(machine, MOST_OF_A_TENANT + 1)
    looks: list[str] = []
    is_running = Machine.is_running

    def counted(self: Machine, name: str) -> bool:
        looks.append(name)
        return is_running(self, name)

    monkeypatch.setattr(Machine, "is_running", counted)
    late_ms = now_ms() + 6 * MINUTE_MS
    for at_ms in (late_ms, late_ms + MINUTE_MS, late_ms + 4 * MINUTE_MS):
        assert shown(machine, waits, at_ms)["progress"]["position"] == 1

    assert len(looks) == MOST_OF_A_TENANT


def test_beyond_so_many_that_wait_an_import_ends_with_a_sentence_and_can_be_retried(
    machine: ImportMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns_module, "_line", lambda _: LINE._replace(wait_of_tenant=2))
    [first, *_, last] = uploaded(machine, MOST_OF_A_TENANT + 3)

    ended = machine.read(last)
    again = retry_import(last.import_id, machine.tenant, stores=machine.stores, now_ms=now_ms())
    machine.run(first)
    waits = retry_import(last.import_id, machine.tenant, stores=machine.stores, now_ms=now_ms())

    assert (ended.state, ended.error, ended.refused) == (JobState.FAILED, MANY_WAIT, False)
    assert (again.state, again.error) == (JobState.FAILED, MANY_WAIT)
    assert (waits.state, positions(machine, [last])) == (JobState.WAITING, [2])


def test_turns_that_others_keep_changing_are_given_up_after_thirty_tries(
    machine: ImportMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[Turns] = []
    waited: list[float] = []

    def put(_: JobTurns, turns: Turns) -> bool:
        tries.append(turns)
        return False

    monkeypatch.setattr(JobTurns, "put", put)
    monkeypatch.setattr("regulars.stores.tenant.job_turns.time.sleep", waited.append)
    record = machine.create()
    machine.upload(record, CONTENT)

    with pytest.raises(StoreUnavailable, match="kept changing"):
        machine.begin(record)

    assert len(tries) == len(waited) == 30
    assert sum(waited) < 15


def test_what_waits_though_places_are_free_is_named(machine: ImportMachine) -> None:
    records = uploaded(machine, MOST_OF_A_TENANT + 1)
    waits = machine.read(records[-1])
    late_ms = now_ms() + 6 * MINUTE_MS
    assert not is_left_waiting(IMPORT, waits, machine.tenant, stores=machine.stores, now_ms=late_ms)

    stop(machine, records[0])

    assert is_left_waiting(IMPORT, waits, machine.tenant, stores=machine.stores, now_ms=late_ms)
