"""The kind of jobs that write everything of one person to two files: collect -> finish."""

from __future__ import annotations

from ...facts.tenant import Tenant
from ...jobs.kind import GIVEN_UP, STOPPED, JobKind, OneATenant, Step
from ...jobs.rights import Worker, right

BROKE_OFF = "The export broke off, and there is no file: ask for it again."
GONE = "Nothing is known of this customer any more: they were erased or merged after the export was asked for."

_EXPORT_PERSON = Worker(
    "export_person",
    description="Writes everything that is held of one person to a file, and to a page that they can read",
    rights=(
        right("tenants", "dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"),
        right("tenants:own", "dynamodb:UpdateItem"),
        right("ledger", "dynamodb:BatchGetItem", "dynamodb:Query"),
        right("index:by_kind", "dynamodb:Query"),  # whom they brought
        right("registry", "dynamodb:BatchGetItem"),  # who was erased
        right("facts", "dynamodb:BatchGetItem"),  # of whom they brought
        right("evaluations", "dynamodb:BatchGetItem"),
        right("deliveries", "dynamodb:Query"),
        right("files:refused", "s3:GetObject"),
        right("files:export-parts", "s3:GetObject", "s3:PutObject"),
        right("files:exports", "s3:PutObject"),
    ),
)


def _advice(tenant: Tenant, job_id: str) -> str:
    return "Why is in the logs of export_person; whoever asked for it may ask again."


PERSON_EXPORT = JobKind(
    name="person",
    machine="persons",
    title="last export of one person of {tenant}",
    steps=(Step("collect", "export_person"), Step("finish", "export_person")),
    workers=(_EXPORT_PERSON,),
    slot=OneATenant(),
    sentences={
        STOPPED: BROKE_OFF,
        GIVEN_UP: "The export stopped, and another one has begun since: ask for it again.",
        "collect": BROKE_OFF,
        "finish": BROKE_OFF,
    },
    advice=_advice,
)
