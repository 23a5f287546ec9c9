"""Customers in one line, by their orders."""

from __future__ import annotations

from regulars.facts.customer import CustomerFacts
from regulars.facts.time import DAY_MS

from testing.builders import NOW_MS, an_order, facts_of


def a_customer(customer_id: str, *orders: tuple[int, int]) -> CustomerFacts:
    """Orders as (days ago, minor units)."""
    placed = (
        an_order(str(number), customer_id, ordered_at_ms=NOW_MS - days * DAY_MS, lines=(), total_minor=spend_minor)
        for number, (days, spend_minor) in enumerate(orders)
    )
    facts: CustomerFacts = facts_of(*placed, customer_id=customer_id)
    return facts
