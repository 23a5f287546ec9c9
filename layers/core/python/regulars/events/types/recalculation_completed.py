"""`recalculation.completed`: a night, or a recalculation that somebody asked for, has ended, well or not."""

from __future__ import annotations

from ...facts.time import rfc3339
from ...stores.tenant.job_record import JobState
from ...stores.tenant.jobs import Counts, Job
from ..event import Event
from ..event_type import EventType
from ..fields import COUNT, INSTANT, JOB_ID

RECALCULATION_COMPLETED = EventType(
    "recalculation.completed",
    "All customers were derived and compared with the ledger, and what is answered as of last night is new; or that "
    "failed, and GET /product-affinity/recalculate/<jobId> says why.",
    {
        "jobId": JOB_ID,
        "state": {"enum": [str(JobState.DONE), str(JobState.FAILED)]},
        "manual": {"type": "boolean", "description": "False: by the schedule."},
        "createdAt": INSTANT,
        "asOf": {**INSTANT, "type": ["string", "null"], "description": "Null: it failed before that was fixed."},
        **dict.fromkeys(Counts._fields, COUNT),
    },
)


def recalculation_completed(job: Job, tenant_id: str) -> Event:
    """Of one that has ended."""
    assert job.finished_ms is not None, "it has ended"
    data = {
        "schemaVersion": RECALCULATION_COMPLETED.version,
        "tenant": tenant_id,
        "jobId": job.job_id,
        "state": job.state.value,
        "manual": job.manual,
        "createdAt": rfc3339(job.created_ms),
        "asOf": None if job.as_of_ms is None else rfc3339(job.as_of_ms),
        **job.counts._asdict(),
    }
    id_ = f"{tenant_id}-{job.job_id}"
    return Event(id_, RECALCULATION_COMPLETED.name, tenant_id, job.job_id, job.finished_ms, data)
