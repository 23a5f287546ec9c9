"""Starting recalculations: one a tenant at a time, by the schedule or because somebody asks."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ..errors import TooManyCalls
from ..facts.tenant import Tenant, TenantStatus
from ..facts.time import MINUTE_MS, SECOND_MS, from_ms
from ..stores.jobs import Job, JobState
from ..stores.opened import Stores

AT_ONCE = 50
"""Executions that run at the same time: source 000 asks to avoid spikes."""
_NIGHTLY = frozenset({TenantStatus.ACTIVE, TenantStatus.TRIAL})
# A job is created before its execution starts; what is younger is about to.
_STARTED_WITHIN_MS = MINUTE_MS


class Started(NamedTuple):
    """The job that is under way now, and whether it is the one that was asked for."""

    job: Job
    new: bool


def nightly_tenants(stores: Stores) -> list[Tenant]:
    """The tenants whose nights are recalculated: active ones and trials."""
    return [tenant for tenant in stores.directory.all() if tenant.status in _NIGHTLY]


def scheduled_job_id(now_ms: int, zone: str = "UTC") -> str:
    """One a day in the schedule's zone: a schedule that fires twice starts each tenant once."""
    return f"night-{from_ms(now_ms).astimezone(ZoneInfo(zone)):%Y%m%d}"


def manual_job_id(now_ms: int) -> str:
    return f"manual-{from_ms(now_ms):%Y%m%dt%H%M%S}-{secrets.token_hex(4)}"


def start_job(tenant: Tenant, job_id: str, *, manual: bool, stores: Stores, now_ms: int, pause_ms: int = 0) -> Started:
    """Starts a recalculation, unless one is under way: then that one. A job that is there already starts once.

    Two at the same time cost money and never truth, since every write of theirs is conditional. Raises
    `TooManyCalls` where one that was asked for ended well less than `pause_ms` ago; a failed one is repeated at once.
    """
    made = make_job(tenant, job_id, manual=manual, stores=stores, now_ms=now_ms, pause_ms=pause_ms)
    if made.job.job_id == job_id and made.job.state is JobState.WAITING:
        stores.night_machine.start(made.job.execution(tenant.id), {"tenant": tenant.id, "job": job_id})
    return made


def make_job(
    tenant: Tenant,
    job_id: str,
    *,
    manual: bool,
    stores: Stores,
    now_ms: int,
    pause_ms: int = 0,
    shared: str | None = None,
) -> Started:
    """The same without its execution: `shared` names the one that is about to do it with others."""
    jobs = stores.jobs(tenant)
    before = jobs.current()
    running = jobs.read(before) if before is not None and before != job_id else None
    if running is not None:
        if is_under_way(running, tenant, stores=stores, now_ms=now_ms):
            return Started(running, new=False)
        if running.state is JobState.DONE:
            _refuse_too_soon(running, pause_ms, now_ms)
        else:
            jobs.give_up(running.job_id, finished_ms=now_ms, error="It was broken off.")
    new = jobs.create(Job(job_id, manual, now_ms, shared=shared))
    if before != job_id and not jobs.take_turn(job_id, after=before):
        # Somebody else was faster: theirs is the one.
        return make_job(tenant, job_id, manual=manual, stores=stores, now_ms=now_ms, pause_ms=pause_ms, shared=shared)
    job = jobs.read(job_id)
    assert job is not None
    if job.state is JobState.WAITING and job.shared != shared and jobs.share(job_id, shared):
        job = replace(job, shared=shared)
    return Started(job, new)


def _refuse_too_soon(ended: Job, pause_ms: int, now_ms: int) -> None:
    """Nights by the schedule are not counted: they verify a seventh of the customers only."""
    if not ended.manual or ended.finished_ms is None:
        return
    # At most the whole pause, whatever the clock of who ended it said.
    left_ms = min(ended.finished_ms + pause_ms - now_ms, pause_ms)
    if left_ms > 0:
        minutes = -(-left_ms // MINUTE_MS)
        raise TooManyCalls(
            f"A recalculation has just ended ({ended.job_id}), and its answers stand. The next one may start in "
            f"{minutes} {'minute' if minutes == 1 else 'minutes'}.",
            -(-left_ms // SECOND_MS),
        )


def is_under_way(job: Job, tenant: Tenant, *, stores: Stores, now_ms: int) -> bool:
    """Whether a job has not ended: neither by its record nor by what its execution came to."""
    if job.state in (JobState.DONE, JobState.FAILED):
        return False
    if now_ms < job.created_ms + _STARTED_WITHIN_MS:
        return True
    return stores.night_machine.is_running(job.execution(tenant.id))
