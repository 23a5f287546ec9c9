"""Webhooks' queue -> receivers: events of the bus, webhooks whose turn it is; each minute those whose wait is over."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.typing import LambdaContext
from regulars.config import names
from regulars.events.webhooks.deliver import Deliverer
from regulars.stores.opened import Stores
from regulars.telemetry import logger, metrics

# One attempt takes 15 s at most, and its answer is to be kept.
_RESERVE_MS = 20_000


@cache
def stores() -> Stores:
    return Stores(names())


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """One message an invocation, so that a slow receiver holds up no other's; without any it is the minute's tick."""
    out_of_time = lambda: context.get_remaining_time_in_millis() < _RESERVE_MS  # noqa: E731
    deliverer = Deliverer(stores(), lambda: time.time_ns() // 1_000_000, out_of_time)
    if "Records" not in event:
        logger().info("webhooks.due", extra={"due": deliverer.tick()})
        return {}
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    with processor(event["Records"], lambda record: deliverer.take(record.body), lambda_context=context):
        processor.process()
    failed: list[Any] = list(zip(processor.fail_messages, processor.exceptions, strict=True))
    for _, (error, *_rest) in failed:
        logger().error("webhook.failed", extra={"error": error.__name__})
    stores().webhook_queue.come_back([record.raw_event["receiptHandle"] for record, _ in failed])
    counts = deliverer.counts
    logger().info(
        "webhooks.sent",
        extra={"delivered": counts.delivered, "failed": counts.failed, "disabled": counts.disabled},
    )
    if counts.disabled:
        metrics().add_metric("webhooksDisabled", MetricUnit.Count, counts.disabled)
        metrics().flush_metrics()
    return dict(processor.response())
