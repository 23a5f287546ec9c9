"""A kind of long jobs is a declaration: its record, slot, turns, guard, wait and line in `doctor` follow from it."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest
from regulars.erasing.steps import steps_beside
from regulars.evaluating.steps import STEPS as EVALUATION_STEPS
from regulars.exporting.person.steps import STEPS as PERSON_STEPS
from regulars.exporting.steps import STEPS as EXPORT_STEPS
from regulars.facts.tenant import Tenant
from regulars.facts.time import HOUR_MS, MINUTE_MS
from regulars.importing.job.steps import STEPS as IMPORT_STEPS
from regulars.job_kinds import KINDS
from regulars.jobs.door import do_step
from regulars.jobs.find import as_it_stands, wait_for_end
from regulars.jobs.guard import StepFailed
from regulars.jobs.kind import JobKind, Line, OneATenant
from regulars.jobs.look import troubles
from regulars.jobs.start import start_job
from regulars.jobs.steps import Steps, run_step
from regulars.jobs.turns import ask_for_turn
from regulars.nightly.steps import STEPS as NIGHT_STEPS
from regulars.stores.opened import Stores
from regulars.stores.tenant.job_record import JobRecord, JobState
from regulars.telemetry import logger

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS
from testing.toy_kind import SENTENCES, toy_kind, toy_steps

ALONE = toy_kind(OneATenant())
IN_LINE = toy_kind(Line(at_once=lambda stores: 3, of_tenant=1, wait_of_tenant=2))


@pytest.fixture(autouse=True)
def machine(stores: Stores) -> None:
    """Executions start, and run until somebody stops them."""
    arn = "arn:aws:states:us-east-1:123456789012:stateMachine:copies"
    stores.names = replace(stores.names, machines={**stores.names.machines, "copies": arn})
    definition = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 600, "End": True}}}
    stores.stepfunctions.create_state_machine(
        name="copies", definition=json.dumps(definition), roleArn="arn:aws:iam::123456789012:role/copies"
    )


def executions(stores: Stores) -> list[str]:
    arn = stores.names.machine_arn("copies")
    return sorted(one["name"] for one in stores.stepfunctions.list_executions(stateMachineArn=arn)["executions"])


def stop(stores: Stores, execution: str) -> None:
    arn = stores.names.machine_arn("copies").replace(":stateMachine:", ":execution:")
    stores.stepfunctions.stop_execution(executionArn=f"{arn}:{execution}")


def read(kind: JobKind, stores: Stores, tenant: Tenant, job_id: str) -> JobRecord:
    found: JobRecord | None = kind.of(stores, tenant).read(job_id)
    assert found is not None
    return found


def run(kind: JobKind, stores: Stores, event: dict[str, Any], steps: Steps | None = None) -> dict[str, Any]:
    """What the state machine does, in its order."""
    steps = steps or toy_steps(kind)

    def step(name: str, **more: Any) -> dict[str, Any]:
        payload = {**event, "step": name, **more}
        return run_step(kind, steps, payload, stores=stores, clock=lambda: NOW_MS + 5, deadline_ms=NOW_MS)

    for shard in step("list")["shards"]:
        turn = {"done": False, "turn": 0}
        while not turn["done"]:
            turn = step("write", shard=shard, turn=turn["turn"])
    while not step("settle")["done"]:
        pass
    return step("sign")


def test_a_job_has_a_record_and_ends_with_what_it_left(stores: Stores, tenant: Tenant) -> None:
    started = start_job(ALONE, JobRecord("e1", NOW_MS, asked={"format": "csv"}), tenant, stores=stores, now_ms=NOW_MS)

    assert executions(stores) == ["acme-e1"]
    assert (started.job.state, started.job.asked) == (JobState.WAITING, {"format": "csv"})
    assert run(ALONE, stores, ALONE.payload("acme", started.job)) == {"error": ""}

    ended = read(ALONE, stores, tenant, "e1")
    assert (ended.state, ended.error, ended.result) == (JobState.DONE, None, {"link": "https://example.com/copy"})
    assert ALONE.of(stores, tenant).page(5) == [ended]
    assert stores.jobs(tenant).page(5) == [], "another kind's"


def test_a_tenant_has_one_job_of_a_kind_at_a_time(stores: Stores, tenant: Tenant) -> None:
    first = start_job(ALONE, JobRecord("e1", NOW_MS), tenant, stores=stores, now_ms=NOW_MS)
    second = start_job(ALONE, JobRecord("e2", NOW_MS), tenant, stores=stores, now_ms=NOW_MS)
    other = make_tenant(stores, "globex")
    elsewhere = start_job(ALONE, JobRecord("e1", NOW_MS), other, stores=stores, now_ms=NOW_MS)

    assert (first.new, second.new, second.job.job_id, elsewhere.new) == (True, False, "e1", True)
    stop(stores, "acme-e1")
    late_ms = NOW_MS + HOUR_MS
    third = start_job(ALONE, JobRecord("e3", late_ms), tenant, stores=stores, now_ms=late_ms)

    given_up = read(ALONE, stores, tenant, "e1")
    assert third.new
    assert (given_up.state, given_up.error) == (JobState.FAILED, SENTENCES["given_up"])


def test_jobs_of_a_line_wait_for_their_turn_and_the_end_of_one_begins_the_next(stores: Stores, tenant: Tenant) -> None:
    def states() -> list[JobState]:
        return [read(IN_LINE, stores, tenant, job_id).state for job_id in ("e1", "e2")]

    records = IN_LINE.of(stores, tenant)
    for job_id in ("e1", "e2"):
        records.create(JobRecord(job_id, NOW_MS))
        ask_for_turn(IN_LINE, read(IN_LINE, stores, tenant, job_id), tenant, stores=stores, now_ms=NOW_MS)

    assert [read(IN_LINE, stores, tenant, job_id).state for job_id in ("e1", "e2")] == [
        JobState.RUNNING,
        JobState.WAITING,
    ]
    run(IN_LINE, stores, IN_LINE.payload("acme", read(IN_LINE, stores, tenant, "e1")))

    assert states() == [JobState.DONE, JobState.RUNNING]
    assert executions(stores) == ["e1-1", "e2-1"]


def test_a_step_is_guarded_and_what_it_had_read_is_in_no_log(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    logged = io.StringIO()
    monkeypatch.setattr(logger()._logger.handlers[0], "stream", logged)

    def failing(call: Any) -> dict[str, Any]:
        raise ValueError("ann@example.com")

    event = {"step": "list", "tenant": "acme", "job": "e1"}
    with pytest.raises(StepFailed, match="list broke off: ValueError"):
        do_step(ALONE, {"list": failing}, event, stores=lambda: stores, left_ms=0)

    line = json.loads(logged.getvalue())
    assert (line["message"], line["kind"], line["step"], line["job"]) == ("job.fault", "copy", "list", "e1")
    assert "ann" not in logged.getvalue()


def test_the_sentence_of_the_step_that_broke_off_is_the_jobs_error(stores: Stores, tenant: Tenant) -> None:
    job = start_job(ALONE, JobRecord("e1", NOW_MS), tenant, stores=stores, now_ms=NOW_MS).job
    event = {**ALONE.payload("acme", job), "broken": {"write": {"Error": "States.TaskFailed", "Cause": "..."}}}

    assert run(ALONE, stores, event) == {"error": SENTENCES["write"]}

    assert read(ALONE, stores, tenant, "e1").error == SENTENCES["write"]


def test_a_job_is_waited_for_until_it_has_ended_or_so_long(stores: Stores, tenant: Tenant) -> None:
    job = start_job(ALONE, JobRecord("e1", NOW_MS), tenant, stores=stores, now_ms=NOW_MS).job
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            run(ALONE, stores, ALONE.payload("acme", job))

    waited = wait_for_end(ALONE, job, tenant, stores=stores, longest_s=20, clock=lambda: sum(slept), sleep=sleep)

    assert (waited.state, sum(slept)) == (JobState.DONE, 1.5)


def test_a_job_whose_machine_broke_down_has_failed_and_doctor_names_it(stores: Stores, tenant: Tenant) -> None:
    job = start_job(ALONE, JobRecord("e1", NOW_MS), tenant, stores=stores, now_ms=NOW_MS).job
    late_ms = NOW_MS + 2 * MINUTE_MS
    assert as_it_stands(ALONE, job, tenant, stores=stores, now_ms=late_ms) == job
    assert list(troubles(ALONE, tenant, stores=stores, now_ms=late_ms)) == []

    stop(stores, "acme-e1")

    stands = as_it_stands(ALONE, job, tenant, stores=stores, now_ms=late_ms)
    assert (stands.state, stands.error) == (JobState.FAILED, SENTENCES["stopped"])
    assert list(troubles(ALONE, tenant, stores=stores, now_ms=late_ms)) == [
        ("copy e1 of acme", SENTENCES["stopped"], "ask for e1 of acme again")
    ]


def test_a_job_of_a_line_that_nothing_has_begun_is_named(stores: Stores, tenant: Tenant) -> None:
    IN_LINE.of(stores, tenant).create(JobRecord("e1", NOW_MS))

    assert list(troubles(IN_LINE, tenant, stores=stores, now_ms=NOW_MS)) == []
    [found] = troubles(IN_LINE, tenant, stores=stores, now_ms=NOW_MS + 2 * MINUTE_MS)

    assert found.state == "it could begin, and nothing has begun it"


@pytest.mark.parametrize("slot", [OneATenant(), Line(at_once=lambda stores: 1)])
def test_a_kind_that_lacks_the_sentence_of_a_failure_is_refused(slot: OneATenant | Line) -> None:
    for failure in toy_kind(slot).failures:
        for said in ({}, {failure: ""}, {failure: "It failed"}):
            sentences = {name: text for name, text in SENTENCES.items() if name != failure} | said
            with pytest.raises(ValueError, match=f"no sentence .* of copy: {failure}$"):
                toy_kind(slot, sentences=sentences)


def test_every_kind_does_the_steps_that_it_declares_by_functions_that_it_declares() -> None:
    does = {
        "import": IMPORT_STEPS,
        "recalculation": NIGHT_STEPS,
        "evaluation": EVALUATION_STEPS,
        "export": EXPORT_STEPS,
        "person": PERSON_STEPS,
        "erasure": steps_beside(KINDS),
    }

    assert {kind.name: set(kind.step_names) for kind in KINDS} == {name: set(steps) for name, steps in does.items()}
    for kind in KINDS:
        assert {step.function for step in kind.steps} <= {worker.name for worker in kind.workers}


def test_a_step_that_a_kind_does_not_declare_is_an_error(stores: Stores) -> None:
    with pytest.raises(ValueError, match="burn is no step of a job of the kind copy"):
        run_step(ALONE, {}, {"step": "burn"}, stores=stores, clock=lambda: NOW_MS, deadline_ms=0)
