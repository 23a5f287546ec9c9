"""Looking at everybody, because what customers are evaluated by was edited."""

from __future__ import annotations

from ..facts.tenant import Tenant
from ..jobs.start import Started, start_job
from ..scoring.evaluate import Revision
from ..stores.ids import new_id
from ..stores.opened import Stores
from ..stores.tenant.job_record import JobRecord
from .job import EVALUATION


def evaluate_everybody(tenant: Tenant, edit: Revision, *, stores: Stores, now_ms: int) -> Started[JobRecord]:
    """Starts the job for an edit, unless one is under way: that one begins another where it was planned before."""
    asked = JobRecord(new_id(now_ms), now_ms, asked={"settings": edit.settings, "segments": edit.segments})
    return start_job(EVALUATION, asked, tenant, stores=stores, now_ms=now_ms)


def edit_of(job: JobRecord) -> Revision:
    """The edit that a job was started for."""
    return Revision(job.asked["settings"], job.asked["segments"])
