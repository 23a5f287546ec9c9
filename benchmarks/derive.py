"""`derive` alone; with rows and JSON for a page of 1 000 customers; the whole handler over botocore's own parsing."""

from __future__ import annotations

import json
import random
import uuid

import numpy as np
import pandas as pd
from regulars.facts.customer import CustomerFacts, ProfileFacts, PurchaseFacts, TimelineEntry
from regulars.facts.time import DAY_MS
from regulars.http.customers.rows import list_row
from regulars.http.door.json_text import to_json
from regulars.people.customer import Customer
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings

from benchmarks.report import TIMES, looking_for_cycles_rarely, row, table, timed
from benchmarks.wire import whole_handler

NOW_MS = 1_760_517_000_000
CUSTOMERS = 1_000
RUNS = 30
SETTINGS = Settings.defaults(2)


def run(*, small: bool = False) -> None:
    with looking_for_cycles_rarely():
        _measure(small=small)


def _measure(*, small: bool) -> None:
    runs, count = (2, 20) if small else (RUNS, CUSTOMERS)
    customers = make_customers(count)
    rendered = [list_row(Customer(one, derive(one, SETTINGS, NOW_MS)), 2) for one in customers]
    handler, parsing = whole_handler(customers, NOW_MS)
    frame = pd.DataFrame(
        [(c.purchases.order_count, c.purchases.spend_minor, c.purchases.first_at_ms, c.purchases.last_at_ms)
         for c in customers], columns=["orders", "spend", "first", "last"],
    )  # fmt: skip
    one = frame.iloc[:1]
    each_us = 1e6 / count
    table(
        TIMES,
        [
            row("derive, one customer", timed(lambda: _derive(customers), runs=runs), scale=each_us, unit="us",
                target="< 50"),
            row("  peer: numpy, one customer", timed(lambda: _columns(one), runs=runs), scale=1e6, unit="us"),
            row(f"  peer: numpy, {count:,} at once, each", timed(lambda: _columns(frame), runs=runs), scale=each_us,
                unit="us"),
            row(f"derive + rows + JSON, {count:,} customers", timed(lambda: _page(customers), runs=runs), scale=1e3,
                unit="ms", target="< 25"),
            row("  peer: json.dumps of the same rows", timed(lambda: json.dumps(rendered), runs=runs), scale=1e3,
                unit="ms"),
            row("whole handler, limit=1000", timed(handler, runs=runs), scale=1e3, unit="ms", target="< 200"),
            row("  of it boto3's Query of the same bytes", timed(parsing, runs=runs), scale=1e3, unit="ms"),
        ],
        f"{runs} runs. The handler's answers of DynamoDB are bytes from memory, read by botocore: no network in it.",
    )  # fmt: skip


def make_customers(count: int = CUSTOMERS) -> list[CustomerFacts]:
    """So many customers with full profiles, the same ones each time."""
    chance = random.Random(1)
    made = []
    for number in range(count):
        last = NOW_MS - chance.randrange(400 * DAY_MS)
        ats = sorted([last, *(last - chance.randrange(500 * DAY_MS) for _ in range(chance.randrange(20)))])
        timeline = tuple(TimelineEntry(at_ms, chance.randrange(90_000), 1_000) for at_ms in ats)
        purchases = PurchaseFacts(
            order_count=len(timeline),
            spend_minor=sum(entry.spend_minor for entry in timeline),
            units_milli=1_000 * len(timeline),
            first_at_ms=ats[0],
            last_at_ms=last,
            last_reference=f"ORD-{number}-1729845000000",
            timeline=timeline,
        )
        profile = ProfileFacts(
            name=f"Mediterranean Cafe {number}",
            email=f"cafe{number}@example.com",
            company="Mediterranean Cafe",
            phone="+64 9 123 4567",
            account_name="MED001",
            account_code="MED001",
        )
        made.append(CustomerFacts(str(uuid.UUID(int=chance.getrandbits(128))), True, purchases, profile))
    return made


def _derive(customers: list[CustomerFacts]) -> None:
    for customer in customers:
        derive(customer, SETTINGS, NOW_MS).all()


def _page(customers: list[CustomerFacts]) -> str:
    rows = [list_row(Customer(one, derive(one, SETTINGS, NOW_MS)), 2) for one in customers]
    return to_json({"success": True, "data": rows})


def _columns(frame: pd.DataFrame) -> None:
    """The same two labels from columns: what a job over a whole table at night would do."""
    since_last, since_first = (NOW_MS - frame["last"]) // DAY_MS, (NOW_MS - frame["first"]) // DAY_MS
    np.select([frame["spend"] > 500_000, since_last > 90, since_first <= 30], ["VIP", "Dormant", "New"], "Active")
    gaps = (frame["orders"] - 1) * DAY_MS
    span = frame["last"] - frame["first"]
    np.select(
        [frame["orders"] < 2, span <= 7 * gaps, span <= 30 * gaps, span <= 90 * gaps],
        ["One-time", "Weekly", "Monthly", "Quarterly"],
        "Occasional",
    )
