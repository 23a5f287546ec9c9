"""The export of one person: everything that is held of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...exporting.kept import kept_until, why_gone
from ...exporting.person.ask import DATA, PAGE, PersonFile, ask_for_person, find_person_export
from ...exporting.person.job import PERSON_EXPORT
from ...facts.time import SECOND_MS
from ...jobs.find import as_it_stands
from ...stores.files import Files
from ...stores.reading import Reading
from ...stores.tenant.job_record import JobRecord, JobState
from ..door import paging
from ..door.auth import Role
from ..door.bodies import customer_id, read_body
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.render import instant
from ..exports.answers import link_valid

if TYPE_CHECKING:
    from . import shapes
    from .shapes import PersonExport, PersonExportAnswer, PersonExportJob, PersonExportList, PersonFiles

routes = Routes()


@routes.post("/api/customers/privacy/exports", role=Role.ADMIN)
def post_person_export(call: Call) -> Answer[PersonExportAnswer]:
    """Begins to write everything that is held of one person to a file, and beside it to a page that they can read.

    It holds every item of the person and of the ids that were merged with theirs, every score with its inputs and its
    explanation, what was announced of them, rows of files that name them, and what webhooks were sent about them. An
    id that was merged is 409 `merged`, with the one to ask for. One at a time: 409 `export_under_way`.
    """
    asked = read_body(call, {"customerId": customer_id})
    return Answer({"success": True, "data": _shown(ask_for_person(asked["customerId"], call.shop), call)}, 202)


@routes.get("/api/customers/privacy/exports", paging.limit(50), paging.CURSOR, role=Role.ADMIN)
def get_person_exports(call: Call) -> Answer[PersonExportList]:
    """All exports of single persons with their state, the newest first: ask for one by its `jobId` to get its links.

    `customerId` says whose it is: `[erased]` once that person was erased.
    """
    limit = call.params["limit"]
    piece = paging.Piece(call, "person exports")
    found = PERSON_EXPORT.of(call.stores, call.tenant).page(limit + 1, before=piece.after)
    reading = Reading(((job.job_id, job) for job in found[:limit]), ends=lambda: len(found) <= limit)

    def show(job: JobRecord) -> PersonExportJob:
        return _job(as_it_stands(PERSON_EXPORT, job, call.tenant, stores=call.stores, now_ms=call.now_ms))

    page = piece.page(reading, show)._replace(total=None)
    return Answer({"success": True, "data": page.items, "meta": paging.meta(page)})


@routes.get("/api/customers/privacy/exports/<job_id>", role=Role.ADMIN)
def get_person_export(call: Call, job_id: str) -> Answer[PersonExportAnswer]:
    """The export of one person as it stands; where it is done, with links valid for 15 minutes. The files are kept 7
    days, or until the person is erased."""
    job = find_person_export(job_id, call.tenant, stores=call.stores, now_ms=call.now_ms)
    return Answer({"success": True, "data": _shown(job, call)})


def _job(job: JobRecord) -> PersonExportJob:
    return {
        "jobId": job.job_id,
        "state": job.state,
        "customerId": job.asked["customerId"],
        "createdAt": instant(job.created_ms),
        "finishedAt": instant(job.finished_ms),
        "error": job.error,
        "counts": job.result["counts"] if _is_done(job) and job.result else None,
    }


def _shown(job: JobRecord, call: Call) -> PersonExport:
    files = call.stores.files(call.tenant)
    gone = why_gone(job, DATA.extension, files=files, now_ms=call.now_ms) if _is_done(job) else None
    links = _links(job, files, call.now_ms) if _is_done(job) and gone is None else None
    return {**_job(job), "files": links, "filesGone": gone}


def _is_done(job: JobRecord) -> bool:
    return job.state is JobState.DONE and job.result is not None


def _links(job: JobRecord, files: Files, now_ms: int) -> PersonFiles:
    valid_ms = link_valid(job, now_ms)

    def link(file: PersonFile) -> shapes.PersonFile:
        # Without the id: it may be an address, and file names stand in histories of downloads.
        name = f"person-{job.job_id}.{file.extension}"
        return {
            "name": name,
            "url": files.export_link(job.job_id, file.extension, name, valid_s=valid_ms // SECOND_MS),
        }

    return {
        "data": link(DATA),
        "page": link(PAGE),
        "expiresAt": instant(now_ms + valid_ms),
        "keptUntil": instant(kept_until(job)),
    }
