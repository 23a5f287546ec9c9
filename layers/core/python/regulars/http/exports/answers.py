"""How an export looks from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...exporting.counts import Counts
from ...exporting.formats import FORMATS
from ...exporting.kept import kept_until, why_gone
from ...exporting.request import ExportRequest
from ...facts.time import MINUTE_MS, SECOND_MS, from_ms
from ...stores.tenant.job_record import JobRecord, JobState
from ..door.call import Call
from ..door.render import instant

if TYPE_CHECKING:
    from .shapes import Export, ExportCounts, ExportLink

LINK_MS = 15 * MINUTE_MS


def show_export(job: JobRecord, call: Call) -> Export:
    """The job in the API's words; what is not known yet is null."""
    request = ExportRequest.of(job.asked)
    done = job.state is JobState.DONE and job.result is not None
    extension = FORMATS[request.format].extension
    gone = why_gone(job, extension, files=call.stores.files(call.tenant), now_ms=call.now_ms) if done else None
    return {
        "exportId": job.job_id,
        "state": job.state,
        "format": request.format,
        "filters": dict(request.filters),
        "segment": request.segment_id,
        "fields": None if request.fields is None else list(request.fields),
        "includeOptedOut": request.include_opted_out,
        "asOf": instant(job.created_ms if request.as_of_ms is None else request.as_of_ms),
        "createdAt": instant(job.created_ms),
        "finishedAt": instant(job.finished_ms),
        "error": job.error,
        "counts": _counts(Counts(**job.result["counts"])) if done and job.result else None,
        "file": _link(job, request, call) if done and gone is None else None,
        "fileGone": gone,
    }


def _counts(counts: Counts) -> ExportCounts:
    return {
        "customers": counts.customers,
        "bytes": counts.size,
        "leftOut": {
            "doNotContact": counts.do_not_contact,
            "optedOut": counts.opted_out,
            "withoutEmail": counts.without_email,
        },
        "unreadable": counts.unreadable,
    }


def _link(job: JobRecord, request: ExportRequest, call: Call) -> ExportLink:
    valid_ms = link_valid(job, call.now_ms)
    extension = FORMATS[request.format].extension
    name = f"{request.format}-{from_ms(job.created_ms):%Y-%m-%d}.{extension}"
    files = call.stores.files(call.tenant)
    return {
        "name": name,
        "url": files.export_link(job.job_id, extension, name, valid_s=valid_ms // SECOND_MS),
        "expiresAt": instant(call.now_ms + valid_ms),
        "keptUntil": instant(kept_until(job)),
    }


def link_valid(job: JobRecord, now_ms: int) -> int:
    """For how many milliseconds a link to its file is valid: never longer than the file is there."""
    return min(LINK_MS, kept_until(job) - now_ms)
