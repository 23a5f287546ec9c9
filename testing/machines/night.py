"""The night's state machine, in process: the steps in the order and with the payloads of `infra/job_steps.py`."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from regulars.facts.tenant import Tenant
from regulars.jobs.steps import run_step
from regulars.nightly.job import RECALCULATION
from regulars.nightly.start import start_job
from regulars.nightly.steps import STEPS
from regulars.stores.machines import Machine
from regulars.stores.opened import Stores
from regulars.stores.tenant.jobs import Job

FAR_MS = 10**15


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def create_night_machine(stores: Stores) -> None:
    """A state machine under the stack's name: its executions start, and run until somebody stops them."""
    definition = json.dumps({"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 600, "End": True}}})
    stores.stepfunctions.create_state_machine(
        name="nights", definition=definition, roleArn="arn:aws:iam::123456789012:role/nights"
    )


def executions(stores: Stores) -> list[str]:
    """The names of all executions that were started."""
    found = stores.stepfunctions.list_executions(stateMachineArn=stores.names.machine_arn("nights"))["executions"]
    return sorted(execution["name"] for execution in found)


def end(stores: Stores, execution: str) -> None:
    """The execution of that name is over, whatever its job says."""
    arn = stores.names.machine_arn("nights").replace(":stateMachine:", ":execution:")
    stores.stepfunctions.stop_execution(executionArn=f"{arn}:{execution}")


def run_machine(stores: Stores, given: Mapping[str, str], *, at_ms: int | None = None) -> dict[str, Any]:
    """All steps of one execution with this input, as of an instant; what `summarise` answers."""

    def step(name: str, **more: Any) -> dict[str, Any]:
        clock = now_ms if at_ms is None else lambda: at_ms
        return run_step(
            RECALCULATION, STEPS, {"step": name, **given, **more}, stores=stores, clock=clock, deadline_ms=FAR_MS
        )

    for shard in step("plan")["shards"]:
        turn = {"done": False, "turn": 0}
        while not turn["done"]:
            turn = step("recalculate", shard=shard, turn=turn["turn"])
    return step("summarise")


def run_night(stores: Stores, tenant: Tenant, job_id: str, *, at_ms: int, manual: bool = False) -> Job:
    """One whole recalculation; its job at the end."""
    start_job(tenant, job_id, manual=manual, stores=stores, now_ms=at_ms)
    run_machine(stores, {"tenant": tenant.id, "job": job_id}, at_ms=at_ms)
    job = stores.jobs(tenant).read(job_id)
    assert job is not None
    return job


@contextmanager
def running_at_once(stores: Stores, *, at_ms: int | None = None) -> Iterator[None]:
    """Meanwhile a recalculation that is started is over when the call returns; other machines as always."""
    started = Machine.start

    def start(self: Machine, name: str, given: Mapping[str, Any]) -> None:
        if "attempt" in given or not self._arn.endswith("nights"):
            started(self, name, given)
        else:
            run_machine(stores, given, at_ms=at_ms)

    with patch.object(Machine, "start", start):
        yield
