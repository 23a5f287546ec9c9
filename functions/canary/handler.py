"""Every five minutes: does an order become facts, how fast, and does anything lie in the bucket of failures."""

from __future__ import annotations

from functools import cache
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from regulars.config import names
from regulars.nightly.probe import probe_streams
from regulars.stores.opened import Stores
from regulars.telemetry import logger, metrics

# The function ends at 60 s.
_LONGEST_S = 50.0


@cache
def stores() -> Stores:
    return Stores(names())


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Where the order is lost nothing is measured: the silence is what the alarm hears, beside the error."""
    batches = stores().failed_batches()
    metrics().add_metric("failedBatches", MetricUnit.Count, batches)
    try:
        took_s = probe_streams(stores(), longest_s=_LONGEST_S)
        metrics().add_metric("orderToFactsSeconds", MetricUnit.Seconds, took_s)
    finally:
        metrics().flush_metrics()
    logger().info("canary.sang", extra={"seconds": round(took_s, 3), "failedBatches": batches})
    return {"orderToFactsSeconds": took_s, "failedBatches": batches}
