"""An upload has arrived: its version is pinned, and its first attempt begins, once, when it is its turn."""

from __future__ import annotations

from ...facts.tenant import Tenant, TenantStatus
from ...jobs.line import unchanged
from ...jobs.turns import ask_for_turn, next_attempt, take_turns
from ...stores.keys import split_upload_object
from ...stores.opened import Stores
from ...stores.tenant.imports import ImportRecord
from ...stores.tenant.job_record import JobState
from .kind import IMPORT
from .sentences import MANY_WAIT, SUSPENDED


def begin_import(key: str, *, stores: Stores, now_ms: int) -> str | None:
    """Begins the import that an uploaded object belongs to; the execution's name, None where none starts now.

    The event may come twice, and an object may be uploaded twice: the version seen first is the one that is imported.
    """
    tenant_id, import_id = split_upload_object(key)
    found = stores.directory.read(tenant_id)
    if found is None:
        return None
    record = stores.imports(found.tenant).read(import_id)
    if record is None:
        return None
    return begin_uploaded(record, found.tenant, stores=stores, now_ms=now_ms)


def begin_uploaded(record: ImportRecord, tenant: Tenant, *, stores: Stores, now_ms: int) -> str | None:
    """The same of an import that waits for its file, or whose event broke off; None also where there is no file."""
    imports = stores.imports(tenant)
    if record.state is JobState.WAITING and record.version_id is None:
        version = stores.files(tenant).uploaded(record.import_id, record.object_name)
        if version is None:
            return None
        imports.pin(record.import_id, version_id=version.id, size=version.size)
        record = imports.read(record.import_id) or record
    if tenant.status is TenantStatus.SUSPENDED and record.state is JobState.WAITING:
        imports.finish(record.import_id, record.attempt, finished_ms=now_ms, error=SUSPENDED, result={})
        return None
    if record.state is JobState.RUNNING and record.attempt == 1:
        # An earlier event may have broken off before it started this.
        take_turns(IMPORT, unchanged, stores=stores, now_ms=now_ms)
        return record.execution(tenant.id)
    if record.state is not JobState.WAITING:
        return None
    return stand_in_line(record, tenant, stores=stores, now_ms=now_ms)


def stand_in_line(record: ImportRecord, tenant: Tenant, *, stores: Stores, now_ms: int) -> str | None:
    """The next attempt stands in line: its execution's name where it is its turn. Too many wait already: it ends."""
    turns = ask_for_turn(IMPORT, record, tenant, stores=stores, now_ms=now_ms)
    attempt = next_attempt(record, tenant)
    if not turns.holds(attempt):
        stores.imports(tenant).finish(record.import_id, record.attempt, finished_ms=now_ms, error=MANY_WAIT, result={})
    return attempt.execution if turns.runs(attempt) else None
