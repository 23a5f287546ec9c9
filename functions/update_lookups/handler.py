"""Lookups queue -> lookups: what the messages name is put or removed as each customer's row stands now."""

from __future__ import annotations

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.typing import LambdaContext
from regulars.config import names
from regulars.projection.lookup_batch import LookupBatch
from regulars.projection.recent_tenants import RecentTenants
from regulars.stores.opened import Stores
from regulars.telemetry import logger

_RESERVE_MS = 10_000


@cache
def stores() -> Stores:
    return Stores(names())


@cache
def recent() -> RecentTenants:
    return RecentTenants()


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Failed messages are named in the answer and come back alone, within half a minute; the rest is done."""
    records = event["Records"]
    out_of_time = lambda: context.get_remaining_time_in_millis() < _RESERVE_MS  # noqa: E731
    bodies = [record["body"] for record in records]
    batch = LookupBatch(bodies, stores=stores(), out_of_time=out_of_time, recent=recent())
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    with processor(records, lambda record: batch.update(record.body), lambda_context=context):
        processor.process()
    failed: list[Any] = list(zip(processor.fail_messages, processor.exceptions, strict=True))
    for record, (error, *_) in failed:
        logger().error("lookups.failed", extra={"customer": batch.hash_of(record.body), "error": error.__name__})
    stores().lookup_queue.come_back([record.raw_event["receiptHandle"] for record, _ in failed])
    logger().info("lookups.updated", extra={"messages": len(records), "late": batch.send_again()})
    return dict(processor.response())
