"""Online Retail thirty days before its end: what its cycles promised, and what came. Skips where the file is not.

The figures of docs/scoring.md, Affinity: the horizon is thirty times 24 hours from the instant on, both ends included.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pytest
from regulars.facts.fold import fold
from regulars.facts.order import Order
from regulars.facts.record import CustomerRecord
from regulars.facts.time import DAY_MS
from regulars.population.demand import Demand, added_up
from regulars.population.due import Due
from regulars.scoring.affinity import predicted_ms
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings

from benchmarks.retail import FILE, live_orders
from testing.builders import a_tenant

DAYS = 30
POUNDS = Settings.defaults(2)


@pytest.fixture(scope="module")
def orders() -> Mapping[str, Sequence[Order]]:
    """The counted orders of each customer."""
    if not FILE.exists():
        pytest.skip(f"{FILE.name} is not in ../shared/data")
    found: dict[str, list[Order]] = defaultdict(list)
    for order in live_orders(a_tenant("shop", currency="GBP")):
        if order.counts:
            found[order.customer_id].append(order)
    return found


def end_of(orders: Mapping[str, Sequence[Order]]) -> int:
    return max(order.ordered_at_ms for theirs in orders.values() for order in theirs)


def demand_at(orders: Mapping[str, Sequence[Order]], as_of_ms: int, zone: str) -> tuple[Demand, Due]:
    demand, due = Demand.empty(as_of_ms, zone), Due(as_of_ms)
    for customer_id, theirs in orders.items():
        known = fold(CustomerRecord(customer_id, tuple(one for one in theirs if one.ordered_at_ms <= as_of_ms)))
        scores = derive(known, POUNDS, as_of_ms)
        demand.add(known, scores, POUNDS)
        due.add(known, scores, POUNDS)
    return demand, due


@pytest.mark.parametrize("zone", ["UTC", "Europe/London", "Pacific/Auckland"])
def test_without_the_overdue_9594_purchases_are_expected_and_9398_came(
    orders: Mapping[str, Sequence[Order]], zone: str
) -> None:
    as_of_ms = end_of(orders) - DAYS * DAY_MS

    demand, due = demand_at(orders, as_of_ms, zone)

    by_day = demand.total.by_day(demand.horizon, DAYS)
    assert len(by_day) == DAYS + 1
    assert added_up(one for _, one in by_day).purchases == 9_594
    of_products = [one for course in demand.products.values() for _, one in course.by_day(demand.horizon, DAYS)]
    assert added_up(of_products).purchases == 9_594
    assert (demand.total.overdue, len(due.pairs)) == (22_063, 8_123)
    assert sum(course.overdue for course in demand.products.values()) == 22_063


def test_what_came_is_counted_of_the_same_pairs(orders: Mapping[str, Sequence[Order]]) -> None:
    end_ms = end_of(orders)
    as_of_ms = end_ms - DAYS * DAY_MS
    came = of_overdue = 0
    for customer_id, theirs in orders.items():
        known = fold(CustomerRecord(customer_id, tuple(one for one in theirs if one.ordered_at_ms <= as_of_ms)))
        predicted = {product_id: predicted_ms(product) for product_id, product in (known.products or {}).items()}
        for order in theirs:
            if order.ordered_at_ms > as_of_ms:
                for product_id in {line.product_id for line in order.lines}:
                    next_at_ms = predicted.get(product_id)
                    came += next_at_ms is not None and next_at_ms >= as_of_ms
                    of_overdue += next_at_ms is not None and next_at_ms < as_of_ms

    assert came == 9_398
    assert came + of_overdue == 14_386
