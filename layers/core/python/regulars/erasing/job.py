"""The kind of jobs that erase a person: wait -> mark -> sweep -> settle -> sweep again -> finish.

`docs/erasure.md` says why one sweep is not enough.
"""

from __future__ import annotations

from ..facts.tenant import Tenant
from ..jobs.kind import AsAsked, JobKind, Step
from ..jobs.rights import TELLS, Worker, right
from ..stores.places import PREFIXES
from .sentences import SENTENCES

_DELETED = ("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:GetObject", "s3:GetObjectVersion")
# Files that may name somebody; what they are called in products does not.
SEARCHED = tuple(prefix for prefix in PREFIXES if prefix.name not in ("catalogue", "erasures"))

_ERASES = Worker(
    "erase_person",
    description="Erases a person from every table and file, in two sweeps with a wait between",
    memory_mb=1024,
    told=("ERASURE_WAIT_MINUTES",),
    rights=(
        right("tenants", "dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"),
        right("tenants:own", "dynamodb:PutItem", "dynamodb:UpdateItem"),
        right(
            "registry",
            "dynamodb:BatchGetItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query",
            "dynamodb:UpdateItem",
        ),
        right(
            "ledger",
            "dynamodb:BatchGetItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:DeleteItem",
            "dynamodb:PutItem",
            "dynamodb:Query",
        ),
        right("facts", "dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:PutItem"),
        right("evaluations", "dynamodb:BatchGetItem", "dynamodb:BatchWriteItem"),
        right("lookups", "dynamodb:BatchWriteItem"),
        right("deliveries", "dynamodb:BatchWriteItem", "dynamodb:Query"),
        TELLS,
        right("machines", "states:DescribeExecution"),  # of jobs that may have read them before
        right("signing", "kms:GetPublicKey", "kms:Sign"),
        right("files:erasures", "s3:PutObject", *_DELETED),
        right("files:answers", "s3:PutObject"),
        right("files:lake", "s3:AbortMultipartUpload", "s3:PutObject"),
        right("versions", "s3:ListBucketVersions"),
        *(right(f"files:{prefix.name}", *_DELETED) for prefix in SEARCHED),
    ),
)


def _advice(tenant: Tenant, job_id: str) -> str:
    return (
        "Why is in the logs of erase_person; POST /api/customers/privacy/erasures of the same person goes on with it."
    )


ERASURE = JobKind(
    name="erasure",
    machine="erasures",
    title="erasure {job} of {tenant}",
    steps=(
        Step("wait", "erase_person", again=True, waits=True),
        Step("mark", "erase_person"),
        Step("sweep", "erase_person", again=True),
        Step("settle", "erase_person", again=True, waits=True),
        Step("sweep_again", "erase_person", again=True),
        Step("finish", "erase_person"),
    ),
    workers=(_ERASES,),
    slot=AsAsked(),
    sentences=SENTENCES,
    advice=_advice,
    records=lambda stores, tenant: stores.erasures(tenant),
    longest_hours=24 * 33,  # the longest delay, and a day for a night and an import to end
)
