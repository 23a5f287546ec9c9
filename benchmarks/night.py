"""What a night costs and takes: of a generated tenant, at published prices, and by the number of its shards.

`NIGHT_CUSTOMERS=100000` measures a tenant of another size than the default. The steps are the product's own, botocore
included; tables, bucket and queues are a process beside them that counts what each request is charged.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS

from benchmarks.night_cost import MEMORY_MB, ONE_CPU_MB, REQUEST_S, SHARDS_AT_ONCE, bill, billed_s, scaled, wall_s
from benchmarks.night_run import NightRun, Usage, run_night
from benchmarks.night_server import World, serving
from benchmarks.night_step import stores_at
from benchmarks.night_tenant import Loaded, crossing, load_tenants
from benchmarks.report import load, table
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS

CUSTOMERS = 20_000
_FEW = 100
SHARD = 50_000
# By then some 1 % of these customers are in another segment.
LATER_MS = NOW_MS + 3 * DAY_MS
_SHARDS = (1, 2, 4, 8)
_AT_ONCE = 2


def run(*, small: bool = False) -> None:
    customers = _FEW if small else int(os.environ.get("NIGHT_CUSTOMERS", CUSTOMERS))
    print_cost(customers)
    print_shards(min(customers, CUSTOMERS), _SHARDS[1:2] if small else _SHARDS)


def print_cost(customers: int) -> None:
    """Three nights of one tenant, and what the last of them would cost a million customers."""
    shards = 1
    while shards * SHARD < customers:
        shards *= 2
    with TemporaryDirectory() as folder, serving(Path(folder)) as world:
        [tenant], loaded = _tenants(world, [shards], customers)
        nights = {
            "the first night": run_night(world, tenant, "first", NOW_MS),
            "again, the same instant": run_night(world, tenant, "again", NOW_MS),
            "three days later": (night := run_night(world, tenant, "later", LATER_MS)),
        }
    crossed = sum(1 for _ in crossing(customers, NOW_MS, LATER_MS))
    table(
        (
            "night",
            "pairs",
            "announced",
            "drift",
            "lagging",
            "evaluations",
            "facts",
            "messages",
            "own records",
            "objects",
        ),
        [[name, *_written(one)] for name, one in nights.items()],
        f"{loaded.customers:,} customers, {loaded.pairs:,} pairs, {loaded.orders:,} orders, {loaded.entries:,} entries "
        f"of lookups; shards: {shards}. Evaluations, facts, own records: write units.",
        f"{crossed:,} customers ({crossed / customers:.2%}) are in another segment three days later, by the pure "
        "function.",
    )
    _print_steps(night)
    _print_requests(night, customers)
    costs = bill(night, customers)
    dollars = sum(cost.dollars for cost in costs)
    table(
        ("a night of 1 000 000 customers", "number", "of", "dollars", "share"),
        [[what, f"{number:,.0f}", unit, f"{cost:.4f}", f"{cost / dollars:.0%}"] for what, number, unit, cost in costs]
        + [["all", "", "", f"{dollars:.4f}", ""]],
        f"Scaled from {customers:,} customers with {loaded.pairs / customers:.1f} pairs each, in shards of the same "
        "size; prices as of 2026-11-21: benchmarks/prices.py.",
    )


def print_shards(customers: int, shards: Sequence[int] = _SHARDS) -> None:
    """The same customers as tenants of more and more shards, a night each."""
    rows: list[list[object]] = []
    with TemporaryDirectory() as folder, serving(Path(folder)) as world:
        tenants, _ = _tenants(world, shards, customers)
        for tenant in tenants:
            night = run_night(world, tenant, "night", NOW_MS, at_once=_AT_ONCE)
            turns, [summarise] = night.named("recalculate"), night.named("summarise")
            rows.append(
                [
                    tenant.reading.shards,
                    f"{sum(step.seconds for step in turns):.1f}",
                    f"{max(step.seconds for step in turns):.1f}",
                    f"{sum(step.requests for step in turns):,}",
                    f"{max(step.peak_mb for step in turns):.0f}",
                    f"{summarise.seconds:.1f}",
                    f"{summarise.peak_mb:.0f}",
                    f"{night.clock_s:.0f}",
                    f"{max(map(billed_s, turns)):.0f}",
                    f"{wall_s(night):.0f}",
                ]
            )
    table(
        (
            "shards",
            "processor, s",
            "longest",
            "requests",
            "peak, MB",
            "summary, s",
            "peak, MB",
            "clock here, s",
            "longest in Lambda",
            "night, s",
        ),
        rows,
        f"{customers:,} customers. Clock here: {_AT_ONCE} shards at a time beside the process that is the tables, on "
        f"the same cores: {load()}.",
        f"In Lambda, projected: {MEMORY_MB} MB have {MEMORY_MB / ONE_CPU_MB:.2f} of a core, {REQUEST_S * 1e3:.0f} ms a "
        f"request; the night: plan, {SHARDS_AT_ONCE} shards at a time, summary.",
    )


def _tenants(world: World, shards: Sequence[int], customers: int) -> tuple[list[Tenant], Loaded]:
    stores = stores_at(world.endpoint)
    tenants = [make_tenant(stores, f"shop-{number}", shards=number) for number in shards]
    loaded = load_tenants(world.tables, tenants, customers, announced_ms=NOW_MS - DAY_MS)
    world.used()
    return tenants, loaded


def _written(night: NightRun) -> list[object]:
    counts, used = night.job.counts, night.used

    def written(name: str) -> str:
        return f"{sum(one.write_units for (_, where), one in used.items() if where == name):,.0f}"

    messages = sum(one.items for (operation, _), one in used.items() if operation == "SendMessageBatch")
    objects = sum(one.requests for (operation, _), one in used.items() if operation == "PutObject")
    return [
        f"{counts.processed:,}",
        f"{counts.written:,}",
        counts.drift,
        counts.lagging,
        written("evaluations"),
        written("facts"),
        messages,
        written("tenants"),
        objects,
    ]


def _print_steps(night: NightRun) -> None:
    rows = [
        [
            step.name,
            f"{step.seconds:.1f}",
            f"{step.requests:,}",
            f"{step.peak_mb:.0f}",
            f"{billed_s(step):.0f}",
        ]
        for step in night.steps
    ]
    table(
        ("step, three days later", "processor, s", "requests", "peak, MB", "in Lambda, s"),
        rows,
        f"Peak: the most ever resident, Python and its modules included; the functions have {MEMORY_MB} MB.",
        f"In Lambda, projected: {MEMORY_MB / ONE_CPU_MB:.2f} of a core, and {REQUEST_S * 1e3:.0f} ms a request.",
    )


def _print_requests(night: NightRun, customers: int) -> None:
    rows = []
    for name in ("plan", "recalculate", "summarise"):
        usages: list[tuple[Usage, float]] = [(step.used, times) for step, times in scaled(night, customers)
                                             if step.name == name]  # fmt: skip
        for what in sorted({what for used, _ in usages for what in used}):
            found = [(used[what], times) for used, times in usages if what in used]
            rows.append(
                [
                    f"{name}: {' '.join(what)}",
                    f"{sum(one.requests for one, _ in found):,}",
                    f"{sum(one.items for one, _ in found):,}",
                    f"{sum(one.read_units for one, _ in found):,.0f}",
                    f"{sum(one.write_units for one, _ in found):,.0f}",
                    f"{sum(one.sent for one, _ in found) / 1e6:,.1f}",
                    f"{sum(one.requests * times for one, times in found):,.0f}",
                    f"{sum(one.read_units * times for one, times in found):,.0f}",
                    f"{sum(one.write_units * times for one, times in found):,.0f}",
                ]
            )
    table(
        ("three days later", "requests", "items", "read", "written", "MB", "a million: requests", "read", "written"),
        rows,
        "Read and written: units, by item sizes (benchmarks/units.py). A million: customers, in shards of this size.",
    )
