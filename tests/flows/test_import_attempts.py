"""Imports that break off: uploads twice, steps twice, kills between any two commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from regulars.facts.time import HOUR_MS, MINUTE_MS
from regulars.importing.job import load as load_module
from regulars.importing.job import runs as runs_module
from regulars.importing.job.sentences import BROKE_OFF
from regulars.importing.job.stands import as_it_stands
from regulars.stores.tenant.imports import Imports
from regulars.stores.tenant.job_record import JobState
from regulars.stores.workplace import Workplace

from testing.machines.broken_imports import Killed, dying, file, ledger, result_of
from testing.machines.imports import ImportMachine, now_ms


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several parts, slices of several runs each, several chunks each."""
    monkeypatch.setattr(load_module, "CHUNK_ORDERS", 4)
    monkeypatch.setattr(runs_module, "_PART_BYTES", 700)
    monkeypatch.setattr(runs_module, "_RUN_BYTES", 900)


@contextmanager
def killed_before_ledger_write(number: int, machine: ImportMachine) -> Iterator[None]:
    """The process ends before the request of that number that would write to the ledger."""
    calls = 0

    def before(params: dict[str, Any], **_: Any) -> None:
        nonlocal calls
        calls += "ledger" in repr(params)
        if calls == number:
            raise Killed

    events = machine.stores.dynamodb.meta.events
    writes = [
        f"before-parameter-build.dynamodb.{name}" for name in ("PutItem", "TransactWriteItems", "BatchExecuteStatement")
    ]
    for write in writes:
        events.register(write, before)
    try:
        yield
    finally:
        for write in writes:
            events.unregister(write, before)


def test_the_file_lies_in_several_runs_parts_and_chunks(machine: ImportMachine) -> None:
    record = machine.take_in(file())

    place = machine.stores.files(machine.tenant).workplace(record.import_id, 1)
    runs = place.get_json("split.json")["runs"]
    assert len(runs) > 2
    assert {len(cuts) for _, cuts in runs} == {len(runs[0][1])}
    parts = range(len(runs[0][1]) - 1)
    assert len(parts) > 2
    assert all(sum(cuts[part] < cuts[part + 1] for _, cuts in runs) > 1 for part in parts)
    assert sum(place.get_json(f"load/{part:03d}/loaded.json")["chunks"] > 1 for part in parts) > 1
    assert result_of(record)["orders"] == {"created": 36, "refused": 4}
    assert result_of(record)["rowsRefused"] == 8


def test_a_run_that_comes_twice_gives_each_row_once(machine: ImportMachine) -> None:
    record = machine.create()
    machine.upload(record, file())
    machine.begin(record)
    machine.step(record, "split")
    place = machine.stores.files(machine.tenant).workplace(record.import_id, 1)
    manifest = place.get_json("split.json")
    place.put_json("split.json", manifest | {"runs": manifest["runs"] * 2})

    done = machine.run(record)

    assert result_of(done)["rows"] == 80
    assert [sums["amount"] for sums in result_of(done)["statuses"]] == [f"{36 * 4}.00"]


@pytest.mark.parametrize("left", [None, b"1,1,c1"])
def test_a_part_whose_rows_are_not_all_there_loads_nothing(machine: ImportMachine, left: bytes | None) -> None:
    record = machine.create()
    machine.upload(record, file())
    machine.begin(record)
    parts = machine.step(record, "split")["parts"]
    place = machine.stores.files(machine.tenant).workplace(record.import_id, 1)
    last, _ = place.get_json("split.json")["runs"][-1]
    if left is None:
        machine.stores.s3.delete_object(Bucket="imports", Key=f"parts/acme/{record.import_id}/1/{last}")
    else:
        place.put(last, left)

    with pytest.raises(LookupError, match="rows of part 0 are gone"):
        machine.step(record, "load", part=parts[0])

    assert ledger(machine) == []


def test_a_second_upload_is_ignored(machine: ImportMachine) -> None:
    record = machine.create()
    machine.upload(record, file())
    first = machine.begin(record)
    machine.upload(record, file("3.00"))
    second = machine.begin(record)

    done = machine.run(record)

    assert first == second == f"{record.import_id}-1"
    assert [sums["amount"] for sums in result_of(done)["statuses"]] == [f"{36 * 4}.00"]


def test_an_event_of_something_else_starts_nothing(machine: ImportMachine) -> None:
    record = machine.create()

    assert machine.begin(record) is None
    assert machine.read(record).state is JobState.WAITING


def test_an_event_that_comes_again_after_the_end_starts_nothing(machine: ImportMachine) -> None:
    record = machine.take_in(file())

    assert machine.begin(record) is None
    assert machine.read(record).state is JobState.DONE


def test_every_turn_ends_at_the_deadline_and_the_next_goes_on(machine: ImportMachine) -> None:
    record = machine.create()
    machine.upload(record, file())
    machine.begin(record)
    parts = machine.step(record, "split")["parts"]

    turns = 0
    for part in parts:
        while not machine.step(record, "load", part=part, deadline_ms=0)["done"]:
            turns += 1

    assert turns > 3
    machine.step(record, "settle")
    machine.project()
    assert machine.step(record, "settle")["done"]
    machine.step(record, "report")
    assert result_of(machine.read(record))["orders"] == {"created": 36, "refused": 4}


@pytest.mark.parametrize("number", [1, 2, 3, 4, 6, 11])
def test_a_part_killed_before_any_commit_and_done_again_ends_like_an_unbroken_one(
    machine: ImportMachine, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    record = machine.create()
    machine.upload(record, file())
    machine.begin(record)
    parts = machine.step(record, "split")["parts"]
    with monkeypatch.context() as broken:
        broken.setattr(Workplace, "put", dying(number, Workplace.put))
        with suppress(Killed):
            for part in parts:
                machine.step(record, "load", part=part)

    done = machine.run(record)

    assert result_of(done)["orders"] == {"created": 36, "refused": 4}
    assert result_of(done)["rowsRefused"] == 8
    assert [sums["amount"] for sums in result_of(done)["statuses"]] == [f"{36 * 4}.00"]
    assert len(ledger(machine)) == 36


def test_a_part_killed_amid_its_writes_counts_each_order_as_it_was_first_taken(machine: ImportMachine) -> None:
    machine.take_in(file("1.00"))
    record = machine.create()
    machine.upload(record, file())
    machine.begin(record)
    parts = machine.step(record, "split")["parts"]
    with killed_before_ledger_write(5, machine), pytest.raises(Killed):
        machine.step(record, "load", part=parts[0])

    done = machine.run(record)

    assert result_of(done)["orders"] == {"updated": 36, "refused": 4}


def test_what_a_killed_part_has_written_is_projected_even_if_nobody_retries(machine: ImportMachine) -> None:
    record = machine.create()
    machine.upload(record, file())
    machine.begin(record)
    parts = machine.step(record, "split")["parts"]
    with killed_before_ledger_write(2, machine), pytest.raises(Killed):
        machine.step(record, "load", part=parts[0])

    while not machine.step(record, "settle")["done"]:
        machine.project()
    answer = machine.step(record, "report", broken={"load": {"Error": "Runtime.HandlerError", "Cause": "{}"}})

    assert answer == {"state": "failed", "error": "The import stopped half-way: retry it, and it goes on from there."}
    written = {order["pk"].partition("#")[2] for order in ledger(machine)}
    facts = machine.stores.rows(machine.tenant)
    assert 0 < len(ledger(machine)) < 36
    for customer_id in written:
        row = facts.get(customer_id)
        orders = machine.stores.ledger(machine.tenant).read_customer(customer_id).orders
        assert row is not None
        assert row.facts.purchases.order_count == len(orders)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_split_killed_before_any_write_and_done_again_reads_only_what_its_commit_names(
    machine: ImportMachine, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    record = machine.create()
    machine.upload(record, file())
    machine.begin(record)
    with monkeypatch.context() as broken:
        broken.setattr(Workplace, "put", dying(number, Workplace.put))
        with pytest.raises(Killed):
            machine.step(record, "split")

    done = machine.run(record)

    place = machine.stores.files(machine.tenant).workplace(record.import_id, 1)
    written = machine.stores.s3.list_objects_v2(Bucket="imports", Prefix=f"parts/acme/{record.import_id}/1/runs/")
    assert written["KeyCount"] == number - 1 + len(place.get_json("split.json")["runs"])
    assert result_of(done)["rows"] == 80
    assert result_of(done)["orders"] == {"created": 36, "refused": 4}


def test_a_split_killed_after_its_commit_is_not_done_again(
    machine: ImportMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = machine.create()
    machine.upload(record, file())
    machine.begin(record)
    with monkeypatch.context() as broken:
        broken.setattr(Imports, "note_split", dying(1, Imports.note_split))
        with pytest.raises(Killed):
            machine.step(record, "split")
    monkeypatch.setattr(type(machine.stores.files(machine.tenant)), "open_upload", None)

    done = machine.run(record)

    assert (done.rows, done.rows_done) == (80, 80)
    assert result_of(done)["orders"] == {"created": 36, "refused": 4}


@pytest.mark.parametrize(
    ("after_ms", "stopped", "state"),
    [
        (6 * MINUTE_MS, True, JobState.FAILED),
        (6 * MINUTE_MS, False, JobState.RUNNING),
        (4 * MINUTE_MS, True, JobState.RUNNING),
    ],
)
def test_an_import_whose_machine_is_over_without_a_report_has_failed_for_those_who_ask(
    machine: ImportMachine, after_ms: int, stopped: bool, state: JobState
) -> None:
    record = machine.create()
    machine.upload(record, file())
    machine.begin(record)
    if stopped:
        arn = machine.stores.names.machine_arn("imports").replace(":stateMachine:", ":execution:")
        machine.stores.stepfunctions.stop_execution(executionArn=f"{arn}:{record.import_id}-1")

    asked_ms = now_ms() + after_ms
    shown = as_it_stands(machine.read(record), machine.tenant, stores=machine.stores, now_ms=asked_ms)

    assert shown.state is state
    assert shown.error == (BROKE_OFF if state is JobState.FAILED else None)


def test_an_import_that_was_reported_while_somebody_asked_is_shown_as_reported(machine: ImportMachine) -> None:
    record = machine.create()
    machine.upload(record, file())
    machine.begin(record)
    running = machine.read(record)
    machine.run(record)
    arn = machine.stores.names.machine_arn("imports").replace(":stateMachine:", ":execution:")
    machine.stores.stepfunctions.stop_execution(executionArn=f"{arn}:{record.import_id}-1")

    shown = as_it_stands(running, machine.tenant, stores=machine.stores, now_ms=now_ms() + HOUR_MS)

    assert shown.state is JobState.DONE
