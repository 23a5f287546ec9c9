"""Guests whom the orders of a file claim: their rows are emptied by the import, however often it broke off."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from regulars.facts.time import HOUR_MS
from regulars.importing.job import work as work_module
from regulars.importing.job.requests import retry_import
from regulars.importing.job.touched import touched_by
from regulars.importing.job.work import open_work
from regulars.stores.opened import Stores
from regulars.stores.tenant.imports import ImportRecord

from testing.machines.imports import ImportMachine, create_machine, machine_of_new, now_ms, project_bulk_queue
from testing.machines.killed import Kill, Killed, again_and_again

HEADER = "order_id,customer_id,email,date,total\n"
OF_A_TILL = f"{HEADER}g1,,x@example.com,2025-01-02,5\n".encode()
NAMED = f"{HEADER}o1,ann,x@example.com,2025-01-03,7\no2,ann,,2025-01-04,8\n".encode()


@pytest.fixture
def machine_of(stores: Stores) -> Callable[[str], ImportMachine]:
    """The import machine of a new tenant, which has taken in an order that names an address alone."""
    create_machine(stores)

    def new(tenant_id: str) -> ImportMachine:
        machine = machine_of_new(stores, tenant_id)
        machine.take_in(OF_A_TILL)
        assert spends(machine) == {machine.tenant.guest_id("x@example.com"): 500}
        return machine

    return new


def spends(machine: ImportMachine) -> dict[str, int]:
    """What each row that is not emptied says, once all messages are worked off."""
    project_bulk_queue(machine.stores)
    rows = machine.stores.rows(machine.tenant).all()
    return {row.customer_id: row.facts.purchases.spend_minor for row in rows if row.facts.known}


def begun(machine: ImportMachine, content: bytes = NAMED) -> ImportRecord:
    record = machine.create()
    machine.upload(record, content)
    machine.begin(record)
    return record


def sent(machine: ImportMachine, record: ImportRecord) -> list[str]:
    """Whom the first chunk of the present attempt names."""
    event = {"tenant": machine.tenant.id, "job": record.import_id, "attempt": machine.read(record).attempt}
    touched = touched_by(open_work(machine.stores, event), 0, 0)
    assert touched is not None
    return [one for customer_id, guests in touched.items() for one in (customer_id, *guests)]


def test_a_guest_who_is_claimed_by_a_file_has_no_row_afterwards(machine_of: Callable[[str], ImportMachine]) -> None:
    machine = machine_of("acme")

    machine.take_in(NAMED)

    assert spends(machine) == {"ann": 2000}


def test_guests_whom_somebody_has_already_are_not_projected_by_the_next_file(
    machine_of: Callable[[str], ImportMachine],
) -> None:
    machine = machine_of("acme")
    first, second = begun(machine), begun(machine)
    machine.run(first)
    machine.run(second)

    assert sent(machine, first) == ["ann", machine.tenant.guest_id("x@example.com")]
    assert sent(machine, second) == ["ann"]


def test_an_import_killed_before_any_write_empties_the_rows_of_those_it_claims(
    machine_of: Callable[[str], ImportMachine],
) -> None:
    counting = Kill()
    take_in_with(machine_of("whole"), counting)
    assert counting.writes > 12

    for number in range(1, counting.writes + 1):
        machine = machine_of(f"killed-{number}")
        take_in_with(machine, Kill(number))
        assert spends(machine) == {"ann": 2000}, f"killed before {number}"


def take_in_with(machine: ImportMachine, kill: Kill) -> None:
    """All steps under the kill, each repeated until it ends."""
    record = begun(machine)
    under = partial(again_and_again, kill, machine.stores)
    for part in under(lambda: machine.step(record, "split"))["parts"]:
        under(partial(machine.step, record, "load", part=part))
    while not under(lambda: machine.step(record, "settle"))["done"]:
        project_bulk_queue(machine.stores)
    under(lambda: machine.step(record, "report", broken={}))


@pytest.mark.parametrize("fresh_ms", [HOUR_MS, -HOUR_MS])
def test_a_retry_empties_the_rows_of_those_whom_an_attempt_claimed_that_ended_with_its_machine(
    machine_of: Callable[[str], ImportMachine], fresh_ms: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing settles what was claimed before a write of `load`; the retry goes on with its split, or splits anew."""
    monkeypatch.setattr(work_module, "_FRESH_MS", fresh_ms)
    for number in range(1, 12):
        machine = machine_of(f"retried-{number}")
        record = begun(machine)
        [part] = machine.step(record, "split")["parts"]
        kill = Kill(number)
        try:
            with kill.over(machine.stores):
                machine.step(record, "load", part=part)
        except Killed:
            stop(machine, record)
            retry_import(record.import_id, machine.tenant, stores=machine.stores, now_ms=now_ms())
        machine.run(record)
        assert spends(machine) == {"ann": 2000}, f"killed before {number}"
        if kill.writes < number:
            return
    pytest.fail("there are more writes than were tried")


def stop(machine: ImportMachine, record: ImportRecord) -> None:
    """The machine of the present attempt ends without a step more."""
    arn = machine.stores.names.machine_arn("imports").replace(":stateMachine:", ":execution:")
    name = machine.read(record).execution(machine.tenant.id)
    machine.stores.stepfunctions.stop_execution(executionArn=f"{arn}:{name}")
