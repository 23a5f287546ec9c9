"""The kind of jobs that evaluate all customers under edited terms: plan -> send every part of the roster -> end."""

from __future__ import annotations

from ..command_line import command_line
from ..facts.tenant import Tenant
from ..jobs.kind import GIVEN_UP, STOPPED, Each, JobKind, OneATenant, Step
from ..jobs.rights import Worker, right

_AGAIN = "Some customers may not have been looked at: the next night looks at all of them."
SENTENCES = {
    STOPPED: _AGAIN,
    GIVEN_UP: "It was broken off.",
    "plan": _AGAIN,
    "send": _AGAIN,
    "end": _AGAIN,
}

_EVALUATES = Worker(
    "evaluate_everybody",
    description="Sends every customer to be evaluated under edited settings or segments",
    rights=(
        right("tenants", "dynamodb:BatchGetItem", "dynamodb:GetItem"),
        right("tenants:own", "dynamodb:PutItem", "dynamodb:UpdateItem"),
        right("registry", "dynamodb:Query"),
        right("queue:bulk", "sqs:SendMessage"),
        right("machine:evaluations", "states:StartExecution", "states:DescribeExecution"),
    ),
)


def _advice(tenant: Tenant, job_id: str) -> str:
    return f"`{command_line('recalculate', tenant=tenant.id)}` looks at everybody as well."


EVALUATION = JobKind(
    name="evaluation",
    machine="evaluations",
    title="evaluation {job} of {tenant}",
    steps=(
        Step("plan", "evaluate_everybody"),
        Step("send", "evaluate_everybody", each=Each("parts", "part", at_once="in_turn"), again=True),
        Step("end", "evaluate_everybody"),
    ),
    workers=(_EVALUATES,),
    slot=OneATenant(),
    sentences=SENTENCES,
    advice=_advice,
)
