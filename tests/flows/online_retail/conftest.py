"""Online Retail, read once for every file of this folder: that takes longer than most of what is asked of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pytest
from regulars.facts.customer import CustomerFacts
from regulars.facts.fold import fold
from regulars.facts.order import Order
from regulars.facts.record import CustomerRecord

from benchmarks.retail import FILE, live_orders
from testing.builders import a_tenant


@pytest.fixture(scope="package")
def orders() -> Mapping[str, Sequence[Order]]:
    """By customer, oldest first; all are counted."""
    if not FILE.exists():
        pytest.skip(f"{FILE.name} is not in ../shared/data")
    found: dict[str, list[Order]] = defaultdict(list)
    for order in live_orders(a_tenant("shop", currency="GBP")):
        assert order.counts
        found[order.customer_id].append(order)
    return found


@pytest.fixture(scope="package")
def customers(orders: Mapping[str, Sequence[Order]]) -> list[CustomerFacts]:
    return [fold(CustomerRecord(customer_id, tuple(theirs))) for customer_id, theirs in orders.items()]
