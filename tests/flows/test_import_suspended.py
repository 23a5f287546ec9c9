"""Files of a tenant that is suspended."""

from __future__ import annotations

from regulars.facts.tenant import Tenant, TenantStatus
from regulars.importing.job.begin import begin_import
from regulars.importing.job.requests import retry_import
from regulars.importing.job.sentences import SUSPENDED
from regulars.stores.keys import upload_object
from regulars.stores.tenant.job_record import JobState

from testing.machines.import_line import CONTENT, uploaded
from testing.machines.imports import ImportMachine, now_ms


def suspend(machine: ImportMachine, status: TenantStatus = TenantStatus.SUSPENDED) -> Tenant:
    machine.stores.directory.set_status(machine.tenant.id, status)
    found = machine.stores.directory.read(machine.tenant.id)
    assert found is not None
    return found.tenant


def test_the_file_of_a_suspended_tenant_ends_with_a_sentence_and_can_be_retried(machine: ImportMachine) -> None:
    record = machine.create()
    machine.upload(record, CONTENT)
    suspend(machine)

    assert (
        begin_import(
            upload_object("acme", record.import_id, record.object_name), stores=machine.stores, now_ms=now_ms()
        )
        is None
    )
    ended = machine.read(record)
    tenant = suspend(machine, TenantStatus.ACTIVE)
    retry_import(record.import_id, tenant, stores=machine.stores, now_ms=now_ms())

    assert (ended.state, ended.error) == (JobState.FAILED, SUSPENDED)
    assert machine.run(record).state is JobState.DONE


def test_an_import_whose_tenant_is_suspended_before_the_file_is_read_writes_nothing(machine: ImportMachine) -> None:
    [record] = uploaded(machine, 1)
    suspend(machine)

    ended = machine.run(record)

    assert (ended.state, ended.error) == (JobState.FAILED, SUSPENDED)
    assert machine.stores.dynamodb.scan(TableName="ledger")["Items"] == []
