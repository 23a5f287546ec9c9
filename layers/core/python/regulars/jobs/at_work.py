"""Which jobs of a tenant, of whatever kind, may still hold what they found earlier. An erasure waits for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..facts.tenant import Tenant
from ..stores.opened import Stores
from ..stores.tenant.job_record import JobRecord, JobState
from .find import is_under_way
from .kind import JobKind
from .turns import next_attempt


def jobs_at_work(kinds: Iterable[JobKind], tenant: Tenant, *, stores: Stores, now_ms: int) -> frozenset[str]:
    """The ids of jobs that read or write their files, or will: they have an execution, or a place in a line."""
    found = _jobs(kinds, tenant, stores)
    return frozenset(job.job_id for kind, job in found if _is_at_work(kind, job, tenant, stores, now_ms))


def at_rest_since(
    kinds: Iterable[JobKind], tenant: Tenant, *, asked_before_ms: int, stores: Stores, now_ms: int
) -> int | None:
    """When the last job broke off of those that were asked for before an instant, 0 where none did; None while one of
    them is at work.

    A function that an execution has called goes on although the execution is over: those of one that ended well have
    answered, those of one that broke off may take as long as a function lives.
    """
    since_ms = 0
    for kind, job in _jobs(kinds, tenant, stores):
        if job.created_ms >= asked_before_ms:
            continue
        if _is_at_work(kind, job, tenant, stores, now_ms):
            return None
        since_ms = max(since_ms, _broke_off_ms(kind, job, tenant, stores))
    return since_ms


def _jobs(kinds: Iterable[JobKind], tenant: Tenant, stores: Stores) -> Iterator[tuple[JobKind, JobRecord]]:
    by_name = {kind.name: kind for kind in kinds}
    for name, job in stores.job_items(tenant).each():
        if name in by_name:
            yield by_name[name], job


def _is_at_work(kind: JobKind, job: JobRecord, tenant: Tenant, stores: Stores, now_ms: int) -> bool:
    if _has_no_execution(kind, job):
        # An import whose file has not come is in no line, and may wait for ever.
        return stores.job_turns(kind.name).read().holds(next_attempt(job, tenant))
    return is_under_way(kind, job, tenant, stores=stores, now_ms=now_ms)


def _broke_off_ms(kind: JobKind, job: JobRecord, tenant: Tenant, stores: Stores) -> int:
    """When the last execution broke off that did a job which is not at work; 0 where none did."""
    if job.state is JobState.FAILED:
        return job.finished_ms or 0
    if job.state is JobState.DONE or _has_no_execution(kind, job):
        # The attempt before this one was over when this one began.
        return (job.begun_ms or 0) if job.attempt > 1 else 0
    return stores.machine(kind.machine).stopped_ms(job.execution(tenant.id)) or 0


def _has_no_execution(kind: JobKind, job: JobRecord) -> bool:
    return kind.retried and job.state is JobState.WAITING
