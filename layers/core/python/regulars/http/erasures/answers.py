"""How an erasure looks from outside."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ...erasing.certificate import remains
from ...stores.tenant.erasures import ErasureRecord
from ...stores.tenant.job_record import JobState
from ..door.call import Call
from ..door.render import instant

if TYPE_CHECKING:
    from .shapes import Erasure, Remaining

MOST_ORDERS = 100


def show_erasure(job: ErasureRecord, call: Call) -> Erasure:
    """The job in the API's words; what is not known yet is null."""
    result = job.result or {}
    same = list(islice(call.stores.tombstones(call.tenant).same_addresses(job.job_id), MOST_ORDERS))
    return {
        "jobId": job.job_id,
        "state": job.shown_state,
        "personHash": job.person,
        "reason": job.reason,
        "requestedBy": job.actor,
        "createdAt": instant(job.created_ms),
        "beginsAt": instant(job.begins_ms),
        "finishedAt": instant(job.finished_ms),
        "releasedAt": instant(job.released_ms),
        "error": None if job.cancelled else job.error,
        "counts": result.get("counts"),
        "sameAddress": same,
        "remains": _remains(job),
        "certificate": result.get("certificate"),
    }


def _remains(job: ErasureRecord) -> list[Remaining]:
    if job.state is not JobState.DONE or job.finished_ms is None:
        return []
    return [{"where": one["where"], "what": one["what"], "until": one["until"]} for one in remains(job.finished_ms)]
