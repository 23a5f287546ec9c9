"""The rights that a kind of jobs declares, as lines of permissions and what its functions are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from regulars.job_kinds import KINDS
from regulars.jobs.rights import TELLS, Right, Worker

from infra.bus import Bus
from infra.deployment import Deployment
from infra.permissions import Allowed, allow, write_tenants
from infra.streams import Queues
from infra.tables import Tables

EVERY_TENANT = "Files of any tenant, under this one prefix."
_EXECUTIONS = ("states:DescribeExecution", "states:StopExecution")


class Parts(NamedTuple):
    """The parts of the stack that rights name."""

    tables: Tables
    queues: Queues
    undelivered: sqs.Queue
    bucket: s3.Bucket
    signing_key: kms.IKey
    bus: Bus
    deployment: Deployment


def allowed(worker: Worker, parts: Parts) -> list[Allowed]:
    """What a function may do."""
    found = [line for right in worker.rights for line in _lines(right, parts)]
    if any(right.on.startswith("files:") for right in worker.rights):
        found.append(allow(["s3:ListBucket"], parts.bucket.bucket_arn))  # else a missing object answers 403, not 404
    return found


def told(worker: Worker, parts: Parts) -> dict[str, str]:
    """What a function is told: the names of what it has a right to, and the settings that it asks for."""
    settings = {
        "IMPORTS_AT_ONCE": str(parts.deployment.capacity.imports),
        "ERASURE_WAIT_MINUTES": str(parts.deployment.wait_of_erasures),
        "LAKE": "true" if parts.deployment.lake else "",
    }
    names: dict[str, str] = {name: settings[name] for name in worker.told if settings[name]}
    for right in worker.rights:
        part, _, which = right.on.partition(":")
        if part in parts.tables.all:
            names[f"{part.upper()}_TABLE"] = parts.tables.all[part].table_name
        elif part == "queue":
            names[f"{which.upper()}_QUEUE_URL"] = _queues(parts)[which].queue_url
        elif part == "files":
            names["IMPORTS_BUCKET"] = parts.bucket.bucket_name
        elif part == "signing":
            names["SIGNING_KEY"] = parts.signing_key.key_arn
        elif right == TELLS:
            names |= parts.bus.told(parts.tables)
        elif part == "machine":
            names[machine_variable(which)] = machine_arn_of(Stack.of(parts.bucket), which)
        elif part == "machines":
            names |= machine_names(Stack.of(parts.bucket))
    return names


def machine_names(stack: Stack) -> dict[str, str]:
    """What a function is told that may start jobs of every kind."""
    return {machine_variable(kind.machine): machine_arn_of(stack, kind.machine) for kind in KINDS}


def machine_variable(machine: str) -> str:
    return f"{machine.upper()}_MACHINE_ARN"


def machine_name(stack: Stack, machine: str) -> str:
    return f"{stack.stack_name}-{machine}"


def machine_arn_of(stack: Stack, machine: str) -> str:
    """A machine's ARN, known before the machine is: its tasks call a function that starts it."""
    return stack.format_arn(
        service="states",
        resource="stateMachine",
        resource_name=machine_name(stack, machine),
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )


def executions_of(stack: Stack, machine: str) -> str:
    """The ARN of every execution of a machine."""
    return stack.format_arn(
        service="states",
        resource="execution",
        resource_name=f"{machine_name(stack, machine)}:*",
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )


def _lines(right: Right, parts: Parts) -> list[Allowed]:
    part, _, which = right.on.partition(":")
    actions = list(right.actions)
    if right.on == "tenants:own":
        return [write_tenants(actions, parts.tables.tenants.table_arn)]
    if part in parts.tables.all:
        return [allow(actions, parts.tables.all[part].table_arn)]
    match part:
        case "queue":
            return [allow(actions, _queues(parts)[which].queue_arn)]
        case "undelivered":
            return [allow(actions, parts.undelivered.queue_arn)]
        case "files":
            return [allow(actions, parts.bucket.arn_for_objects(f"{which}/*"), why=EVERY_TENANT)]
        case "versions":
            return [allow(actions, parts.bucket.bucket_arn)]
        case "index":
            return [allow(actions, f"{parts.tables.ledger.table_arn}/index/{which}")]
        case "signing":
            return [allow(actions, parts.signing_key.key_arn)]
        case "bus" if right == TELLS:
            return parts.bus.publishing(parts.tables)
        case "machine":
            return _on_machines(actions, Stack.of(parts.bucket), which)
        case "machines":
            return _on_machines(actions, Stack.of(parts.bucket), *(kind.machine for kind in KINDS))
    raise ValueError(f"{right.on} is no part of the stack that a job can have rights to")


def _on_machines(actions: list[str], stack: Stack, *machines: str) -> list[Allowed]:
    starts = [action for action in actions if action not in _EXECUTIONS]
    looks = [action for action in actions if action in _EXECUTIONS]
    executions = [executions_of(stack, machine) for machine in machines]
    return [
        *([allow(starts, *(machine_arn_of(stack, machine) for machine in machines))] if starts else []),
        *([allow(looks, *executions, why="Of the machines of jobs.")] if looks else []),
    ]


def _queues(parts: Parts) -> Mapping[str, sqs.Queue]:
    queues = parts.queues
    return {"live": queues.live, "bulk": queues.bulk, "lookups": queues.lookups}
