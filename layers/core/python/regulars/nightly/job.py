"""The kind of jobs that derive and verify all customers: plan -> every shard, turn by turn -> summarise."""

from __future__ import annotations

from ..command_line import command_line
from ..facts.tenant import Tenant, TenantStatus
from ..facts.time import HOUR_MS
from ..jobs.kind import Each, JobKind, OneATenant, Step, Together
from ..jobs.rights import TELLS, Worker, right
from .sentences import SENTENCES

NIGHTLY = frozenset({TenantStatus.ACTIVE, TenantStatus.TRIAL})
"""The tenants that have a night."""
# A day, and what nights differ by.
_OLD_MS = 26 * HOUR_MS
_READ_TENANTS = right("tenants", "dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query")
_WRITE_TENANTS = right("tenants:own", "dynamodb:PutItem", "dynamodb:UpdateItem")

_PLANS = Worker(
    "nightly",
    description="Starts every tenant's night, and plans one",
    rights=(
        _READ_TENANTS,
        _WRITE_TENANTS,
        right("machine:nights", "states:StartExecution", "states:DescribeExecution"),
        right("facts", "dynamodb:Query"),  # a sample of what is bought, the first night
        right("files:answers", "s3:GetObject"),
        right("files:nights", "s3:PutObject"),
    ),
)
_RECALCULATES = Worker(
    "recalculate",
    description="Derives and verifies the customers of one shard, turn by turn, or of a small tenant whole",
    told=("LAKE",),
    rights=(
        _READ_TENANTS,
        _WRITE_TENANTS,
        right("lookups", "dynamodb:Query"),
        right("registry", "dynamodb:Query"),
        right("ledger", "dynamodb:BatchGetItem", "dynamodb:Query"),
        right("registry", "dynamodb:BatchGetItem"),  # customers that have a row and are on no roster
        right("facts", "dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query"),
        right("facts", "dynamodb:BatchWriteItem"),
        right("evaluations", "dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query"),
        right("queue:bulk", "sqs:SendMessage"),
        right("queue:lookups", "sqs:SendMessage"),
        TELLS,
        right("files:nights", "s3:GetObject", "s3:PutObject"),
        right("files:answers", "s3:GetObject", "s3:PutObject"),
        right("files:lake", "s3:AbortMultipartUpload", "s3:PutObject"),
        right("files:catalogue", "s3:GetObject", "s3:PutObject"),
    ),
)
_SUMMARISES = Worker(
    "summarise",
    description="Merges what the turns of a night have left into the summary of the day",
    told=("LAKE",),
    rights=(
        _READ_TENANTS,
        _WRITE_TENANTS,
        right("facts", "dynamodb:Query"),  # whether a retired generation is swept
        TELLS,
        right("files:nights", "s3:GetObject"),
        right("files:answers", "s3:GetObject", "s3:PutObject"),
        right("files:lake", "s3:AbortMultipartUpload", "s3:PutObject"),
        right("files:catalogue", "s3:GetObject", "s3:PutObject"),
    ),
)


def _advice(tenant: Tenant, job_id: str) -> str:
    mend = command_line("recalculate", tenant=tenant.id)
    return f"Why is in the logs of nightly and recalculate; `{mend}` mends it."


RECALCULATION = JobKind(
    name="recalculation",
    machine="nights",
    title="last night of {tenant}",
    steps=(
        Step("plan", "nightly"),
        Step(
            "recalculate",
            "recalculate",
            each=Each("shards", "shard", at_once="shards", go_on=True),
            again=True,
        ),
        Step("summarise", "summarise"),
    ),
    together=Together("night", "recalculate", at_once="shards"),
    workers=(_PLANS, _RECALCULATES, _SUMMARISES),
    slot=OneATenant(),
    sentences=SENTENCES,
    advice=_advice,
    records=lambda stores, tenant: stores.jobs(tenant),
    overdue_ms=_OLD_MS,
    looked_at=lambda tenant: tenant.status in NIGHTLY,
)
