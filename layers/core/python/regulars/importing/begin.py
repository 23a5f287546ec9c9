"""An upload has arrived: its version is pinned, and its first attempt begins, once, when it is its turn."""

from __future__ import annotations

from ..facts.tenant import Tenant, TenantStatus
from ..stores.imports import ImportRecord, ImportState
from ..stores.keys import split_upload_object
from ..stores.opened import Stores
from .turns import asked, start, take_turns

SUSPENDED = "The tenant is suspended, so nothing was imported: once it is active again, retry the import."


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
    if record.state is ImportState.WAITING and record.version_id is None:
        version = stores.files(tenant).uploaded(record.import_id, record.object_name)
        if version is None:
            return None
        imports.pin(record.import_id, version_id=version.id, size=version.size)
        record = imports.read(record.import_id) or record
    if tenant.status is TenantStatus.SUSPENDED and record.state is ImportState.WAITING:
        imports.finish(record.import_id, record.attempt, finished_ms=now_ms, error=SUSPENDED, refused=False, result={})
        return None
    if record.state is ImportState.RUNNING and record.attempt == 1:
        # An earlier event may have broken off before it started this: a name starts once.
        stores.machine.start(
            record.execution(), {"tenant": tenant.id, "importId": record.import_id, "attempt": record.attempt}
        )
        return record.execution()
    if record.state is not ImportState.WAITING:
        return None
    attempt = record.attempt + 1
    turns = take_turns(tenant, asked(record.import_id, attempt), stores=stores, now_ms=now_ms)
    for turn in turns.running:
        if (turn.import_id, turn.attempt) == (record.import_id, attempt):
            # Also where an earlier event was given the turn and broke off.
            start(turn, tenant, stores)
            return turn.execution
    return None
