"""A shop whose customers have habits, for what is found in the past."""

from __future__ import annotations

import random
from itertools import count

from regulars.facts.customer import CustomerFacts
from regulars.facts.time import DAY_MS

from testing.builders import NOW_MS, a_line, an_order, facts_of


def a_shop(customers: int, seed: int = 1) -> list[CustomerFacts]:
    """Some come every week or two, some rarely, some left; each buys one to three products again and again."""
    chance = random.Random(seed)
    shop = []
    for number in range(customers):
        gap_days = chance.choice([7, 15, 40, 120])
        at_ms = NOW_MS - int(chance.uniform(1, 500) * DAY_MS)
        orders = []
        for place in count():
            if at_ms > NOW_MS or chance.random() < 0.08:
                break
            lines = tuple(a_line(f"p{number % 7}-{shelf}") for shelf in range(3) if chance.random() < 0.6)
            orders.append(an_order(f"{number}-{place}", ordered_at_ms=at_ms, lines=lines or (a_line("tea"),)))
            at_ms += int(chance.expovariate(1 / gap_days) * DAY_MS)
        shop.append(facts_of(*orders, customer_id=f"c{number:04d}"))
    return shop


def a_customer(customer_id: str, *days_ago: float) -> CustomerFacts:
    orders = (an_order(str(place), ordered_at_ms=NOW_MS - int(days * DAY_MS)) for place, days in enumerate(days_ago))
    facts: CustomerFacts = facts_of(*orders, customer_id=customer_id)
    return facts
