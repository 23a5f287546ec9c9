"""Streams of evaluations and of merges -> event bus: what others are told of a batch."""

from __future__ import annotations

from functools import cache
from typing import Any

from regulars.config import names
from regulars.events.publish import publish_changes, publish_merges
from regulars.stores.evaluation_changes import changed_evaluations
from regulars.stores.ledger.edge_changes import changed_edges
from regulars.stores.opened import Stores
from regulars.telemetry import logger


@cache
def stores() -> Stores:
    return Stores(names())


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """A failure has the whole batch delivered again, which makes the same events with the same ids."""
    records = event["Records"]
    told = publish_changes(changed_evaluations(records), stores=stores())
    merged = publish_merges(changed_edges(records), stores=stores())
    counts = {name: count + more for (name, count), more in zip(told._asdict().items(), merged, strict=True)}
    logger().info("events.published", extra={"records": len(records), **counts})
    return {"batchItemFailures": []}
