"""An upload has arrived: its version is pinned, and its first attempt begins, once, when it is its turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..facts.tenant import Tenant, TenantStatus
from ..stores.import_turns import Attempt
from ..stores.imports import ImportRecord, ImportState
from ..stores.keys import split_upload_object
from ..stores.opened import Stores
from .line import asked, ended, unchanged
from .turns import TOO_MANY_WAIT, take_turns

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
        # An earlier event may have broken off before it started this.
        take_turns(unchanged, stores=stores, now_ms=now_ms)
        return record.execution()
    if record.state is not ImportState.WAITING:
        return None
    return ask_for_turn(record, tenant, stores=stores, now_ms=now_ms)


def ask_for_turn(record: ImportRecord, tenant: Tenant, *, stores: Stores, now_ms: int) -> str | None:
    """The next attempt stands in line; its execution's name where it is its turn. Ends it where too many wait already.

    What is left of the attempt before it is taken away.
    """
    attempt = Attempt(tenant.id, record.import_id, record.attempt + 1)
    before = attempt._replace(number=record.attempt)
    turns = take_turns(lambda turns: asked(attempt)(ended(before)(turns)), stores=stores, now_ms=now_ms)
    if not turns.holds(attempt):
        stores.imports(tenant).finish(
            record.import_id, record.attempt, finished_ms=now_ms, error=TOO_MANY_WAIT, refused=False, result={}
        )
    return attempt.execution if turns.runs(attempt) else None


def give_on(execution: Mapping[str, Any], *, stores: Stores, now_ms: int) -> None:
    """The execution that was given `{tenant, importId, attempt}` is over, however it ended: others have their turn."""
    attempt = Attempt(execution["tenant"], execution["importId"], execution["attempt"])
    take_turns(ended(attempt), stores=stores, now_ms=now_ms)
