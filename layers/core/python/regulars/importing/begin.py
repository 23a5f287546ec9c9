"""An upload has arrived: its version is pinned, and its first attempt started, once."""

from __future__ import annotations

from ..stores.imports import ImportState
from ..stores.keys import split_upload_object
from ..stores.opened import Stores


def begin_import(key: str, *, stores: Stores, now_ms: int) -> str | None:
    """Starts the import that an uploaded object belongs to; the execution's name, None where nothing is to be started.

    The event may come twice, and an object may be uploaded twice: the version seen first is the one that is imported.
    """
    tenant_id, import_id = split_upload_object(key)
    found = stores.directory.read(tenant_id)
    if found is None:
        return None
    imports = stores.imports(found.tenant)
    record = imports.read(import_id)
    if record is None:
        return None
    if record.state is ImportState.WAITING:
        version = stores.files(found.tenant).uploaded(import_id, record.object_name)
        if version is None:
            return None
        imports.pin(import_id, version_id=version.id, size=version.size, now_ms=now_ms)
        record = imports.read(import_id)
        assert record is not None
    # Also where an earlier event pinned the version and broke off: an execution's name starts once.
    if record.state is not ImportState.RUNNING or record.attempt != 1:
        return None
    stores.machine.start(record.execution(), {"tenant": tenant_id, "importId": import_id, "attempt": 1})
    return record.execution()
