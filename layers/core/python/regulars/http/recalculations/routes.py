"""Recalculation of everything that is derived, by hand (source 000)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ...jobs.find import wait_for_end
from ...nightly.find import find_job
from ...nightly.job import RECALCULATION
from ...nightly.start import manual_job_id, start_job
from ...stores.tenant.job_record import JobState
from ...stores.tenant.jobs import Counts, Job
from ..door.auth import Role
from ..door.bodies import no_body
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.render import instant
from .answers import render_counts

if TYPE_CHECKING:
    from .shapes import Recalculation, RecalculationAnswer

routes = Routes()

_LONGEST_WAIT_S = 20.0
_MESSAGES = {
    JobState.WAITING: "Affinity scores recalculation is about to start",
    JobState.RUNNING: "Affinity scores recalculation is under way",
    JobState.DONE: "Affinity scores recalculation completed",
    JobState.FAILED: "Affinity scores recalculation failed",
}


@routes.post("/product-affinity/recalculate", role=Role.ADMIN)
def post_recalculation(call: Call) -> Answer[RecalculationAnswer]:
    """Derives every customer and pair anew and verifies all of them against their orders.

    200 where that is done within 20 seconds, else 202 with the counts so far; while one is under way, 202 with that
    one. 429 where one that was asked for ended well within the last ten minutes (a deployment may say another number):
    `Retry-After` says how long that lasts; one that failed may be repeated at once. Scores need none: they are computed
    when they are asked for. What is answered "of last night" is of the last one: due, demand, forecast, bought
    together, cross-sell, deciles, and the fit of the models.
    """
    no_body(call)
    job_id = manual_job_id(call.now_ms)
    pause_ms = call.stores.between_nights_ms
    job, new = start_job(call.tenant, job_id, manual=True, stores=call.stores, now_ms=call.now_ms, pause_ms=pause_ms)
    if new:
        job = wait_for_end(
            RECALCULATION,
            job,
            call.tenant,
            stores=call.stores,
            longest_s=_LONGEST_WAIT_S,
            clock=time.monotonic,
            sleep=time.sleep,
        )
    return _answer(job, status=200 if job.has_ended else 202)


@routes.get("/product-affinity/recalculate/<job_id>")
def get_recalculation(call: Call, job_id: str) -> Answer[RecalculationAnswer]:
    """A recalculation as it stands: one that was asked for, or a night's."""
    return _answer(find_job(job_id, call.tenant, stores=call.stores, now_ms=call.now_ms))


def _answer(job: Job, *, status: int = 200) -> Answer[RecalculationAnswer]:
    return Answer({"success": True, "message": _MESSAGES[job.state], "data": _render(job)}, status=status)


def _render(job: Job) -> Recalculation:
    """Flat; `shards` are all of them, none until it is planned."""
    planned = range(job.generation.shards) if job.generation else range(0)
    return {
        "jobId": job.job_id,
        "state": job.state,
        **render_counts(job.counts),
        "shards": [{"shard": shard, **render_counts(job.shards.get(shard, Counts()))} for shard in planned],
        "manual": job.manual,
        "createdAt": instant(job.created_ms),
        "asOf": instant(job.as_of_ms),
        "finishedAt": instant(job.finished_ms),
        "error": job.error,
    }
