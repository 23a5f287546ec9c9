"""`summarise`: the parts of all shards become what the night leaves, and the job says how it ended."""

from __future__ import annotations

from collections.abc import Sequence

from aws_lambda_powertools.metrics import MetricUnit

from ..events.publish import publish
from ..events.types.recalculation_completed import recalculation_completed
from ..stores.opened import Stores
from ..stores.tenant.jobs import Counts, Jobs
from ..telemetry import logger, metrics
from .gathered import leave_all
from .phases.retired import forget_swept
from .sentences import SENTENCES
from .work import Night

_NAMED = 10


def summarise(night: Night, *, stores: Stores, now_ms: int) -> str | None:
    """Leaves what the night gathered and ends the job; why it failed, None where it did not.

    A shard that is not complete fails the job: a summary without it would be wrong. What its turns wrote stays right.
    """
    jobs = stores.jobs(night.tenant)
    total = Counts()
    missing: list[int] = []
    if night.job.day is None:
        error: str | None = SENTENCES["plan"]
    else:
        total, missing = _counted(night, jobs)
        error = _without(missing, night.generation.shards) if missing else None
        if error is None:
            leave_all(night, total, stores=stores)
            forget_swept(night, stores=stores)
    jobs.finish(night.job.job_id, finished_ms=now_ms, error=error)
    told = {"tenant": night.tenant.id, "job": night.job.job_id, **total._asdict(), "failedShards": missing}
    duration_ms = now_ms - night.job.created_ms
    logger().info("tenant.completed", extra=told)
    logger().info("job.completed", extra=told | {"durationMs": duration_ms})
    _measure(total, duration_ms)
    return error


def tell_end(night: Night, *, stores: Stores) -> None:
    """Says on the bus that the job has ended. Killed before, it is to be said again: the event is the same."""
    job = stores.jobs(night.tenant).read(night.job.job_id)
    if job is not None and job.has_ended:
        publish([recalculation_completed(job, night.tenant.id)], stores=stores)


def _counted(night: Night, jobs: Jobs) -> tuple[Counts, list[int]]:
    """What all shards have counted, and the shards that are not complete: of these what their turns have noted."""
    total, missing = Counts(), []
    for shard in range(night.generation.shards):
        try:
            total = total.plus(night.left_last(shard).counts)
        except LookupError:
            missing.append(shard)
    noted = jobs.shards(night.job.job_id) if missing else {}
    for shard in missing:
        total = total.plus(noted.get(shard, Counts()))
    return total, missing


def _without(missing: Sequence[int], shards: int) -> str:
    named = ", ".join(map(str, missing[:_NAMED])) + (" and others" if len(missing) > _NAMED else "")
    return SENTENCES["recalculate"].format(shards=shards, missing=len(missing), named=named)


def _measure(total: Counts, duration_ms: int) -> None:
    for name, count in total._asdict().items():
        metrics().add_metric(name, MetricUnit.Count, count)
    metrics().add_metric("duration", MetricUnit.Milliseconds, duration_ms)
