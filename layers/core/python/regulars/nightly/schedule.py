"""The schedule: every tenant's night is started, so many at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import RegularsError
from ..facts.tenant import Tenant
from ..stores.jobs import JobState
from ..stores.opened import Stores
from ..telemetry import fault_of, logger
from .start import AT_ONCE, is_under_way, nightly_tenants, scheduled_job_id, start_job


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
    states = {tenant.id: _state(tenant, job_id, stores, now_ms) for tenant in tenants}
    free = int(given.get("atOnce", AT_ONCE)) - sum(state is JobState.RUNNING for state in states.values())
    owed = [tenant for tenant in tenants if states[tenant.id] is JobState.WAITING]
    failed = sum(not _start(tenant, job_id, stores, now_ms) for tenant in owed[: max(free, 0)])
    done = len(owed) <= free
    if done and failed:
        raise NightsNotStarted(f"{failed} of {len(tenants)} nights could not be started.")
    return {**given, "job": job_id, "done": done}


def _state(tenant: Tenant, job_id: str, stores: Stores, now_ms: int) -> JobState:
    """`waiting`: to be started; a job whose start broke off before its execution was there is, too."""
    job = stores.jobs(tenant).read(job_id)
    if job is None:
        return JobState.WAITING
    if is_under_way(job, tenant, stores=stores, now_ms=now_ms):
        return JobState.RUNNING
    return JobState.FAILED if job.state is JobState.RUNNING else job.state


def _start(tenant: Tenant, job_id: str, stores: Stores, now_ms: int) -> bool:
    """Whether it could be started. A recalculation that somebody has asked for takes the night's place."""
    try:
        start_job(tenant, job_id, manual=False, stores=stores, now_ms=now_ms)
    except Exception as error:
        logger().error("tenant.failed", extra={"tenant": tenant.id, "job": job_id, **fault_of(error)})
        return False
    return True
