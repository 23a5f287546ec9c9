"""Ledger stream -> live and bulk queue: each touched customer of a batch once. No work, no decisions."""

from __future__ import annotations

from functools import cache
from typing import Any

from regulars.config import names
from regulars.projection.dispatch import touched_customers
from regulars.stores.opened import Stores
from regulars.telemetry import logger


@cache
def stores() -> Stores:
    return Stores(names())


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Sends the touched customers; a failure has the whole batch delivered again, which only sends them twice."""
    records = event["Records"]
    by_lane = touched_customers(records)
    for lane, customers in by_lane.items():
        stores().queue(lane).send(customers)
    counts = {lane.value: len(customers) for lane, customers in by_lane.items()}
    logger().info("changes.dispatched", extra={"records": len(records), **counts})
    return {"batchItemFailures": []}
