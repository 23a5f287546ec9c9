"""The two files of real orders as the models take them: every customer, by the standard library alone."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from regulars.facts.customer import CustomerFacts, PurchaseFacts, TimelineEntry
from regulars.facts.time import to_ms

from benchmarks import data
from benchmarks.data import data_file, needed

CDNOW = data_file(data.CDNOW)
ONLINE_RETAIL = data_file(data.ONLINE_RETAIL)

Timelines = Mapping[str, tuple[TimelineEntry, ...]]


@cache
def timelines(path: Path) -> Timelines:
    """Every customer's timeline, ascending, in minor units. Raises Skipped where the file is not."""
    needed(path)
    orders: dict[tuple[str, int, str], int] = defaultdict(int)
    with gzip.open(path, "rt", newline="") as opened:
        rows = csv.reader(opened)
        next(rows)
        instants: dict[str, int] = {}
        for order_id, customer_id, ordered_at, status, _, _, quantity, unit_price, *_ in rows:
            if status != "paid":
                continue
            if (at_ms := instants.get(ordered_at)) is None:
                at_ms = instants[ordered_at] = to_ms(datetime.fromisoformat(ordered_at).astimezone(UTC))
            # Prices have up to three decimals: a line is quantity times thousandths, half up to the minor unit.
            orders[customer_id, at_ms, order_id] += (int(quantity) * round(float(unit_price) * 1_000) + 5) // 10
    found: dict[str, list[TimelineEntry]] = defaultdict(list)
    for (customer_id, at_ms, _), spend_minor in sorted(orders.items()):
        found[customer_id].append(TimelineEntry(at_ms, spend_minor, 1_000))
    return {customer_id: tuple(entries) for customer_id, entries in found.items()}


def known_by(timelines: Timelines, cut_ms: int) -> Iterator[CustomerFacts]:
    """The customers with an order by the cut, that instant included, as they were known then."""
    for customer_id, entries in timelines.items():
        if before := tuple(entry for entry in entries if entry.at_ms <= cut_ms):
            yield CustomerFacts(customer_id, True, purchases_of(before))


def purchases_of(entries: Iterable[TimelineEntry]) -> PurchaseFacts:
    """The purchase facts of at least one order, ascending."""
    timeline = tuple(entries)
    return PurchaseFacts(
        order_count=len(timeline),
        spend_minor=sum(entry.spend_minor for entry in timeline),
        units_milli=sum(entry.units_milli for entry in timeline),
        first_at_ms=timeline[0].at_ms,
        last_at_ms=timeline[-1].at_ms,
        timeline=timeline,
    )
