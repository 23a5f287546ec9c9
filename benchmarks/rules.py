"""What own segments add to a customer: a hundred rules of one leaf, and with ten windowed counts among them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from regulars.facts.customer import CustomerFacts
from regulars.facts.product import ProductFacts, Purchase
from regulars.scoring.derive import Scores, derive
from regulars.scoring.settings import Settings
from regulars.segments.membership import Memberships, memberships
from regulars.segments.segment import MOST_ACTIVE, Segment
from regulars.segments.values import Units

from benchmarks.derive import NOW_MS, make_customers
from benchmarks.report import TIMES, row, table, timed
from testing.segments import next_change

CUSTOMERS = 1_000
RUNS = 20
COUNTS = 10
SETTINGS = Settings.defaults(2)

# One leaf each, over and over with other values.
_LEAVES: tuple[Callable[[int], dict[str, Any]], ...] = (
    lambda number: {"field": "totalSpend", "operator": "at_least", "value": 100 * number},
    lambda number: {"field": "lifecycleSegment", "operator": "one_of", "value": ["VIP", "Dormant"]},
    lambda number: {"field": "lastOrderDaysAgo", "operator": "at_least", "value": number},
    lambda number: {"field": "rfmSegment", "operator": "is", "value": "Champions"},
    lambda number: {"field": "orderCount", "operator": "between", "value": [1, number + 1]},
    lambda number: {"field": "firstOrderDate", "operator": "in_last", "value": number + 1},
    lambda number: {"field": "company", "operator": "contains", "value": "cafe"},
    lambda number: {"field": "venueSegment", "operator": "is_not", "value": "lost"},
    lambda number: {"field": "averageOrderValue", "operator": "more_than", "value": number},
    lambda number: {"field": "emailOptIn", "operator": "is", "value": True},
)
_WINDOWED: tuple[Callable[[int], dict[str, Any]], ...] = (
    lambda days: {"orders": {"count": {"operator": "at_least", "value": 2}, "within": f"{days}d"}},
    lambda days: {"orders": {"sum": {"operator": "at_least", "value": 500}, "within": f"{days}d"}},
    lambda days: {
        "products": {
            "count": {"operator": "at_least", "value": 1},
            "where": [{"field": "category", "operator": "is", "value": "Cups"}],
            "within": f"{days}d",
        }
    },
    lambda days: {"interactions": {"count": {"operator": "at_least", "value": 1}, "within": "90d"}},
    lambda days: {"communications": {"count": {"operator": "at_least", "value": 1}, "within": "30d"}},
)


def run(*, small: bool = False) -> None:
    runs, count = (2, 20) if small else (RUNS, CUSTOMERS)
    people = [_with_products(one) for one in make_customers(count)]
    scored = [(facts, derive(facts, SETTINGS, NOW_MS)) for facts in people]
    one_leaf, with_counts = segments(0), segments(COUNTS)
    each_us = 1e6 / count
    few = people[: max(1, count // 20)]
    announcing = list(with_counts.by_id.values())[:10]
    table(
        TIMES,
        [
            row(f"{MOST_ACTIVE} rules of one leaf, a customer", timed(lambda: _ask(one_leaf, scored), runs=runs),
                scale=each_us, unit="us", target="< 40"),
            row(f"  {COUNTS} windowed counts among them", timed(lambda: _ask(with_counts, scored), runs=runs),
                scale=each_us, unit="us", target="< 150"),
            row("when one of ten memberships changes next, a customer",
                timed(lambda: [next_change(announcing, one, SETTINGS, NOW_MS) for one in few], runs=2),
                scale=1e6 / len(few), unit="us"),
        ],
        f"{runs} runs over {count:,} customers of up to 20 orders and 5 products; their scores are there already.",
    )  # fmt: skip


def segments(counts: int) -> Memberships:
    """A hundred segments, so many of them windowed counts."""
    made = [_WINDOWED[number % len(_WINDOWED)](30 * (number + 1)) for number in range(counts)]
    made += [_LEAVES[number % len(_LEAVES)](number) for number in range(MOST_ACTIVE - counts)]
    stored = (
        Segment(f"s{number}", f"Segment {number}", json.dumps(rule), NOW_MS, NOW_MS) for number, rule in enumerate(made)
    )
    return memberships(tuple(stored), Units(2, "UTC"), 1)


def _ask(asked: Memberships, scored: list[tuple[CustomerFacts, Scores]]) -> None:
    for facts, scores in scored:
        asked.of(facts, scores, NOW_MS)


def _with_products(facts: CustomerFacts) -> CustomerFacts:
    """Each order holds one of five products."""
    products: dict[str, ProductFacts] = {}
    for number, entry in enumerate(facts.purchases.timeline):
        name = f"P-{number % 5}"
        before = products.get(name, ProductFacts(name, (), "Cups" if number % 2 else "Lids"))
        bought = Purchase(entry.at_ms, entry.units_milli, entry.spend_minor)
        products[name] = replace(before, purchases=(*before.purchases, bought))
    return replace(facts, products=products)
