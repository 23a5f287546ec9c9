"""From stream records to customers: who was touched where, and over which lane. No reads, no decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..facts.order import Lane
from ..facts.ranges import Range
from ..stores.keys import split_ledger_partition
from ..stores.ledger import KINDS
from ..stores.messages import Touch, Touched


def touched_customers(records: Iterable[Mapping[str, Any]]) -> dict[Lane, list[Touch]]:
    """Each customer of a batch of ledger stream records once, by lane, with the ranges of their record that changed;
    touched over several lanes they are live.

    A record without a new image is a removal, made by nobody's lane: live. The import lane is left to the import. What
    is of no kind may change everything: who reads the record will say so.
    """
    lanes: dict[Touched, Lane] = {}
    changed: dict[Touched, set[Range | None]] = {}
    for record in records:
        change = record["dynamodb"]
        lane = Lane(change["NewImage"]["lane"]["S"]) if "NewImage" in change else Lane.LIVE
        if lane is Lane.IMPORT:
            continue
        customer = Touched(*split_ledger_partition(change["Keys"]["pk"]["S"]))
        if lanes.get(customer) is not Lane.LIVE:
            lanes[customer] = lane
        changed.setdefault(customer, set()).add(KINDS.range_at(change["Keys"]["sk"]["S"]))
    by_lane: dict[Lane, list[Touch]] = {}
    for customer, lane in lanes.items():
        ranges = frozenset(one for one in changed[customer] if one is not None)
        by_lane.setdefault(lane, []).append(Touch(customer, None if None in changed[customer] else ranges))
    return by_lane
