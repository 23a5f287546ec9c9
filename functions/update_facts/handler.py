"""Live or bulk queue -> facts: every customer named in the messages is projected anew from the ledger."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from regulars.config import names
from regulars.projection.batch import ProjectionBatch
from regulars.stores.opened import Stores
from regulars.stores.queues import decode_touched, lane_of
from regulars.telemetry import logger, metrics

_RESERVE_MS = 10_000


@cache
def stores() -> Stores:
    return Stores(names())


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Failed messages are named in the answer and come back alone; the rest is done."""
    records = event["Records"]
    batch = ProjectionBatch(
        [customer for record in records if (customer := decode_touched(record["body"]))],
        stores=stores(),
        lane=lane_of(records[0]["eventSourceARN"], stores().names),
        now_ms=time.time_ns() // 1_000_000,
        out_of_time=lambda: context.get_remaining_time_in_millis() < _RESERVE_MS,
    )

    def project(record: SQSRecord) -> None:
        customer = decode_touched(record.body)
        if customer is None:
            raise ValueError("not a message of ours")
        batch.project(customer)

    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    with processor(records, project, lambda_context=context):
        processor.process()
    late = batch.send_again()
    failures = sorted({fault[0].__name__ for fault in processor.exceptions if fault[0]})
    counts = {"messages": len(records), "failed": len(processor.fail_messages), "late": late, "failures": failures}
    logger().info("customers.projected", extra=counts)
    if batch.beyond_promise:
        metrics().add_metric("customersBeyondPromise", MetricUnit.Count, batch.beyond_promise)
        metrics().flush_metrics()
    return dict(processor.response())
