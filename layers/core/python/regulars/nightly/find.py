"""One recalculation as it stands, also where its machine broke down before it could say so."""

from __future__ import annotations

from ..errors import NotFound
from ..facts.tenant import Tenant
from ..jobs.find import as_it_stands
from ..stores.opened import Stores
from ..stores.tenant.jobs import Job
from .job import RECALCULATION


def find_job(job_id: str, tenant: Tenant, *, stores: Stores, now_ms: int) -> Job:
    """The job; failed where it says otherwise and its execution is over. Raises `NotFound`."""
    job = stores.jobs(tenant).read(job_id)
    if job is None:
        raise NotFound(f"There is no recalculation {job_id}.")
    return as_it_stands(RECALCULATION, job, tenant, stores=stores, now_ms=now_ms)
