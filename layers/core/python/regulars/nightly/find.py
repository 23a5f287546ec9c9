"""One recalculation as it stands, also where its machine broke down before it could say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..errors import NotFound
from ..facts.tenant import Tenant
from ..stores.jobs import Job, JobState
from ..stores.opened import Stores
from .start import is_under_way

BROKE_OFF = "The recalculation stopped half-way: start it again. What it wrote is right."
ENDED = frozenset({JobState.DONE, JobState.FAILED})
_PAUSE_S = 0.5


def find_job(job_id: str, tenant: Tenant, *, stores: Stores, now_ms: int) -> Job:
    """The job; failed where it says otherwise and its execution is over. Raises `NotFound`."""
    job = stores.jobs(tenant).read(job_id)
    if job is None:
        raise NotFound(f"There is no recalculation {job_id}.")
    if job.state in ENDED or is_under_way(job, tenant, stores=stores, now_ms=now_ms):
        return job
    # It may have ended since it was read.
    latest = stores.jobs(tenant).read(job_id) or job
    return latest if latest.state in ENDED else replace(latest, state=JobState.FAILED, error=BROKE_OFF)


def wait_for_end(
    job: Job,
    tenant: Tenant,
    *,
    stores: Stores,
    longest_s: float,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
) -> Job:
    """The job when it has ended, or as it is after `longest_s`. `clock` gives seconds from anywhere."""
    deadline = clock() + longest_s
    while job.state not in ENDED and clock() < deadline:
        sleep(min(_PAUSE_S, max(deadline - clock(), 0)))
        job = stores.jobs(tenant).read(job.job_id) or job
    return job
