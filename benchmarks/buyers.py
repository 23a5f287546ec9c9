"""A product with as many repeat buyers as are answered live: what a page of its customers reads and takes.

The API calls the world of `night_server` through botocore, in a process of its own; each request is charged there.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow, ProfileFacts, PurchaseFacts, TimelineEntry
from regulars.facts.lookup import product_key
from regulars.facts.product import ProductFacts, Purchase
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, HOUR_MS, MINUTE_MS
from regulars.projection.lookups import lookup_entries
from regulars.stores.limits import LOOKUP_ENTRIES
from regulars.stores.lookups import Lookups
from regulars.stores.rows.rows import NO_ROW, Rows

from benchmarks.bill import MEMORY_OF
from benchmarks.night_cost import ONE_CPU_MB, REQUEST_S
from benchmarks.night_run import ROOT
from benchmarks.night_server import NAMES, World, serving
from benchmarks.night_step import stores_at
from benchmarks.night_tables import Used
from benchmarks.night_tenant import Kept
from benchmarks.report import load, table
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS

PRODUCT = "tea"
AT_RISK = f"/product-affinity/product/{PRODUCT}/at-risk-customers"
BEST = f"/product-affinity/product/{PRODUCT}/customers"
_PAGES = (
    ("at risk, 50 rows", AT_RISK, "limit=50"),
    ("at risk, 1 000 rows", AT_RISK, "limit=1000"),
    ("best customers, 50 rows", BEST, "limit=50"),
)
_BUYERS = (1_000, 10_000, LOOKUP_ENTRIES)
_API_MB = MEMORY_OF["api"]
_SHARDS = 4


def run(*, small: bool = False) -> None:
    rows: list[list[object]] = []
    for buyers in (40,) if small else _BUYERS:
        with TemporaryDirectory() as folder, serving(Path(folder)) as world:
            load_buyers(world, make_tenant(stores_at(world.endpoint), "shop", shards=_SHARDS), buyers)
            rows += [[name, f"{buyers:,}", *_measured(world, path, query)] for name, path, query in _PAGES]
    table(
        (
            "page",
            "buyers",
            "rows",
            "of",
            "Query",
            "units",
            "BatchGet",
            "units",
            "processor, s",
            "in Lambda, s",
            "peak, MB",
        ),
        rows,
        f"Buyers: of the product, three times or more, in {_SHARDS} shards. Query: of its entries; BatchGet: of rows.",
        f"In Lambda, projected: {_API_MB} MB have {_API_MB / ONE_CPU_MB:.2f} of a core, {REQUEST_S * 1e3:.0f} ms a "
        f"request. {load().capitalize()}.",
    )


def load_buyers(world: World, tenant: Tenant, buyers: int, *, first: int = 0) -> None:
    """So many customers' rows and entries, from the `first` on; some half of them are at risk.

    Without the entries of words, three of each customer's four: no page of a product reads them.
    """
    kept = Kept()
    facts = Rows(kept, NAMES.facts_table, tenant, tenant.reading)
    lookups = Lookups(kept, NAMES.lookups_table, tenant, tenant.reading)
    for number in range(first, first + buyers):
        row = FactsRow(1, NOW_MS - HOUR_MS, FACTS_VERSION, buyer(number))
        facts.put(row, replacing=NO_ROW)
        for entry in lookup_entries(row):
            if entry.key == product_key(PRODUCT):
                lookups.put(entry)
    world.tables.load(kept.items)
    world.used()


def buyer(number: int) -> CustomerFacts:
    """Bought the product three to six times, every 10 to 49 days, the last time up to 80 days ago."""
    times, gap_ms = 3 + number % 4, (10 + number * 7 % 40) * DAY_MS
    last_ms = NOW_MS - number * 13 % 80 * DAY_MS - number % 1_000 * MINUTE_MS
    bought = tuple(Purchase(last_ms - back * gap_ms, 1_000, 500) for back in reversed(range(times)))
    purchases = PurchaseFacts(
        order_count=times,
        spend_minor=times * 500,
        units_milli=times * 1_000,
        first_at_ms=bought[0].at_ms,
        last_at_ms=last_ms,
        timeline=tuple(TimelineEntry(one.at_ms, one.spent_minor, one.units_milli) for one in bought),
    )
    profile = ProfileFacts(name=f"Buyer {number}")
    return CustomerFacts(f"c{number:07d}", True, purchases, profile, {PRODUCT: ProductFacts(PRODUCT, bought)})


def _measured(world: World, path: str, query: str) -> list[object]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.buyers_step", world.endpoint, path, query],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    used = world.used()
    # The page was asked for twice; before, the tenant was read once.
    requests = (sum(one.requests for one in used.values()) - 1) // 2
    entries, rows = used["Query", "lookups"], used.get(("BatchGetItem", "facts"), Used())
    return [
        told["rows"],
        f"{told['total']:,}",
        entries.requests // 2,
        f"{entries.read_units / 2:,.0f}",
        rows.requests // 2,
        f"{rows.read_units / 2:,.0f}",
        f"{told['seconds']:.2f}",
        f"{told['seconds'] * ONE_CPU_MB / _API_MB + requests * REQUEST_S:.1f}",
        f"{told['peak_mb']:.0f}",
    ]
