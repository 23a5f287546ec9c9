"""`summarise`: the parts of all shards become the summary of the day, and the job says how it ended."""

from __future__ import annotations

from collections.abc import Sequence

from aws_lambda_powertools.metrics import MetricUnit

from ..scoring.summary import Summary
from ..stores.jobs import Counts, Jobs
from ..telemetry import logger, metrics
from .work import Night

_NAMED = 10


def summarise(night: Night, *, jobs: Jobs, now_ms: int) -> str | None:
    """Stores the summary and ends the job; why it failed, None where it did not.

    A shard that is not complete fails the job: a summary without it would be wrong. What its turns wrote stays right.
    """
    total = Counts()
    missing: list[int] = []
    if night.job.day is None:
        error: str | None = "It could not be planned: start the recalculation again."
    else:
        summary, total, missing = _merged(night, jobs)
        error = _without(missing, night.generation.shards) if missing else None
        if error is None:
            jobs.put_summary(night.job.day, summary.as_json() | {"counts": total})
    jobs.finish(night.job.job_id, finished_ms=now_ms, error=error)
    told = {"tenant": night.tenant.id, "job": night.job.job_id, **total._asdict(), "failedShards": missing}
    duration_ms = now_ms - night.job.created_ms
    logger().info("tenant.completed", extra=told)
    logger().info("job.completed", extra=told | {"durationMs": duration_ms})
    _measure(total, duration_ms)
    return error


def _merged(night: Night, jobs: Jobs) -> tuple[Summary, Counts, list[int]]:
    """The parts of all shards, and the shards that are not complete: of these what their turns have counted."""
    summary, total, missing = Summary(night.as_of_ms), Counts(), []
    for shard in range(night.generation.shards):
        try:
            left = night.left_last(shard)
        except LookupError:
            missing.append(shard)
        else:
            summary.merge(Summary.of(left["summary"]))
            total = total.plus(Counts(*left["counts"]))
    noted = jobs.shards(night.job.job_id) if missing else {}
    for shard in missing:
        total = total.plus(noted.get(shard, Counts()))
    return summary, total, missing


def _without(missing: Sequence[int], shards: int) -> str:
    named = ", ".join(map(str, missing[:_NAMED])) + (" and others" if len(missing) > _NAMED else "")
    return f"Of {shards} shards {len(missing)} did not end ({named}): start the recalculation again."


def _measure(total: Counts, duration_ms: int) -> None:
    for name, count in total._asdict().items():
        metrics().add_metric(name, MetricUnit.Count, count)
    metrics().add_metric("duration", MetricUnit.Milliseconds, duration_ms)
