"""Jobs of a kind of which a tenant has one at a time: whoever asks meanwhile is given that one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Generic, NamedTuple, TypeVar

from ..facts.tenant import Tenant
from ..stores.opened import Stores
from ..stores.tenant.job_record import JobRecord, JobState
from .find import is_under_way
from .kind import GIVEN_UP, JobKind

R = TypeVar("R", bound=JobRecord)


class Started(NamedTuple, Generic[R]):
    """The job that is under way now, and whether it is the one that was asked for."""

    job: R
    new: bool


def start_job(
    kind: JobKind,
    asked: R,
    tenant: Tenant,
    *,
    stores: Stores,
    now_ms: int,
    refuse: Callable[[R], None] = lambda ended: None,
) -> Started[R]:
    """Starts a job, unless one is under way: then that one. A job that is there already starts once.

    `refuse` is asked about the job that ended before this one, and raises where it is too soon. Two at the same time
    cost money and never truth: every write of theirs is conditional.
    """
    made = make_job(kind, asked, tenant, stores=stores, now_ms=now_ms, refuse=refuse)
    if made.job.job_id == asked.job_id and made.job.state is JobState.WAITING:
        payload = kind.payload(tenant.id, made.job)
        stores.machine(kind.machine).start(made.job.execution(tenant.id), payload)
    return made


def start_asked(kind: JobKind, job: JobRecord, tenant: Tenant, *, stores: Stores) -> None:
    """Starts a job of a kind whose jobs begin as they are asked for; the execution of its name starts once."""
    stores.machine(kind.machine).start(job.execution(tenant.id), kind.payload(tenant.id, job))


def make_job(
    kind: JobKind,
    asked: R,
    tenant: Tenant,
    *,
    stores: Stores,
    now_ms: int,
    refuse: Callable[[R], None] = lambda ended: None,
) -> Started[R]:
    """The same without its execution: `asked.shared` names the one that is about to do it with others."""
    records, job_id = kind.of(stores, tenant), asked.job_id
    before = records.current()
    previous: R | None = records.read(before) if before is not None and before != job_id else None
    if previous is not None:
        if is_under_way(kind, previous, tenant, stores=stores, now_ms=now_ms):
            return Started(previous, new=False)
        if previous.state is JobState.DONE:
            refuse(previous)
        else:
            records.give_up(previous.job_id, finished_ms=now_ms, error=kind.sentences[GIVEN_UP])
    new = records.create(asked)
    if before != job_id and not records.take_slot(job_id, after=before):
        # Somebody else was faster: theirs is the one. Nobody starts ours, and nobody may wait for it.
        found = make_job(kind, asked, tenant, stores=stores, now_ms=now_ms, refuse=refuse)
        if new and found.job.job_id != job_id:
            records.give_up(job_id, finished_ms=now_ms, error=kind.sentences[GIVEN_UP])
        return found
    job: R | None = records.read(job_id)
    assert job is not None
    if job.state is JobState.WAITING and job.shared != asked.shared and records.share(job_id, asked.shared):
        job = replace(job, shared=asked.shared)
    return Started(job, new)
