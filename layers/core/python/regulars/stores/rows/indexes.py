"""The list indexes of facts: which there are, and what they sort by."""

from __future__ import annotations

from typing import NamedTuple

from ...facts.customer import CustomerFacts
from .. import keys


class Index(NamedTuple):
    """A list index: its name and the attribute it sorts by."""

    name: str
    sort_key: str


# The number is the version of what an index is keyed by and holds: DynamoDB changes none in place (docs/deploy.md).
BY_LAST_ORDER = Index("by_last_order_1", "last_order_key")
BY_SPEND = Index("by_spend_1", "spend_key")


class KeyRange(NamedTuple):
    """Sort keys from `low` to `high`, both inclusive, as `keys.list_key` spells them."""

    low: str
    high: str


def index_key(index: Index, facts: CustomerFacts) -> str:
    """The customer's sort key in an index."""
    purchases = facts.purchases
    if purchases.order_count == 0:
        return keys.list_key(None, facts.customer_id)
    value = purchases.last_at_ms if index == BY_LAST_ORDER else purchases.spend_minor
    return keys.list_key(value, facts.customer_id)
