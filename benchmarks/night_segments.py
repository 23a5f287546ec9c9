"""What own segments add to a night: the same customers without segments, with ten, and with a hundred.

Ten announce wherever there are any. Counts alone: `NIGHT_CUSTOMERS=100000` measures another number of customers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS
from regulars.segments.segment import Segment

from benchmarks.night import CUSTOMERS, LATER_MS
from benchmarks.night_run import NightRun, run_night
from benchmarks.night_server import World, serving
from benchmarks.night_step import stores_at
from benchmarks.night_tenant import load_tenants
from benchmarks.report import table
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS

SEGMENTS = (0, 10, 100)
ANNOUNCING = 10
MOST_MORE_READ = 1.15
"""Reading evaluations with a hundred segments may cost so many times what it costs without."""
_FEW = 100
_BEFORE_MS = DAY_MS


class Counted(NamedTuple):
    """What one night used."""

    segments: int
    announced: int
    evaluations_read: float
    read: float
    written: float
    requests: int

    @classmethod
    def of(cls, segments: int, night: NightRun) -> Counted:
        used = night.used
        evaluations = [one for (_, where), one in used.items() if where == "evaluations"]
        return cls(
            segments,
            night.job.counts.written,
            sum(one.read_units for one in evaluations),
            sum(one.read_units for one in used.values()),
            sum(one.write_units for one in used.values()),
            sum(step.requests for step in night.steps),
        )


def run(*, small: bool = False) -> None:
    customers = _FEW if small else int(os.environ.get("NIGHT_CUSTOMERS", CUSTOMERS))
    found = measured(customers)
    without = found[0]
    table(
        ("segments", "announce", "announced", "evaluations read", "of none", "read", "written", "requests", "of none"),
        [
            [
                one.segments,
                min(one.segments, ANNOUNCING),
                f"{one.announced:,}",
                f"{one.evaluations_read:,.0f}",
                f"{one.evaluations_read / without.evaluations_read:.0%}",
                f"{one.read:,.0f}",
                f"{one.written:,.0f}",
                f"{one.requests:,}",
                f"{one.requests / without.requests:.0%}",
            ]
            for one in found
        ],
        f"{customers:,} customers in one shard, announced the day before; the night three days later. Read and "
        "written: units. Announced: customers of whom something is told.",
        f"With a hundred, reading evaluations may cost {MOST_MORE_READ - 1:.0%} more than with none.",
    )


def measured(customers: int) -> list[Counted]:
    """A night of a tenant for each number of segments."""
    found = []
    for segments in SEGMENTS:
        with TemporaryDirectory() as folder, serving(Path(folder)) as world:
            tenant = make_tenant(stores_at(world.endpoint), f"shop-{segments}")
            make_segments(world, tenant, segments)
            load_tenants(
                world.tables, [tenant], customers, announced_ms=NOW_MS - _BEFORE_MS, terms=terms_of(world, tenant)
            )
            world.used()
            found.append(Counted.of(segments, run_night(world, tenant, "night", LATER_MS)))
    return found


def make_segments(world: World, tenant: Tenant, how_many: int) -> None:
    """Rules of one to three conditions, half of them over windows of time; the first ten announce."""
    store = stores_at(world.endpoint).segments(tenant)
    for number, criteria in zip(range(how_many), _criteria(), strict=False):
        announces = number < ANNOUNCING
        segment = Segment(f"s{number + 1}", f"Segment {number}", json.dumps(criteria), 1, 1, 1, announces=announces)
        assert store.put(segment, replacing=number, announces=announces)


def terms_of(world: World, tenant: Tenant) -> Any:
    """By what customers of the tenant are evaluated."""
    stores = stores_at(world.endpoint)
    record = stores.directory.read(tenant.id)
    assert record is not None
    return stores.terms.of(record)


def _criteria() -> Iterator[dict[str, Any]]:
    number = 0
    while True:
        leaves: list[dict[str, Any]] = [
            {"field": "totalSpend", "operator": "at_least", "value": 50 * (number % 20 + 1)},
            {"orders": {"count": {"operator": "at_least", "value": number % 3 + 1}, "within": f"{30 + 3 * number}d"}},
            {"field": "lastOrderDaysAgo", "operator": "at_most", "value": 20 + 2 * number},
        ]
        yield {"combinator": "and", "rules": leaves[number % 3 :]}
        number += 1
