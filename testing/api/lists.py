"""Customers around every threshold, and walks through the pages of a list."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from regulars.facts.customer import CustomerFacts, ProfileFacts, PurchaseFacts
from regulars.facts.time import DAY_MS

from testing.api.client import Answered, Client
from testing.builders import NOW_MS


def some_customers(how_many: int, seed: int = 1) -> list[CustomerFacts]:
    """Customers on and around every threshold, some with equal values, some without orders."""
    chance = random.Random(seed)
    days = [0, 1, 29, 30, 31, 32, 60, 89, 90, 91, 92, 200, 400]
    spends = [0, 1, 99_999, 250_000, 499_999, 500_000, 500_001, 900_000]
    found = []
    for number in range(how_many):
        id_ = f"c{number:03d}"
        if chance.random() < 0.1:
            found.append(CustomerFacts(id_, True, PurchaseFacts(), ProfileFacts(name=f"Name {number}")))
            continue
        last = NOW_MS - chance.choice(days) * DAY_MS + chance.choice([-1, 0, 1, 5_000])
        count = chance.randint(1, 4)
        span = 0 if count == 1 else (count - 1) * chance.choice([7, 30, 90, 91]) * DAY_MS + chance.choice([0, 0, 1])
        purchases = PurchaseFacts(count, chance.choice(spends), 1_000, last - span, last, f"r{number}")
        found.append(CustomerFacts(id_, True, purchases, ProfileFacts(email=f"{id_}@example.com")))
    return found


def walk_through(api: Client, **query: Any) -> Iterator[Answered]:
    """Every page of a list."""
    cursor = None
    for _ in range(2_000):
        page = api.get("/api/customers", **query, **({"cursor": cursor} if cursor else {}))
        assert page.status == 200, page.text
        yield page
        cursor = page.json["meta"]["nextCursor"]
        if cursor is None:
            return
    raise AssertionError("the walk does not end")


def ids(api: Client, **query: Any) -> list[str]:
    return [row["contactID"] for page in walk_through(api, **query) for row in page.data]
