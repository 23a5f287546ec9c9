"""The state machine of exports, in process: the steps and payloads of `infra/job_steps.py`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from regulars.exporting.job import EXPORT
from regulars.exporting.person.job import PERSON_EXPORT
from regulars.exporting.person.steps import STEPS as PERSON_STEPS
from regulars.exporting.steps import STEPS
from regulars.jobs.steps import run_step
from regulars.stores.opened import Stores

from testing.machines.night import FAR_MS


def create_export_machine(stores: Stores, name: str = EXPORT.machine) -> None:
    """A state machine under the stack's name: its executions start, and run until somebody stops them."""
    definition = json.dumps({"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 600, "End": True}}})
    stores.stepfunctions.create_state_machine(
        name=name, definition=definition, roleArn=f"arn:aws:iam::123456789012:role/{name}"
    )


def run_exports(
    stores: Stores,
    given: Mapping[str, str],
    *,
    at_ms: int,
    deadline_ms: int = FAR_MS,
    under: Callable[[Callable[[], Any]], Any] = lambda do: do(),
) -> dict[str, Any]:
    """All steps of one execution with this input, each call made by `under`; what the last one answers."""

    def step(name: str, **more: Any) -> dict[str, Any]:
        payload = {"step": name, "tenant": given["tenant"], "job": given["job"], **more}
        return run_step(EXPORT, STEPS, payload, stores=stores, clock=lambda: at_ms, deadline_ms=deadline_ms)

    for shard in under(lambda: step("plan"))["shards"]:
        turn = {"done": False, "turn": 0}
        while not turn["done"]:
            turn = under(partial(step, "write", shard=shard, turn=turn["turn"]))
    under(lambda: step("join"))
    found: dict[str, Any] = under(lambda: step("finish", broken={}))
    return found


def run_person_export(
    stores: Stores,
    given: Mapping[str, str],
    *,
    at_ms: int,
    under: Callable[[Callable[[], Any]], Any] = lambda do: do(),
) -> dict[str, Any]:
    """The same of the export of one person."""

    def step(name: str, **more: Any) -> dict[str, Any]:
        payload = {"step": name, "tenant": given["tenant"], "job": given["job"], **more}
        return run_step(PERSON_EXPORT, PERSON_STEPS, payload, stores=stores, clock=lambda: at_ms, deadline_ms=FAR_MS)

    under(lambda: step("collect"))
    found: dict[str, Any] = under(lambda: step("finish", broken={}))
    return found


def exported(stores: Stores, tenant_id: str) -> dict[str, bytes]:
    """The files of all exports of a tenant, by the end of their key."""
    bucket, prefix = stores.names.imports_bucket, f"exports/{tenant_id}/"
    found = stores.s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
    keys = [one["Key"] for one in found]
    return {key.removeprefix(prefix): stores.s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}
