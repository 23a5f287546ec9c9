"""Files of orders: announced here, uploaded to storage, taken in by a state machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import Conflict, NotFound
from ...facts.time import HOUR_MS, SECOND_MS
from ...importing.job.find import find_import
from ...importing.job.stands import as_it_stands
from ...orders.feed import has_feed
from ...stores.reading import Reading
from ...stores.tenant.imports import UPLOAD_VALID_MS, ImportRecord
from ..door import paging, render
from ..door.auth import Role
from ..door.bodies import no_body
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from .answers import show_import

if TYPE_CHECKING:
    from .shapes import (
        AnnouncedImport,
        AnnouncedImportAnswer,
        Import,
        ImportAnswer,
        ImportList,
        RefusedRows,
        RefusedRowsAnswer,
        UploadForm,
    )

routes = Routes()

_QUERY = "imports"


@routes.post("/api/imports", role=Role.EDITOR)
def post_import(call: Call) -> Answer[AnnouncedImportAnswer]:
    """Announces a file. Post it with the form in `upload` within an hour; that starts the import."""
    # Imported here: only this call needs all options and presets, and their expressions take long to compile.
    from ...importing.job.requests import create_import

    record, upload = create_import(
        call.json_object(),
        settings=call.settings,
        imports=call.stores.imports(call.tenant),
        files=call.stores.files(call.tenant),
        now_ms=call.now_ms,
        has_feed=has_feed(call.record.fed_day, call.now_ms),
    )
    form: UploadForm = {
        "url": upload.url,
        "fields": upload.fields,
        "expiresAt": render.instant(record.created_ms + UPLOAD_VALID_MS),
    }
    data: AnnouncedImport = {**show_import(record, now_ms=call.now_ms), "upload": form}
    return Answer({"success": True, "data": data}, status=201)


@routes.get("/api/imports", paging.limit(50), paging.CURSOR)
def get_imports(call: Call) -> Answer[ImportList]:
    """All imports, the newest first."""
    limit = call.params["limit"]
    piece = paging.Piece(call, _QUERY)
    found = call.stores.imports(call.tenant).page(limit + 1, before=piece.after)
    reading = Reading(((record.import_id, record) for record in found[:limit]), ends=lambda: len(found) <= limit)

    def show(record: ImportRecord) -> Import:
        stands = as_it_stands(record, call.tenant, stores=call.stores, now_ms=call.now_ms)
        return show_import(stands, now_ms=call.now_ms)

    page = piece.page(reading, show)._replace(total=None)
    return Answer({"success": True, "data": page.items, "meta": paging.meta(page)})


@routes.post("/api/imports/<import_id>/retry", role=Role.EDITOR)
def post_retry(call: Call, import_id: str) -> Answer[ImportAnswer]:
    """Goes on with an import that failed; it ends as if it never had."""
    from ...importing.job.requests import retry_import

    no_body(call)
    retry_import(import_id, call.tenant, stores=call.stores, now_ms=call.now_ms)
    record = _read(call, import_id)
    return Answer({"success": True, "data": show_import(record, now_ms=call.now_ms)}, status=202)


@routes.get("/api/imports/<import_id>/refused")
def get_refused(call: Call, import_id: str) -> Answer[RefusedRowsAnswer]:
    """A link to the refused rows as CSV, valid an hour: mend them and upload them again."""
    record = _read(call, import_id)
    if not record.has_ended:
        raise Conflict("not_finished", "The import has not ended yet.")
    if not (record.result or {}).get("rowsRefused"):
        raise NotFound("No row of this import was refused.")
    files = call.stores.files(call.tenant)
    if not files.has_refused(import_id):
        raise NotFound(
            "The refused rows are gone: they are kept for 30 days, and deleted where somebody whom they name is erased."
        )
    link = files.refused_link(import_id, f"refused-{import_id}.csv", valid_s=HOUR_MS // SECOND_MS)
    data: RefusedRows = {"importId": import_id, "url": link, "expiresAt": render.instant(call.now_ms + HOUR_MS)}
    return Answer({"success": True, "data": data})


@routes.get("/api/imports/<import_id>")
def get_import(call: Call, import_id: str) -> Answer[ImportAnswer]:
    """State, progress, what was recognised, counts and the first refusals."""
    return Answer({"success": True, "data": show_import(_read(call, import_id), now_ms=call.now_ms)})


def _read(call: Call, import_id: str) -> ImportRecord:
    record = find_import(import_id, call.stores.imports(call.tenant))
    return as_it_stands(record, call.tenant, stores=call.stores, now_ms=call.now_ms)
