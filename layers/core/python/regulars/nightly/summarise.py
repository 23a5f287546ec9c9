"""`summarise`: the parts of all shards become what the night leaves, and the job says how it ended."""

from __future__ import annotations

from collections.abc import Sequence

from aws_lambda_powertools.metrics import MetricUnit

from ..scoring.due import Due
from ..stores.jobs import Counts, Jobs
from ..stores.opened import Stores
from ..telemetry import logger, metrics
from .leave import leave, leave_due
from .parts import Parts
from .retired import forget_swept
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
        error: str | None = "It could not be planned: start the recalculation again."
    else:
        total, missing = _counted(night, jobs)
        error = _without(missing, night.generation.shards) if missing else None
        if error is None:
            leave(night, _gathered(night, stores), total, stores=stores)
            forget_swept(night, stores=stores)
    jobs.finish(night.job.job_id, finished_ms=now_ms, error=error)
    told = {"tenant": night.tenant.id, "job": night.job.job_id, **total._asdict(), "failedShards": missing}
    duration_ms = now_ms - night.job.created_ms
    logger().info("tenant.completed", extra=told)
    logger().info("job.completed", extra=told | {"durationMs": duration_ms})
    _measure(total, duration_ms)
    return error


def _counted(night: Night, jobs: Jobs) -> tuple[Counts, list[int]]:
    """What all shards have counted, and the shards that are not complete: of these what their turns have noted."""
    total, missing = Counts(), []
    for shard in range(night.generation.shards):
        try:
            total = total.plus(Counts(*night.left_last(shard)["counts"]))
        except LookupError:
            missing.append(shard)
    noted = jobs.shards(night.job.job_id) if missing else {}
    for shard in missing:
        total = total.plus(noted.get(shard, Counts()))
    return total, missing


def _gathered(night: Night, stores: Stores) -> Parts:
    """The parts of all shards, of which no more than one turn's are held beside their sum; due pairs are left here."""
    merged = Parts.empty(night)
    for shard in range(night.generation.shards):
        due = Due(night.as_of_ms)
        for left in night.turns(shard):
            parts = Parts.of(night.kept(left["parts"]))
            due.merge(parts.due)
            merged.merge(parts)
        leave_due(night, shard, due, stores=stores)
    return merged


def _without(missing: Sequence[int], shards: int) -> str:
    named = ", ".join(map(str, missing[:_NAMED])) + (" and others" if len(missing) > _NAMED else "")
    return f"Of {shards} shards {len(missing)} did not end ({named}): start the recalculation again."


def _measure(total: Counts, duration_ms: int) -> None:
    for name, count in total._asdict().items():
        metrics().add_metric(name, MetricUnit.Count, count)
    metrics().add_metric("duration", MetricUnit.Milliseconds, duration_ms)
