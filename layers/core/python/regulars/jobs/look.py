"""What `doctor` says of a kind's jobs: those that stopped, failed, were never begun, or are overdue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ..facts.tenant import Tenant
from ..facts.time import DAY_MS, HOUR_MS
from ..stores.opened import Stores
from ..stores.tenant.job_record import JobState
from .find import as_it_stands
from .kind import JobKind, OneATenant
from .turns import is_left_waiting

_RECENT_JOBS = 50
_RECENT_MS = 7 * DAY_MS


class Trouble(NamedTuple):
    """One job that is not as it should be: which, what is the matter, and what to do."""

    what: str
    state: str
    advice: str


def troubles(kind: JobKind, tenant: Tenant, *, stores: Stores, now_ms: int) -> Iterator[Trouble]:
    """Of a tenant: its current job where it has one at a time, else those of the last week."""
    if not kind.looked_at(tenant):
        return
    for job in _looked_at(kind, tenant, stores, now_ms):
        state = _state(kind, job, tenant, stores, now_ms)
        if state:
            title = kind.title.format(tenant=tenant.id, job=job.job_id)
            yield Trouble(title, state, kind.advice(tenant, job.job_id))


def _looked_at(kind: JobKind, tenant: Tenant, stores: Stores, now_ms: int) -> list[Any]:
    records = kind.of(stores, tenant)
    if isinstance(kind.slot, OneATenant):
        # Before the first job there is nothing to be late with.
        current = records.current()
        job = records.read(current) if current is not None else None
        return [job] if job is not None else []
    return [job for job in records.page(_RECENT_JOBS) if job.created_ms >= now_ms - _RECENT_MS]


def _state(kind: JobKind, job: Any, tenant: Tenant, stores: Stores, now_ms: int) -> str:
    """What is the matter; empty where nothing is. A job whose input is refused is its caller's matter."""
    # An execution that is said to run is looked at, however lately it began.
    looked_ms = now_ms + kind.started_within_ms if job.state is JobState.RUNNING else now_ms
    job = as_it_stands(kind, job, tenant, stores=stores, now_ms=looked_ms)
    if job.state is JobState.FAILED:
        return "" if job.refused else str(job.error)
    if kind.overdue_ms is not None and job.created_ms < now_ms - kind.overdue_ms:
        return f"it began {(now_ms - job.created_ms) // HOUR_MS} hours ago"
    if kind.retried and job.state is JobState.WAITING:
        left = is_left_waiting(kind, job, tenant, stores=stores, now_ms=now_ms)
        return f"{kind.ready}, and nothing has begun it" if left else ""
    return ""
