"""From stream records to customers: who was touched, and over which lane. No reads, no decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..facts.order import Lane
from ..stores.keys import split_ledger_partition
from ..stores.queues import Touched


def touched_customers(records: Iterable[Mapping[str, Any]]) -> dict[Lane, list[Touched]]:
    """Each customer of a batch of ledger stream records once, by lane; touched over several lanes they are live.

    A record without a new image is a removal, made by nobody's lane: live. The import lane is left to the import.
    """
    lanes: dict[Touched, Lane] = {}
    for record in records:
        change = record["dynamodb"]
        lane = Lane(change["NewImage"]["lane"]["S"]) if "NewImage" in change else Lane.LIVE
        if lane is Lane.IMPORT:
            continue
        customer = Touched(*split_ledger_partition(change["Keys"]["pk"]["S"]))
        if lanes.get(customer) is not Lane.LIVE:
            lanes[customer] = lane
    by_lane: dict[Lane, list[Touched]] = {}
    for customer, lane in lanes.items():
        by_lane.setdefault(lane, []).append(customer)
    return by_lane
