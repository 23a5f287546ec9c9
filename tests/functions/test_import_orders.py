"""The door of imports: an upload's event starts an execution, a payload does a step."""

from __future__ import annotations

import io
import json
import traceback
from typing import Any

import pytest
from regulars.errors import FieldError, OrderRefused
from regulars.facts.tenant import Tenant
from regulars.jobs import door
from regulars.jobs.guard import StepFailed
from regulars.stores.opened import Stores
from regulars.stores.tenant.job_record import JobState
from regulars.telemetry import logger

from testing.handlers import load_handler
from testing.machines.imports import ImportMachine, create_machine


class Context:
    aws_request_id = "request"

    def get_remaining_time_in_millis(self) -> int:
        return 900_000


@pytest.fixture
def machine(stores: Stores, tenant: Tenant) -> ImportMachine:
    create_machine(stores)
    return ImportMachine(stores, tenant)


def uploaded(key: str) -> dict[str, Any]:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html: the key is not encoded there."""
    detail = {"version": "0", "bucket": {"name": "imports"}, "object": {"key": key, "size": 5}, "reason": "POST Object"}
    return {"version": "0", "detail-type": "Object Created", "source": "aws.s3", "detail": detail}


def test_an_upload_starts_an_execution_that_names_import_and_attempt(machine: ImportMachine) -> None:
    handler = load_handler("import_orders").lambda_handler
    record = machine.create()
    machine.upload(record, b"order_id,customer_id,date,total\n1,ann,2025-01-02,5\n")
    key = f"uploads/acme/{record.import_id}/orders.csv"

    first, again = handler(uploaded(key), Context()), handler(uploaded(key), Context())

    executions = machine.stores.stepfunctions.list_executions(
        stateMachineArn=machine.stores.names.machine_arn("imports")
    )["executions"]
    assert first == again == {"execution": f"{record.import_id}-1"}
    assert [execution["name"] for execution in executions] == [f"{record.import_id}-1"]
    assert machine.read(record).state is JobState.RUNNING


def test_an_upload_of_no_tenant_or_import_starts_nothing(machine: ImportMachine) -> None:
    handler = load_handler("import_orders").lambda_handler

    assert handler(uploaded("uploads/none/1/orders.csv"), Context()) == {"execution": None}
    assert handler(uploaded("uploads/acme/1/orders.csv"), Context()) == {"execution": None}


def test_an_execution_that_broke_down_gives_its_turn_on(machine: ImportMachine) -> None:
    """https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html"""
    handler = load_handler("import_orders").lambda_handler
    record = machine.create()
    machine.upload(record, b"order_id,customer_id,date,total\n1,ann,2025-01-02,5\n")
    machine.begin(record)
    given = {"tenant": "acme", "job": record.import_id, "attempt": 1}
    detail = {"status": "TIMED_OUT", "name": f"{record.import_id}-1", "input": json.dumps(given)}
    event = {"source": "aws.states", "detail-type": "Step Functions Execution Status Change", "detail": detail}
    assert [turn.attempt.job_id for turn in machine.stores.job_turns("import").read().running] == [record.import_id]

    assert [handler(event, Context()) for _ in range(2)] == [{"execution": None}] * 2

    assert machine.stores.job_turns("import").read().running == ()


def test_the_steps_answer_what_the_machine_decides_on(machine: ImportMachine) -> None:
    handler = load_handler("import_orders").lambda_handler
    record = machine.create()
    machine.upload(record, b"order_id,customer_id,date,total\n1,ann,2025-01-02,5\n")
    machine.begin(record)

    def step(name: str, **more: Any) -> dict[str, Any]:
        payload = {"step": name, "tenant": "acme", "job": record.import_id, "attempt": 1, **more}
        answer: dict[str, Any] = handler(payload, Context())
        return answer

    parts = step("split")
    assert parts == {"parts": [{"number": 0}]}
    assert step("load", part=parts["parts"][0]) == {"done": True}
    assert step("settle") == {"done": False, "waitSeconds": 1}
    assert step("report", broken={}) == {"state": "done", "error": ""}


def test_a_file_that_is_refused_is_no_failure_of_the_machine(machine: ImportMachine) -> None:
    record = machine.create()
    machine.upload(record, b"%PDF")
    machine.begin(record)

    assert machine.step(record, "split") == {"parts": []}
    assert machine.step(record, "settle") == {"done": True, "waitSeconds": 0}
    assert machine.step(record, "report", broken={})["state"] == "refused"
    assert machine.read(record).state is JobState.FAILED


def test_what_breaks_is_logged_by_type_and_place_and_never_with_what_a_caller_wrote(
    machine: ImportMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        try:
            raise OrderRefused([FieldError("ann@example.com", "is not a field of an order")], "ann@example.com")
        except OrderRefused as error:
            raise ValueError("ann@example.com") from error

    handler = load_handler("import_orders")
    monkeypatch.setattr(door, "run_step", broken)
    logged = io.StringIO()
    monkeypatch.setattr(logger()._logger.handlers[0], "stream", logged)

    with pytest.raises(StepFailed) as caught:
        handler.lambda_handler({"step": "load", "tenant": "acme", "job": "i", "attempt": 1}, Context())

    line = json.loads(logged.getvalue())
    assert (line["message"], line["error"], line["step"]) == ("job.fault", "ValueError", "load")
    assert "test_import_orders.py" in line["frames"][-1]
    told = logged.getvalue() + "".join(traceback.format_exception(caught.value))
    assert "ann" not in told


def test_a_payload_of_no_import_is_an_error(machine: ImportMachine) -> None:
    with pytest.raises(Exception, match="split broke off: NotFound"):
        load_handler("import_orders").lambda_handler(
            {"step": "split", "tenant": "acme", "job": "none", "attempt": 1}, Context()
        )
