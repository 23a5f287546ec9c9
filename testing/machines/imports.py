"""The import's state machine, in process: the steps in the order and with the payloads of `infra/job_steps.py`."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from regulars.facts.order import Lane
from regulars.facts.tenant import Tenant
from regulars.importing.job.begin import begin_import
from regulars.importing.job.kind import IMPORT
from regulars.importing.job.requests import create_import
from regulars.importing.job.steps import STEPS
from regulars.jobs.steps import run_step
from regulars.projection.batch import ProjectionBatch
from regulars.projection.lookup_batch import LookupBatch
from regulars.scoring.settings import Settings
from regulars.stores.keys import upload_object
from regulars.stores.opened import Stores
from regulars.stores.tenant.imports import ImportRecord

from testing.builders import a_tenant

FAR_MS = 10**15


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class ImportMachine:
    """Runs imports of one tenant; `project` is called for whatever `settle` has put into the bulk queue."""

    def __init__(
        self,
        stores: Stores,
        tenant: Tenant,
        project: Callable[[], object] = lambda: None,
        *,
        clock: Callable[[], int] = now_ms,
    ) -> None:
        self.stores = stores
        self.clock = clock
        self.tenant = tenant
        self.project = project

    def create(self, **options: Any) -> ImportRecord:
        """A new import that waits for its file."""
        record, _ = create_import(
            {"fileName": "orders.csv", **options},
            settings=Settings.defaults(self.tenant.exponent),
            imports=self.stores.imports(self.tenant),
            files=self.stores.files(self.tenant),
            now_ms=self.clock(),
        )
        return record

    def upload(self, record: ImportRecord, content: bytes) -> None:
        """Puts the file where the presigned form would."""
        key = upload_object(self.tenant.id, record.import_id, record.object_name)
        self.stores.s3.put_object(Bucket=self.stores.names.imports_bucket, Key=key, Body=content)

    def begin(self, record: ImportRecord) -> str | None:
        """The S3 event of the upload."""
        key = upload_object(self.tenant.id, record.import_id, record.object_name)
        return begin_import(key, stores=self.stores, now_ms=self.clock())

    def step(self, record: ImportRecord, step: str, *, deadline_ms: int = FAR_MS, **more: Any) -> dict[str, Any]:
        """One task of the machine, in the record's present attempt."""
        attempt = self.read(record).attempt
        payload = {"step": step, "tenant": self.tenant.id, "job": record.import_id, "attempt": attempt, **more}
        return run_step(IMPORT, STEPS, payload, stores=self.stores, clock=self.clock, deadline_ms=deadline_ms)

    def run(self, record: ImportRecord, *, deadline_ms: int = FAR_MS) -> ImportRecord:
        """All steps until the report."""
        for part in self.step(record, "split")["parts"]:
            while not self.step(record, "load", part=part, deadline_ms=deadline_ms)["done"]:
                pass
        while not self.step(record, "settle")["done"]:
            self.project()
        self.step(record, "report", broken={})
        return self.read(record)

    def take_in(self, content: bytes, **options: Any) -> ImportRecord:
        """A file from its creation to its report."""
        record = self.create(**options)
        self.upload(record, content)
        self.begin(record)
        return self.run(record)

    def read(self, record: ImportRecord) -> ImportRecord:
        stored = self.stores.imports(self.tenant).read(record.import_id)
        assert stored is not None
        return stored

    def refused_rows(self, record: ImportRecord) -> str:
        """The file of refused rows."""
        answer = self.stores.s3.get_object(
            Bucket=self.stores.names.imports_bucket, Key=f"refused/{self.tenant.id}/{record.import_id}.csv"
        )
        return str(answer["Body"].read().decode("utf-8-sig"))


def machine_of_new(stores: Stores, tenant_id: str) -> ImportMachine:
    """Of a new tenant; all have one secret, so that their guests have the same ids."""
    tenant = replace(a_tenant(tenant_id), secret=b"." * 32)
    assert stores.directory.create(tenant)
    return ImportMachine(stores, tenant, project=lambda: project_bulk_queue(stores))


def create_machine(stores: Stores) -> None:
    """A state machine under the stack's name, for executions to be started on."""
    definition = '{"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 60, "End": true}}}'
    stores.stepfunctions.create_state_machine(
        name="imports", definition=definition, roleArn="arn:aws:iam::123456789012:role/imports"
    )


def work_off_lookups(stores: Stores) -> None:
    """Does what update_lookups does with every message of its queue."""
    url = stores.names.lookups_queue_url
    while messages := stores.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        bodies = [message["Body"] for message in messages]
        batch = LookupBatch(bodies, stores=stores, out_of_time=lambda: False)
        for body, message in zip(bodies, messages, strict=True):
            batch.update(body)
            stores.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def project_bulk_queue(stores: Stores) -> int:
    """Does what update_facts does with every message of the bulk queue; how many there were."""
    projected = 0
    while True:
        answer = stores.sqs.receive_message(QueueUrl=stores.names.bulk_queue_url, MaxNumberOfMessages=10)
        messages = answer.get("Messages", [])
        if not messages:
            return projected
        bodies = [message["Body"] for message in messages]
        batch = ProjectionBatch(bodies, stores=stores, lane=Lane.BULK, now_ms=now_ms(), out_of_time=lambda: False)
        for body, message in zip(bodies, messages, strict=True):
            batch.project(body)
            stores.sqs.delete_message(QueueUrl=stores.names.bulk_queue_url, ReceiptHandle=message["ReceiptHandle"])
        projected += len(messages)
