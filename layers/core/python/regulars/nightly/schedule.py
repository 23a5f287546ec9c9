"""The schedule: every tenant's night is started, a limited number at a time."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from ..errors import RegularsError
from ..facts.tenant import Tenant
from ..jobs.find import is_under_way
from ..jobs.start import Started
from ..stores.opened import Stores
from ..stores.tenant.job_record import JobState
from ..stores.tenant.jobs import Job
from ..telemetry import fault_of, logger
from .job import RECALCULATION
from .start import AT_ONCE, make_shared_job, nightly_tenants, scheduled_job_id, start_job

TOGETHER = 20
"""Nights of one execution, where more than that are to be started."""


class NightsNotStarted(RegularsError):
    """Some tenants' nights could not be started, all others are; trying again starts only those."""


def start_nights(given: Mapping[str, Any], *, stores: Stores, now_ms: int) -> dict[str, Any]:
    """One turn: starts what is not started yet, as long as fewer than `atOnce` are under way.

    `given` is `{zone, atOnce}`, the schedule's, or what the turn before has answered: `{zone, atOnce, job, done}`.
    `done`: there is nothing left to start. Raises `NightsNotStarted` where only failures are left.
    """
    tenants = nightly_tenants(stores)
    job_id = given.get("job")
    if job_id is None:
        job_id = scheduled_job_id(now_ms, given["zone"])
        logger().info("job.started", extra={"job": job_id})
        logger().info("tenants.found", extra={"job": job_id, "tenants": len(tenants)})
    found = {tenant.id: _state(tenant, job_id, stores, now_ms) for tenant in tenants}
    running = {execution for state, execution in found.values() if state is JobState.RUNNING}
    free = max(int(given.get("atOnce", AT_ONCE)) - len(running), 0)
    owed = [tenant for tenant in tenants if found[tenant.id][0] is JobState.WAITING]
    groups = _groups(owed, free)
    failed = sum(_start(group, job_id, stores, now_ms) for group in groups[:free])
    done = len(groups) <= free
    if done and failed:
        raise NightsNotStarted(f"{failed} of {len(tenants)} nights could not be started.")
    return {**given, "job": job_id, "done": done}


def _groups(owed: Sequence[Tenant], free: int) -> list[list[Tenant]]:
    """Who begins together: a few tenants are alone, of many those of one shard are not.

    A shared execution does as many nights at a time as another does shards, so that the bound is the same.
    """
    if len(owed) <= max(free, TOGETHER):
        return [[tenant] for tenant in owed]
    small = [tenant for tenant in owed if tenant.reading.shards == 1]
    alone = [[tenant] for tenant in owed if tenant.reading.shards > 1]
    return [*alone, *(small[start : start + TOGETHER] for start in range(0, len(small), TOGETHER))]


def _state(tenant: Tenant, job_id: str, stores: Stores, now_ms: int) -> tuple[JobState, str]:
    """`waiting`: to be started; a job whose start broke off before its execution was there is, too. And its execution:
    that of a recalculation which takes the night's place is not known here."""
    job = stores.jobs(tenant).read(job_id, with_shards=False)
    if job is None:
        return JobState.WAITING, ""
    execution = job.execution(tenant.id)
    if is_under_way(RECALCULATION, job, tenant, stores=stores, now_ms=now_ms):
        return JobState.RUNNING, execution
    return (JobState.FAILED if job.state is JobState.RUNNING else job.state), execution


def _start(group: Sequence[Tenant], job_id: str, stores: Stores, now_ms: int) -> int:
    """How many could not be started. A recalculation that somebody has asked for takes the night's place."""
    if len(group) == 1:
        [tenant] = group
        return not _tried(group, job_id, lambda: start_job(tenant, job_id, manual=False, stores=stores, now_ms=now_ms))
    shared = f"{job_id}-{secrets.token_hex(8)}"
    make = partial(make_shared_job, job_id=job_id, shared=shared, stores=stores, now_ms=now_ms)
    made: dict[str, Started[Job]] = {}
    failed = 0
    for one in group:
        failed += not _tried([one], job_id, lambda one=one: made.update({one.id: make(one)}))  # type: ignore[misc]
    mine = [one for one in group if one.id in made and made[one.id].job.shared == shared]
    given = {"tenants": [one.id for one in mine], "job": job_id}
    if mine and not _tried(mine, job_id, lambda: stores.machine(RECALCULATION.machine).start(shared, given)):
        return failed + len(mine)
    return failed


def _tried(tenants: Sequence[Tenant], job_id: str, do: Callable[[], object]) -> bool:
    """Whether it went well; a line for each tenant that it did not."""
    try:
        do()
    except Exception as error:
        for tenant in tenants:
            logger().error("tenant.failed", extra={"tenant": tenant.id, "job": job_id, **fault_of(error)})
        return False
    return True
