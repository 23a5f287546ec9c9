"""Imports that failed and are begun again: from what is committed, by whoever may, and nothing of before shows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from regulars.errors import Conflict, NotFound
from regulars.facts.order import Lane
from regulars.importing.job import load as load_module
from regulars.importing.job import runs as runs_module
from regulars.importing.job.requests import retry_import
from regulars.orders.accept import accept_orders
from regulars.orders.parse import parse_order
from regulars.scoring.settings import Settings
from regulars.stores.tenant.imports import ImportRecord
from regulars.stores.tenant.job_record import JobState
from regulars.stores.workplace import Workplace

from testing.machines.broken_imports import HEADER, Killed, dying, file, ledger, result_of
from testing.machines.imports import ImportMachine, now_ms


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several parts, slices of several runs each, several chunks each."""
    monkeypatch.setattr(load_module, "CHUNK_ORDERS", 4)
    monkeypatch.setattr(runs_module, "_PART_BYTES", 700)
    monkeypatch.setattr(runs_module, "_RUN_BYTES", 900)


def retry(machine: ImportMachine, record: ImportRecord) -> ImportRecord:
    return retry_import(record.import_id, machine.tenant, stores=machine.stores, now_ms=now_ms())


def test_a_retry_goes_on_from_what_is_committed_and_ends_the_same(
    machine: ImportMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = machine.create()
    machine.upload(record, file())
    machine.begin(record)
    parts = machine.step(record, "split")["parts"]
    machine.step(record, "load", part=parts[0])
    machine.step(record, "settle")
    machine.step(record, "report", broken={"load": {"Error": "States.Timeout"}})
    failed = machine.read(record)

    begun = retry(machine, failed)
    monkeypatch.setattr(type(machine.stores.files(machine.tenant)), "open_upload", None)
    done = machine.run(record)

    assert failed.state is JobState.FAILED
    assert begun.attempt == 2
    assert done.state is JobState.DONE
    assert done.error is None
    assert result_of(done)["orders"] == {"created": 36, "refused": 4}
    assert (done.rows, done.rows_done) == (80, 80)


def test_a_retry_after_the_working_objects_are_gone_reads_the_file_again(machine: ImportMachine) -> None:
    record = machine.create()
    machine.upload(record, file())
    machine.begin(record)
    parts = machine.step(record, "split")["parts"]
    machine.step(record, "load", part=parts[0])
    machine.step(record, "report")
    for item in machine.stores.s3.list_objects_v2(Bucket="imports", Prefix="parts/")["Contents"]:
        machine.stores.s3.delete_object(Bucket="imports", Key=item["Key"])

    retry(machine, machine.read(record))
    done = machine.run(record)

    assert result_of(done)["orders"] == {"created": 36, "refused": 4}
    assert (done.split_attempt, done.rows_done) == (2, 80)


def test_a_retried_part_does_not_undo_a_refund_that_came_in_between(
    machine: ImportMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = machine.create()
    machine.upload(record, HEADER.encode() + b"1,ann,2025-01-02,tea,1,2.00\n2,ann,2025-01-02,tea,1,2.00\n")
    machine.begin(record)
    (part,) = machine.step(record, "split")["parts"]
    with monkeypatch.context() as broken:
        broken.setattr(Workplace, "put_json", dying(2, Workplace.put_json))
        with pytest.raises(Killed):
            machine.step(record, "load", part=part)
    refund = parse_order(
        {"orderId": "1", "customerId": "ann", "orderedAt": "2025-01-02", "status": "refunded", "total": 2},
        tenant=machine.tenant,
        settings=Settings.defaults(2),
        arrived_ms=now_ms(),
        now_ms=now_ms(),
        lane=Lane.LIVE,
    )
    stores = machine.stores
    accept_orders([refund], registry=stores.registry(machine.tenant), ledger=stores.ledger(machine.tenant))

    done = machine.run(record)

    statuses = {order["sk"]: order["status"] for order in ledger(machine)}
    assert statuses == {"order#1": "refunded", "order#2": "paid"}
    assert result_of(done)["orders"] == {"created": 2}


@pytest.mark.parametrize(
    ("state", "code"),
    [(JobState.WAITING, "not_uploaded"), (JobState.RUNNING, "running"), (JobState.DONE, "not_failed")],
)
def test_only_an_import_that_has_failed_is_retried(machine: ImportMachine, state: JobState, code: str) -> None:
    record = machine.create()
    if state is not JobState.WAITING:
        machine.upload(record, file())
        machine.begin(record)
    if state is JobState.DONE:
        machine.run(record)

    with pytest.raises(Conflict) as caught:
        retry(machine, record)

    assert caught.value.code == code


def test_an_import_whose_execution_is_gone_can_be_retried(machine: ImportMachine) -> None:
    record = machine.create()
    machine.upload(record, file())
    machine.begin(record)
    arn = machine.stores.names.machine_arn("imports").replace(":stateMachine:", ":execution:")
    machine.stores.stepfunctions.stop_execution(executionArn=f"{arn}:{record.import_id}-1")

    assert retry(machine, record).attempt == 2


def test_a_refused_file_is_not_read_again_and_the_retry_says_why(machine: ImportMachine) -> None:
    record = machine.take_in(b"")

    with pytest.raises(Conflict, match=r"The file itself is refused, .*: The file is empty\.") as caught:
        retry(machine, record)

    assert caught.value.code == "file_refused"
    assert machine.read(record).attempt == 1


def test_a_retried_import_shows_nothing_of_the_attempt_before_it(machine: ImportMachine) -> None:
    record = machine.create()
    machine.upload(record, file())
    machine.begin(record)
    machine.step(record, "report", broken={"load": {"Error": "States.Timeout"}})
    failed = machine.read(record)

    begun = retry(machine, failed)

    assert failed.finished_ms is not None
    assert (begun.state, begun.finished_ms, begun.error, begun.result) == (JobState.RUNNING, None, None, None)


def test_an_attempt_that_is_not_the_last_ends_nothing(machine: ImportMachine) -> None:
    record = machine.create()
    machine.upload(record, file())
    machine.begin(record)
    machine.step(record, "split")
    machine.step(record, "report", broken={"load": {"Error": "States.Timeout"}})
    retry(machine, machine.read(record))

    imports = machine.stores.imports(machine.tenant)
    ended = imports.finish(record.import_id, 1, finished_ms=now_ms(), error="late", refused=False, result={})

    assert not ended
    assert machine.read(record).state is JobState.RUNNING


def test_an_unknown_import_is_not_found(machine: ImportMachine) -> None:
    record = machine.create()
    with pytest.raises(NotFound):
        retry(machine, replace(record, job_id="none"))
    assert record.shown_state(record.created_ms + 3_600_000) == "waiting"
    assert record.shown_state(record.created_ms + 3_600_001) == "expired"
