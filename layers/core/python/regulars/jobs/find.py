"""A job as it stands, also where its machine broke down before it could say so; and the wait for its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from ..facts.tenant import Tenant
from ..stores.opened import Stores
from ..stores.tenant.job_record import JobRecord, JobState
from .kind import STOPPED, JobKind

R = TypeVar("R", bound=JobRecord)
_PAUSE_S = 0.5


def is_under_way(kind: JobKind, job: JobRecord, tenant: Tenant, *, stores: Stores, now_ms: int) -> bool:
    """Whether a job has not ended: neither by its record nor by what its execution came to."""
    if job.has_ended:
        return False
    began_ms = job.created_ms if job.begun_ms is None else job.begun_ms
    if now_ms < began_ms + kind.started_within_ms:
        return True
    return stores.machine(kind.machine).is_running(job.execution(tenant.id))


def as_it_stands(kind: JobKind, job: R, tenant: Tenant, *, stores: Stores, now_ms: int) -> R:
    """The job; failed where it says otherwise and its execution is over, since even its last step may break.

    A job that waits in a line has no execution yet, and stands as it says.
    """
    in_line = kind.retried and job.state is JobState.WAITING
    if job.has_ended or in_line or is_under_way(kind, job, tenant, stores=stores, now_ms=now_ms):
        return job
    # It may have ended, or been retried, since it was read.
    latest: R = kind.of(stores, tenant).read(job.job_id) or job
    if latest.has_ended or (latest.state, latest.attempt) != (job.state, job.attempt):
        return latest
    return replace(latest, state=JobState.FAILED, error=kind.sentences[STOPPED])


def wait_for_end(
    kind: JobKind,
    job: R,
    tenant: Tenant,
    *,
    stores: Stores,
    longest_s: float,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
) -> R:
    """The job when it has ended, or as it is after `longest_s`. `clock` gives seconds from anywhere."""
    deadline = clock() + longest_s
    while not job.has_ended and clock() < deadline:
        sleep(min(_PAUSE_S, max(deadline - clock(), 0)))
        job = kind.of(stores, tenant).read(job.job_id) or job
    return job
