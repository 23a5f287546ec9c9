"""Settling: each touched customer once, until the facts of each show what was written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from regulars.facts.order import Lane
from regulars.facts.tenant import Generation
from regulars.facts.time import MINUTE_MS
from regulars.importing.job import settle as settle_module
from regulars.importing.job.sentences import NOT_SETTLED
from regulars.importing.job.settle import settle
from regulars.importing.job.work import open_work
from regulars.stores.messages import Touch, Touched
from regulars.stores.tenant.imports import ImportRecord
from regulars.stores.tenant.job_record import JobState

from testing.machines.imports import FAR_MS, ImportMachine, now_ms, project_bulk_queue

CUSTOMERS = 25


def loaded(machine: ImportMachine) -> ImportRecord:
    """An import of two orders for each customer that has been loaded and not settled."""
    rows = [f"{order},c{order % CUSTOMERS},2025-01-02,5\n" for order in range(2 * CUSTOMERS)]
    record = machine.create()
    machine.upload(record, ("order_id,customer_id,date,total\n" + "".join(rows)).encode())
    machine.begin(record)
    for part in machine.step(record, "split")["parts"]:
        machine.step(record, "load", part=part)
    return record


def look(machine: ImportMachine, record: ImportRecord, *, at_ms: int, **changes: Any) -> int:
    """One turn of `settle` at an instant."""
    stores = machine.stores
    tenant = replace(machine.tenant, **changes)
    work = open_work(stores, {"tenant": tenant.id, "job": record.import_id, "attempt": 1})
    return settle(
        work,
        facts=[stores.rows(tenant, generation) for generation in tenant.writing],
        ledger=stores.ledger(tenant),
        queue=stores.queue(Lane.IMPORT),
        imports=stores.imports(tenant),
        clock=lambda: at_ms,
        deadline_ms=FAR_MS,
    )


def waiting(machine: ImportMachine) -> int:
    """How many messages the bulk queue holds."""
    answer = machine.stores.sqs.get_queue_attributes(
        QueueUrl=machine.stores.names.bulk_queue_url, AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(answer["Attributes"]["ApproximateNumberOfMessages"])


def test_each_touched_customer_is_sent_once_however_often_it_is_looked_at(machine: ImportMachine) -> None:
    record = loaded(machine)

    turns = [look(machine, record, at_ms=now_ms()) for _ in range(3)]

    assert min(turns) > 0
    assert waiting(machine) == CUSTOMERS
    assert project_bulk_queue(machine.stores) == CUSTOMERS
    assert look(machine, record, at_ms=now_ms()) == 0
    assert machine.read(record).customers_settled == CUSTOMERS


def test_a_row_that_was_read_before_the_last_write_does_not_count(machine: ImportMachine) -> None:
    first = loaded(machine)
    look(machine, first, at_ms=now_ms())
    project_bulk_queue(machine.stores)

    second = loaded(machine)

    assert look(machine, second, at_ms=now_ms()) > 0


def test_customers_that_lag_are_sent_again_later_and_later(machine: ImportMachine) -> None:
    record = loaded(machine)
    start_ms = now_ms()
    look(machine, record, at_ms=start_ms)

    sent = []
    for minute in (1, 2, 3, 6, 14):
        look(machine, record, at_ms=start_ms + minute * MINUTE_MS)
        sent.append(waiting(machine) // CUSTOMERS)

    assert sent == [1, 2, 2, 3, 4]


def test_only_those_who_lag_are_sent_again(machine: ImportMachine) -> None:
    record = loaded(machine)
    start_ms = now_ms()
    look(machine, record, at_ms=start_ms)
    project_bulk_queue(machine.stores)
    lagging = machine.stores.rows(machine.tenant)
    machine.stores.dynamodb.delete_item(
        TableName="facts", Key={"pk": {"S": f"acme#{lagging.generation.number}#000"}, "sk": {"S": "c3"}}
    )

    look(machine, record, at_ms=start_ms + MINUTE_MS)
    look(machine, record, at_ms=start_ms + 3 * MINUTE_MS)

    assert waiting(machine) == 1
    assert machine.read(record).customers_settled == CUSTOMERS - 1


def test_an_import_whose_settling_broke_off_fails_and_says_that_nobody_knows(machine: ImportMachine) -> None:
    record = loaded(machine)

    told = machine.step(record, "report", broken={"settle": {"Error": "States.Timeout"}})

    assert told == {"state": "failed", "error": NOT_SETTLED}
    ended = machine.read(record)
    assert (ended.state, ended.error, ended.refused) == (JobState.FAILED, NOT_SETTLED, False)


def test_after_an_hour_of_sending_it_gives_up_and_the_report_says_so(machine: ImportMachine) -> None:
    record = loaded(machine)
    at_ms = now_ms()

    while look(machine, record, at_ms=at_ms):
        at_ms += MINUTE_MS
    machine.step(record, "report")

    failed = machine.read(record)
    assert failed.state is JobState.FAILED
    assert failed.error == (
        f"All orders are stored, but the facts of {CUSTOMERS} customers have not caught up: retry the import."
    )
    assert waiting(machine) == 6 * CUSTOMERS


def test_every_generation_that_is_written_must_have_caught_up(machine: ImportMachine) -> None:
    record = loaded(machine)
    look(machine, record, at_ms=now_ms())
    project_bulk_queue(machine.stores)

    writing = (Generation(1, 1), Generation(2, 1))

    assert look(machine, record, at_ms=now_ms(), writing=writing) > 0
    assert look(machine, record, at_ms=now_ms()) == 0


def test_a_large_import_has_only_so_many_customers_in_the_queue(
    machine: ImportMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settle_module, "BATCH", 5)
    monkeypatch.setattr(settle_module, "_IN_FLIGHT", 2)
    record = loaded(machine)

    look(machine, record, at_ms=now_ms())
    most = waiting(machine)
    projected = 0
    while look(machine, record, at_ms=now_ms()):
        most = max(most, waiting(machine))
        projected += project_bulk_queue(machine.stores)

    assert most == 10
    assert projected == CUSTOMERS


def test_it_looks_less_often_the_longer_it_takes(machine: ImportMachine) -> None:
    record = loaded(machine)
    start_ms = now_ms()

    waits = [look(machine, record, at_ms=start_ms + seconds * 1_000) for seconds in (0, 60, 100_000)]

    assert waits == [1, 6, 30]


def test_a_dry_run_and_a_refused_file_have_nothing_to_settle(machine: ImportMachine) -> None:
    for options, content in (({"dryRun": True}, b"order_id,customer_id,date,total\n1,a,2025-01-02,5\n"), ({}, b"")):
        machine.take_in(content, **options)

    assert waiting(machine) == 0


def test_what_is_sent_names_tenant_and_customer(machine: ImportMachine) -> None:
    sent: list[Touch] = []
    record = loaded(machine)
    work = open_work(machine.stores, {"tenant": "acme", "job": record.import_id, "attempt": 1})

    class Queue:
        def send_touches(self, touches: list[Touch]) -> None:
            sent.extend(touches)

    settle(
        work,
        facts=[machine.stores.rows(machine.tenant)],
        ledger=machine.stores.ledger(machine.tenant),
        queue=Queue(),  # type: ignore[arg-type]
        imports=machine.stores.imports(machine.tenant),
        clock=now_ms,
        deadline_ms=FAR_MS,
    )

    assert set(sent) == {Touch(Touched("acme", f"c{number}")) for number in range(CUSTOMERS)}
