"""`plan`: what a whole recalculation goes by, fixed once."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ..facts.time import from_ms
from ..stores.jobs import Jobs
from .work import Night


def plan(night: Night, *, jobs: Jobs, now_ms: int) -> list[int]:
    """The shards to be recalculated, as of `now_ms` and the generation that is read now; planned twice, the same."""
    day = f"{from_ms(now_ms).astimezone(ZoneInfo(night.settings.timezone)):%Y-%m-%d}"
    jobs.plan(night.job.job_id, as_of_ms=now_ms, day=day, generation=night.tenant.reading)
    planned = jobs.read(night.job.job_id, with_shards=False)
    assert planned is not None
    assert planned.generation is not None
    return list(range(planned.generation.shards))
