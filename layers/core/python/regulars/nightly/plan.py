"""`plan`: what a whole recalculation goes by, fixed once."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ..facts.time import from_ms
from ..stores.opened import Stores
from .ranking import fix_ranking
from .work import Night


def plan(night: Night, *, stores: Stores, now_ms: int) -> list[int]:
    """The shards to be recalculated, as of `now_ms`, by the generation, the fit and the ranking of products of now.

    Planned twice, it is the same: what was fixed first stays.
    """
    jobs = stores.jobs(night.tenant)
    if night.job.as_of_ms is None:
        zone, last = night.settings.timezone, stores.night_records(night.tenant).last()
        jobs.plan(
            night.job.job_id,
            as_of_ms=now_ms,
            day=f"{from_ms(now_ms).astimezone(ZoneInfo(zone)):%Y-%m-%d}",
            zone=zone,
            generation=night.tenant.reading,
            ranking=fix_ranking(night, stores=stores),
            fit=stores.fits(night.tenant).read(),
            since_ms=None if last is None else last.as_of_ms,
        )
    planned = jobs.read(night.job.job_id, with_shards=False)
    assert planned is not None
    assert planned.generation is not None
    return list(range(planned.generation.shards))
