"""Exports of which a tenant has one at a time, of each kind: how they are asked for, and found again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import Conflict, NotFound
from ..facts.tenant import Tenant
from ..jobs.find import as_it_stands
from ..jobs.kind import JobKind
from ..jobs.start import start_job
from ..stores.ids import new_id
from ..stores.opened import Stores
from ..stores.shop import Shop
from ..stores.tenant.job_record import JobRecord


def start_alone(kind: JobKind, asked: Mapping[str, Any], shop: Shop, *, of: str = "") -> JobRecord:
    """The job that writes what was asked for; `of` says of what, behind its id. Raises `Conflict` while another one is
    under way."""
    job = JobRecord(new_id(shop.now_ms), shop.now_ms, asked=asked)
    started = start_job(kind, job, shop.tenant, stores=shop.stores, now_ms=shop.now_ms)
    if not started.new:
        raise Conflict(
            "export_under_way", f"The export {started.job.job_id}{of} is under way: ask again when it has ended."
        )
    return started.job


def find_alone(kind: JobKind, job_id: str, tenant: Tenant, *, stores: Stores, now_ms: int, of: str = "") -> JobRecord:
    """The export as it stands. Raises `NotFound`."""
    job: JobRecord | None = kind.of(stores, tenant).read(job_id)
    if job is None:
        raise NotFound(f"There is no export {job_id}{of}.")
    return as_it_stands(kind, job, tenant, stores=stores, now_ms=now_ms)
