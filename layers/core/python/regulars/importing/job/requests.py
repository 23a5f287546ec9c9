"""What may be asked of imports: a new one, and a further attempt at one that failed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ...errors import Conflict, FieldError, Refused
from ...facts.tenant import Tenant
from ...facts.time import SECOND_MS, instant_ms, read_instant
from ...scoring.settings import Settings
from ...stores.files import Files
from ...stores.ids import new_id
from ...stores.opened import Stores
from ...stores.tenant.imports import UPLOAD_VALID_MS, ImportRecord, Imports
from ...stores.tenant.job_record import JobState
from ..file.options import read_options
from ..file.read import MOST_BYTES
from .begin import begin_uploaded, stand_in_line
from .find import find_import
from .kind import IMPORT
from .sentences import ASKED

_NOT_IN_KEYS = re.compile(r"[^A-Za-z0-9._-]")


class Upload(NamedTuple):
    """A form to post the file with: every field, then the file as `file`."""

    url: str
    fields: dict[str, str]


def create_import(
    body: Any, *, settings: Settings, imports: Imports, files: Files, now_ms: int, has_feed: bool = False
) -> tuple[ImportRecord, Upload]:
    """A new import that waits an hour for its file. `settings` are kept with it; orders in it arrive when the file was
    exported, else now. `has_feed`: orders come in live as well, so it must be said when that was.

    Raises `Refused` with every fault of the options named.
    """
    given = read_options(body)
    settings = replace(settings, timezone=given.get("timezone") or settings.timezone)
    record = ImportRecord(
        job_id=new_id(now_ms),
        file_name=given["fileName"],
        object_name=_NOT_IN_KEYS.sub("_", given["fileName"])[-100:],
        created_ms=now_ms,
        settings=settings,
        mapping=given.get("mapping") or {},
        statuses=given.get("statuses") or {},
        preset=given.get("preset"),
        dates=given.get("dates"),
        decimal=given.get("decimal"),
        count_pending=given.get("countPending"),
        dry_run=given.get("dryRun") or False,
        exported_ms=_exported_ms(given, settings.timezone, now_ms, has_feed),
    )
    if not imports.create(record):
        raise Conflict("try_again", "another import has just been given the same id")
    form = files.presigned_upload(
        record.import_id, record.object_name, most_bytes=MOST_BYTES, valid_s=UPLOAD_VALID_MS // SECOND_MS
    )
    return record, Upload(form["url"], form["fields"])


def _exported_ms(given: Mapping[str, Any], zone: str, now_ms: int, has_feed: bool) -> int | None:
    """When the file was exported; None where nobody said and nothing depends on it. A dry run writes nothing."""
    said = given.get("exportedAt")
    if said is None:
        if has_feed and not given.get("dryRun"):
            raise Refused([FieldError("exportedAt", ASKED)])
        return None
    exported_ms = instant_ms(read_instant(said), zone)
    if exported_ms > now_ms:
        raise Refused([FieldError("exportedAt", "lies in the future (a local time? set the time zone)")])
    return exported_ms


def retry_import(import_id: str, tenant: Tenant, *, stores: Stores, now_ms: int) -> ImportRecord:
    """Begins the next attempt of an import that failed, or whose execution is gone, when it is its turn.

    One that still waits for its file gets it where it has come meanwhile. Raises `NotFound`, `Conflict`.
    """
    imports = stores.imports(tenant)
    record = find_import(import_id, imports)
    if record.state is JobState.WAITING:
        begin_uploaded(record, tenant, stores=stores, now_ms=now_ms)
        begun = find_import(import_id, imports)
        if begun.version_id is None:
            raise Conflict("not_uploaded", "the import has no file yet")
        return begun
    if record.state is JobState.DONE:
        raise Conflict("not_failed", "the import is done")
    if record.refused:
        raise Conflict("file_refused", f"The file itself is refused, and would be again: {record.error}")
    if record.state is JobState.RUNNING and stores.machine(IMPORT.machine).is_running(record.execution(tenant.id)):
        raise Conflict("running", "the import is under way")
    if not imports.wait(import_id, after=record.attempt):
        raise Conflict("running", "the import has just been retried")
    stand_in_line(record, tenant, stores=stores, now_ms=now_ms)
    return find_import(import_id, imports)
