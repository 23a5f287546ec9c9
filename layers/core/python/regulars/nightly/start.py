"""Starting recalculations: one a tenant at a time, by the schedule or because somebody asks."""

from __future__ import annotations

import secrets
from functools import partial
from zoneinfo import ZoneInfo

from ..errors import TooManyCalls
from ..facts.tenant import Tenant
from ..facts.time import MINUTE_MS, SECOND_MS, from_ms
from ..jobs import start
from ..jobs.start import Started
from ..stores.opened import Stores
from ..stores.tenant.jobs import Job
from .job import NIGHTLY, RECALCULATION

AT_ONCE = 50
"""Executions that run at the same time: source 000 asks to avoid spikes."""


def nightly_tenants(stores: Stores) -> list[Tenant]:
    """The tenants whose nights are recalculated: active ones and trials."""
    return [tenant for tenant in stores.directory.all() if tenant.status in NIGHTLY]


def scheduled_job_id(now_ms: int, zone: str = "UTC") -> str:
    """One a day in the schedule's zone: a schedule that fires twice starts each tenant once."""
    return f"night-{from_ms(now_ms).astimezone(ZoneInfo(zone)):%Y%m%d}"


def manual_job_id(now_ms: int) -> str:
    return f"manual-{from_ms(now_ms):%Y%m%dt%H%M%S}-{secrets.token_hex(4)}"


def start_job(
    tenant: Tenant, job_id: str, *, manual: bool, stores: Stores, now_ms: int, pause_ms: int = 0
) -> Started[Job]:
    """Starts a recalculation, unless one is under way: then that one. A job that is there already starts once.

    Raises `TooManyCalls` where one that was asked for ended well less than `pause_ms` ago; a failed one is repeated at
    once.
    """
    asked = Job(job_id, now_ms, manual=manual)
    refuse = partial(_refuse_too_soon, pause_ms=pause_ms, now_ms=now_ms)
    return start.start_job(RECALCULATION, asked, tenant, stores=stores, now_ms=now_ms, refuse=refuse)


def make_shared_job(tenant: Tenant, job_id: str, shared: str, *, stores: Stores, now_ms: int) -> Started[Job]:
    """The same of a night without its execution: `shared` names the one that is about to do it with others."""
    asked = Job(job_id, now_ms, manual=False, shared=shared)
    return start.make_job(RECALCULATION, asked, tenant, stores=stores, now_ms=now_ms)


def _refuse_too_soon(ended: Job, *, pause_ms: int, now_ms: int) -> None:
    """Nights by the schedule are not counted: they verify a seventh of the customers only."""
    if not ended.manual or ended.finished_ms is None:
        return
    # At most the whole pause, whatever clock the last one was ended by.
    left_ms = min(ended.finished_ms + pause_ms - now_ms, pause_ms)
    if left_ms > 0:
        minutes = -(-left_ms // MINUTE_MS)
        raise TooManyCalls(
            f"A recalculation has just ended ({ended.job_id}), and its answers stand. The next one may start in "
            f"{minutes} {'minute' if minutes == 1 else 'minutes'}.",
            -(-left_ms // SECOND_MS),
        )
