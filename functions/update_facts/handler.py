"""Live or bulk queue -> facts: every customer named in the messages is projected anew from the ledger."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.typing import LambdaContext
from regulars.config import names
from regulars.projection.batch import ProjectionBatch
from regulars.stores.opened import Stores
from regulars.stores.queues import lane_of
from regulars.telemetry import logger, metrics

_RESERVE_MS = 10_000


@cache
def stores() -> Stores:
    return Stores(names())


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Failed messages are named in the answer and come back alone, within half a minute; the rest is done."""
    records = event["Records"]
    lane = lane_of(records[0]["eventSourceARN"], stores().names)
    bodies = [record["body"] for record in records]
    now_ms = time.time_ns() // 1_000_000
    out_of_time = lambda: context.get_remaining_time_in_millis() < _RESERVE_MS  # noqa: E731
    batch = ProjectionBatch(bodies, stores=stores(), lane=lane, now_ms=now_ms, out_of_time=out_of_time)
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    with processor(records, lambda record: batch.project(record.body), lambda_context=context):
        processor.process()
    failed: list[Any] = list(zip(processor.fail_messages, processor.exceptions, strict=True))
    for record, (error, *_) in failed:
        logger().error("customer.failed", extra={"customer": batch.hash_of(record.body), "error": error.__name__})
    stores().queue(lane).come_back([record.raw_event["receiptHandle"] for record, _ in failed])
    logger().info("customers.projected", extra={"messages": len(records), "late": batch.send_again()})
    if batch.beyond_promise:  # a line of 226 bytes for each order would say nothing
        metrics().add_metric("customersBeyondPromise", MetricUnit.Count, batch.beyond_promise)
        metrics().flush_metrics()
    return dict(processor.response())
