"""The kind of jobs that write a list or a segment to a file: plan -> write every shard, turn by turn -> join."""

from __future__ import annotations

from ..facts.tenant import Tenant
from ..jobs.kind import Each, JobKind, OneATenant, Step
from ..jobs.rights import Worker, right
from .sentences import SENTENCES

_WRITE_EXPORTS = Worker(
    "write_exports",
    description="Writes a list or a segment of customers to a file, shard by shard",
    rights=(
        right("tenants", "dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"),
        right("tenants:own", "dynamodb:UpdateItem"),
        right("facts", "dynamodb:Query"),
        right("registry", "dynamodb:BatchGetItem"),  # who was erased
        right("ledger", "dynamodb:Query"),  # of heavy customers, and of who changed meanwhile
        right("files:export-parts", "s3:GetObject", "s3:PutObject"),
        right("files:exports", "s3:AbortMultipartUpload", "s3:PutObject"),
    ),
)


def _advice(tenant: Tenant, job_id: str) -> str:
    return "Why is in the logs of write_exports; whoever asked for it may ask again."


EXPORT = JobKind(
    name="export",
    machine="exports",
    title="last export of {tenant}",
    steps=(
        Step("plan", "write_exports"),
        Step("write", "write_exports", each=Each("shards", "shard", at_once="in_turn"), again=True),
        Step("join", "write_exports"),
        Step("finish", "write_exports"),
    ),
    workers=(_WRITE_EXPORTS,),
    slot=OneATenant(),
    sentences=SENTENCES,
    advice=_advice,
)
