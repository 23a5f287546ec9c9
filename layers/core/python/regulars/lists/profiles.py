"""Profiles of many customers: who they are by their rows, and what was set of them by their profile items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from ..crm.profiles import CustomerProfile
from ..people.customer import Customer
from ..stores.ledger.profiles import PROFILE
from ..stores.limits import BATCH_GET_KEYS
from ..stores.reading import Position, Reading, Step
from ..stores.shop import Shop
from .list import list_customers
from .query import ListQuery


def list_profiles(
    shop: Shop, query: ListQuery, *, limit: int, after: Position, pinned: Mapping[str, Any]
) -> Reading[CustomerProfile]:
    """The profiles of the query's customers behind a position, of whom about `limit` will be drawn."""
    listed = list_customers(shop, query, limit=limit, after=after, pinned=pinned)
    return Reading(_with_profiles(shop, listed, min(limit + 1, BATCH_GET_KEYS)), listed.ends, listed.count, listed.pins)


def _with_profiles(shop: Shop, listed: Reading[Customer], at_once: int) -> Iterator[Step[CustomerProfile]]:
    steps = iter(listed.steps)
    while batch := list(islice(steps, at_once)):
        ids = [customer.facts.customer_id for _, customer in batch if customer]
        stored = shop.ledger.read_items(PROFILE, ((customer_id, "") for customer_id in ids))
        for position, customer in batch:
            if customer is None:
                yield position, None
            else:
                yield position, CustomerProfile(customer.facts, stored.get((customer.facts.customer_id, "")))
