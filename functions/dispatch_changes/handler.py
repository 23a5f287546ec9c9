"""Ledger stream -> live and bulk queue, facts stream -> lookups queue: what a batch touched, once each. No work, no
decisions."""

from __future__ import annotations

from functools import cache
from typing import Any

from regulars.config import names
from regulars.projection.dispatch import touched_customers
from regulars.projection.lookups import changed_lookups
from regulars.stores.dynamo.calls import table_of
from regulars.stores.opened import Stores
from regulars.stores.rows.row_changes import changed_rows
from regulars.telemetry import logger


@cache
def stores() -> Stores:
    return Stores(names())


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Sends on what was touched; a failure has the whole batch delivered again, which only sends it twice."""
    records = event["Records"]
    if table_of(records[0]["eventSourceARN"]) == stores().names.facts_table:
        changes = changed_lookups(changed_rows(records))
        stores().lookup_queue.send(changes)
        counts = {"lookups": len(changes)}
    else:
        by_lane = touched_customers(records)
        for lane, customers in by_lane.items():
            stores().queue(lane).send_touches(customers)
        counts = {lane.value: len(customers) for lane, customers in by_lane.items()}
    logger().info("changes.dispatched", extra={"records": len(records), **counts})
    return {"batchItemFailures": []}
