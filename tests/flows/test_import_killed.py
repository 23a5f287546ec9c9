"""An import of a shop's export, killed before each of its requests that write."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from regulars.importing.job import load as load_module
from regulars.importing.job import runs as runs_module
from regulars.importing.job.requests import retry_import
from regulars.stores.dynamo.calls import unpack
from regulars.stores.opened import Stores
from regulars.stores.tenant.imports import ImportRecord

from testing.exports.market import ODDITIES, sales
from testing.exports.shopify import table
from testing.machines.imports import ImportMachine, create_machine, machine_of_new, now_ms, project_bulk_queue
from testing.machines.killed import Kill, Killed, again_and_again

ORDERS = sales(8, len(ODDITIES))[8:20:2]
FILE = table(ORDERS).shuffled(3).csv() + b"#9,,paid\n"


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_module, "CHUNK_ORDERS", 2)
    monkeypatch.setattr(runs_module, "_PART_BYTES", 1_500)
    monkeypatch.setattr(runs_module, "_RUN_BYTES", 2_500)


@pytest.fixture
def machine_of(stores: Stores) -> Callable[[str], ImportMachine]:
    create_machine(stores)
    return partial(machine_of_new, stores)


def import_with(machine: ImportMachine, kill: Kill) -> ImportRecord:
    """All steps under the kill, each repeated until it ends."""
    record = machine.create()
    machine.upload(record, FILE)
    under = partial(again_and_again, kill, machine.stores)
    under(lambda: machine.begin(record))
    for part in under(lambda: machine.step(record, "split"))["parts"]:
        under(partial(machine.step, record, "load", part=part))
    while not under(lambda: machine.step(record, "settle"))["done"]:
        project_bulk_queue(machine.stores)
    under(lambda: machine.step(record, "report", broken={}))
    return machine.read(record)


def run_to_its_end(machine: ImportMachine, record: ImportRecord, kill: Kill) -> None:
    """All steps under the kill, none repeated."""
    with kill.over(machine.stores):
        for part in machine.step(record, "split")["parts"]:
            machine.step(record, "load", part=part)
        machine.step(record, "settle")
    settle(machine, record)
    with kill.over(machine.stores):
        machine.step(record, "report", broken={})


def settle(machine: ImportMachine, record: ImportRecord) -> None:
    """Until every customer has caught up."""
    while not machine.step(record, "settle")["done"]:
        project_bulk_queue(machine.stores)


def outcome(machine: ImportMachine, record: ImportRecord) -> dict[str, Any]:
    """The report, the refused rows, and everything that is stored of the tenant's customers."""
    dynamodb, tenant_id = machine.stores.dynamodb, machine.tenant.id
    items: dict[str, list[dict[str, Any]]] = {}
    for name in ("ledger", "registry", "facts", "evaluations"):
        found = dynamodb.scan(TableName=name)["Items"]
        mine = [unpack(item) for item in found if item["pk"]["S"].startswith(f"{tenant_id}#")]
        items[name] = sorted((_lasting(item, tenant_id) for item in mine), key=lambda item: (item["pk"], item["sk"]))
    assert record.result is not None
    return {"report": dict(record.result), "state": record.state, "refused": machine.refused_rows(record), **items}


def _lasting(item: dict[str, Any], tenant_id: str) -> dict[str, Any]:
    """Without what tells one run from another: clocks, locks and the import's own id."""
    passing = ("written", "arrived", "import_id", "n", "at", "revision", "read_at")
    kept = {name: value for name, value in item.items() if name not in passing}
    return kept | {"pk": item["pk"].removeprefix(tenant_id)}


def test_an_import_killed_before_any_write_ends_like_an_unbroken_one(
    machine_of: Callable[[str], ImportMachine],
) -> None:
    unbroken = machine_of("whole")
    counting = Kill()
    expected = outcome(unbroken, import_with(unbroken, counting))
    assert expected["report"]["orders"] == {"created": len(ORDERS), "refused": 1}
    assert counting.writes > 25

    for number in range(1, counting.writes + 1):
        machine = machine_of(f"killed-{number}")
        assert outcome(machine, import_with(machine, Kill(number))) == expected, f"killed before {number}"


def test_an_attempt_that_was_killed_and_a_retry_by_its_caller_end_like_an_unbroken_import(
    machine_of: Callable[[str], ImportMachine],
) -> None:
    unbroken = machine_of("whole")
    counting = Kill()
    record = _begun(unbroken)
    run_to_its_end(unbroken, record, counting)
    expected = outcome(unbroken, unbroken.read(record))
    assert counting.writes > 20

    for number in range(1, counting.writes + 1, 4):
        machine = machine_of(f"retried-{number}")
        record = _begun(machine)
        with pytest.raises(Killed):
            run_to_its_end(machine, record, Kill(number))
        settle(machine, record)
        machine.step(record, "report", broken={"load": {"Error": "Killed"}})
        if machine.read(record).error:
            machine.stores.stepfunctions.stop_execution(executionArn=_execution(machine, record))
            retry_import(record.import_id, machine.tenant, stores=machine.stores, now_ms=now_ms())
            machine.run(record)

        assert outcome(machine, machine.read(record)) == expected, f"killed before {number}"


def _begun(machine: ImportMachine) -> ImportRecord:
    record = machine.create()
    machine.upload(record, FILE)
    machine.begin(record)
    return record


def _execution(machine: ImportMachine, record: ImportRecord) -> str:
    arn = machine.stores.names.machine_arn("imports").replace(":stateMachine:", ":execution:")
    return f"{arn}:{machine.read(record).execution(machine.tenant.id)}"
