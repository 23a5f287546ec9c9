"""`summarise`: the parts of all shards become the summary of the day, and the job says how it ended."""

from __future__ import annotations

from aws_lambda_powertools.metrics import MetricUnit

from ..scoring.summary import Summary
from ..stores.jobs import Counts, Jobs
from ..telemetry import logger, metrics
from .work import Night


def summarise(night: Night, *, jobs: Jobs, now_ms: int) -> str | None:
    """Stores the summary and ends the job; why it failed, None where it did not.

    A shard that is not complete fails the job: a summary without it would be wrong. What its turns wrote stays right.
    """
    summary = Summary(night.as_of_ms)
    total, missing = Counts(), []
    for shard in range(night.generation.shards):
        try:
            for left in night.turns(shard):
                summary.merge(Summary.of(left["summary"]))
                total = total.plus(Counts(*left["counts"]))
        except LookupError:
            missing.append(shard)
            total = total.plus(night.counts(shard))
    error = None
    if missing:
        error = f"{len(missing)} of {night.generation.shards} shards did not end: start the recalculation again."
    else:
        assert night.job.day is not None
        jobs.put_summary(night.job.day, summary.as_json() | {"counts": total})
    jobs.finish(night.job.job_id, finished_ms=now_ms, error=error)
    told = {"tenant": night.tenant.id, "job": night.job.job_id, **total._asdict(), "failedShards": missing}
    duration_ms = now_ms - night.job.created_ms
    logger().info("tenant.completed", extra=told)
    logger().info("job.completed", extra=told | {"durationMs": duration_ms})
    _measure(total, duration_ms)
    return error


def _measure(total: Counts, duration_ms: int) -> None:
    for name, count in total._asdict().items():
        metrics().add_metric(name, MetricUnit.Count, count)
    metrics().add_metric("duration", MetricUnit.Milliseconds, duration_ms)
