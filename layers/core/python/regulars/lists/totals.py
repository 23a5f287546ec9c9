"""How many customers a list has where they are more than can be counted while somebody waits: of last night."""

from __future__ import annotations

from ..facts.customer import CustomerFacts
from ..population.summary import Summary
from ..scoring.derive import derive
from ..scoring.fields import Operator
from ..scoring.settings import Settings
from ..stores.reading import Count
from ..stores.shop import Shop
from .query import Condition, ListQuery

# Customers who never ordered are in no count of a summary: these are their values (docs/scoring.md, Lifecycle segment).
_NEVER_ORDERED = CustomerFacts("", True)
_THEIR_SCORES = derive(_NEVER_ORDERED, Settings.defaults(2), 0)


def total_of_last_night(shop: Shop, query: ListQuery) -> Count | None:
    """What the newest summary says of a query without a filter, or with one filter alone whose values it counts.

    None for every other one, and before the first night.
    """
    if query.of_segment or query.text or len(query.conditions) > 1 or not all(map(_is_counted, query.conditions)):
        return None
    for _, stored in shop.night_records.summaries(1):
        summary = Summary.of(stored)
        return _total(query, summary)
    return None


def customers_of_last_night(shop: Shop) -> int | None:
    """How many there were, those without an order too; None before the first night."""
    for _, stored in shop.night_records.summaries(1):
        summary = Summary.of(stored)
        return summary.no_orders + summary.buyers
    return None


def _is_counted(condition: Condition) -> bool:
    counted = condition.field.counted
    return condition.filter.operator is Operator.ONE_OF and counted is not None and counted.totals


def _total(query: ListQuery, summary: Summary) -> Count | None:
    customers = summary.no_orders + summary.buyers
    for condition in query.conditions:
        counts = summary.counts(condition.field)
        if counts is None:
            return None
        never = summary.no_orders if condition.holds(_NEVER_ORDERED, _THEIR_SCORES) else 0
        customers = never + sum(counts[value] for value in condition.wanted)
    return Count(customers, summary.as_of_ms)
