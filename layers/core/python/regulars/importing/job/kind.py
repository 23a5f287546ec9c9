"""The kind of jobs that take in a file: split -> load every part -> settle -> report."""

from __future__ import annotations

from ...command_line import command_line
from ...facts.tenant import Tenant
from ...facts.time import MINUTE_MS
from ...jobs.kind import Each, JobKind, Line, Step
from ...jobs.rights import TELLS, Worker, right
from ...stores.opened import Stores
from ...stores.tenant.imports import ImportRecord
from .sentences import SENTENCES

_IMPORT_ORDERS = Worker(
    "import_orders",
    description="Takes a file of orders: starts its machine, and does each of its steps",
    memory_mb=2048,
    told=("IMPORTS_AT_ONCE",),
    rights=(
        right("tenants", "dynamodb:BatchGetItem", "dynamodb:GetItem"),
        right("tenants:own", "dynamodb:UpdateItem"),
        right(
            "registry",
            "dynamodb:BatchGetItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:ConditionCheckItem",  # whoever a claim is about was not erased
            "dynamodb:PartiQLInsert",
            "dynamodb:PutItem",
        ),
        right("ledger", "dynamodb:BatchGetItem", "dynamodb:PartiQLInsert", "dynamodb:PutItem"),
        right("facts", "dynamodb:BatchGetItem"),
        right("queue:bulk", "sqs:SendMessage"),
        TELLS,
        right("undelivered", "sqs:SendMessage"),  # Lambda does, where the call itself failed
        right("files:uploads", "s3:GetObject", "s3:GetObjectVersion"),
        right("files:parts", "s3:GetObject", "s3:PutObject"),
        right("files:catalogue", "s3:GetObject", "s3:PutObject"),
        right("files:refused", "s3:AbortMultipartUpload", "s3:PutObject"),
        right("machine:imports", "states:StartExecution", "states:DescribeExecution"),
    ),
)


def _has_file(record: ImportRecord, tenant: Tenant, stores: Stores) -> bool:
    return record.version_id is not None or bool(stores.files(tenant).uploaded(record.import_id, record.object_name))


def _advice(tenant: Tenant, job_id: str) -> str:
    return f"`{command_line('import', 'FILE', tenant=tenant.id, resume=job_id)}` goes on with it."


IMPORT = JobKind(
    name="import",
    machine="imports",
    title="import {job} of {tenant}",
    steps=(
        Step("split", "import_orders"),
        Step("load", "import_orders", each=Each("parts", "part", at_once="parts"), again=True),
        Step("settle", "import_orders", again=True, waits=True, always=True),
        Step("report", "import_orders"),
    ),
    workers=(_IMPORT_ORDERS,),
    slot=Line(at_once=lambda stores: stores.imports_at_once),
    sentences=SENTENCES,
    advice=_advice,
    records=lambda stores, tenant: stores.imports(tenant),
    is_ready=_has_file,
    ready="its file is there",
    started_within_ms=5 * MINUTE_MS,
)
