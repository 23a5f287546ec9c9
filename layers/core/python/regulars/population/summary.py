"""All customers of a tenant in one view: sums that can be made of parts, and added up in any order.

See docs/scoring.md, Summary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from itertools import pairwise
from typing import Any, Self

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..facts.money import average
from ..facts.shares import share
from ..scoring.affinity import EngagementLevel, PairSegment, engagement_level, pair_segment
from ..scoring.derive import FIELDS, Scores
from ..scoring.fields import Field, Kind, value_text
from ..scoring.history import TimeIn, Transition, segment_history, spend_time, until
from ..scoring.lifecycle import LifecycleSegment
from ..scoring.settings import Settings

_SEGMENT = "segment"
# Every counted field with a counter of its own: orders and spend are summed by segment, and so customers too.
_COUNTED = tuple(one for one in FIELDS if one.counted and one.name != _SEGMENT)


def _counted_values(one: Field) -> Callable[[CustomerFacts, Scores], Iterable[str]]:
    """What of a customer is counted: one value, the members of a set, or nothing."""
    read = one.read
    if one.kind is Kind.SET:
        return lambda facts, scores: read(facts, scores) or ()
    if one.kind is Kind.BOOLEAN:
        return lambda facts, scores: () if (value := read(facts, scores)) is None else (value_text(value),)
    return lambda facts, scores: () if (value := read(facts, scores)) is None else (value,)


_COUNTERS = tuple((one.name, _counted_values(one)) for one in _COUNTED)


@dataclass(slots=True)
class SegmentSum:
    """Customers with orders in one segment, their orders and their spend in minor units."""

    customers: int = 0
    orders: int = 0
    spend_minor: int = 0

    @property
    def average_spend_minor(self) -> int | None:
        """Spend of a customer, half up to the minor unit; None without customers."""
        return average(self.spend_minor, self.customers)

    @property
    def average_order_minor(self) -> int | None:
        """Spend of an order, half up to the minor unit; None without orders."""
        return average(self.spend_minor, self.orders)


@dataclass(slots=True)
class Summary:
    """What all customers amount to at one instant.

    `no_orders` counts customers without a counted order; they are in no segment's sum and in no frequency. Pairs are
    customers with a product. `by_value` are the counted fields of the registry, by name; one that was stored before a
    field was counted lacks it.
    """

    as_of_ms: int
    no_orders: int = 0
    repeat_buyers: int = 0
    by_segment: dict[LifecycleSegment, SegmentSum] = field(
        default_factory=lambda: {segment: SegmentSum() for segment in LifecycleSegment}
    )
    by_value: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name, _ in _COUNTERS})
    transitions: Counter[Transition] = field(default_factory=Counter)
    time_in: dict[LifecycleSegment, TimeIn] = field(default_factory=lambda: dict.fromkeys(LifecycleSegment, TimeIn()))
    by_pair_segment: Counter[PairSegment] = field(default_factory=Counter)
    by_engagement: Counter[EngagementLevel] = field(default_factory=Counter)

    @property
    def buyers(self) -> int:
        return sum(one.customers for one in self.by_segment.values())

    @property
    def repeat_rate(self) -> float | None:
        """The share of buyers with more than one order; None without buyers."""
        return share(self.repeat_buyers, self.buyers)

    @property
    def pairs(self) -> int:
        return self.by_pair_segment.total()

    def counts(self, counted: Field) -> Mapping[str, int] | None:
        """Customers with orders by the value of a counted field; a boolean's are `true` and `false`.

        None where it was not counted yet.
        """
        if counted.name == _SEGMENT:
            return {segment: one.customers for segment, one in self.by_segment.items()}
        return self.by_value.get(counted.name)

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in. `facts` are whole: those of a heavy customer come from their ledger."""
        purchases = facts.purchases
        if not purchases.order_count:
            self.no_orders += 1
            return
        for name, values in _COUNTERS:
            counts = self.by_value[name]
            for value in values(facts, scores):
                counts[value] += 1
        one = self.by_segment[scores.lifecycle.value]
        one.customers += 1
        one.orders += purchases.order_count
        one.spend_minor += purchases.spend_minor
        self.repeat_buyers += purchases.order_count > 1
        stays = until(segment_history(purchases.timeline, settings), self.as_of_ms)
        for stay, following in pairwise(stays):
            self.transitions[Transition(stay.segment, following.segment)] += 1
        spend_time(self.time_in, stays, self.as_of_ms)
        for product in (facts.products or {}).values():
            self.by_pair_segment[pair_segment(len(product.purchases))] += 1
            self.by_engagement[engagement_level(product.purchases[-1].at_ms, self.as_of_ms)] += 1

    def merge(self, other: Summary) -> None:
        """Adds the customers of another part, of the same instant."""
        self.no_orders += other.no_orders
        self.repeat_buyers += other.repeat_buyers
        for segment, theirs in other.by_segment.items():
            mine = self.by_segment[segment]
            mine.customers += theirs.customers
            mine.orders += theirs.orders
            mine.spend_minor += theirs.spend_minor
        self.by_value = {
            name: counts + other.by_value[name] for name, counts in self.by_value.items() if name in other.by_value
        }
        self.transitions += other.transitions
        self._spend_time(other.time_in)
        self.by_pair_segment += other.by_pair_segment
        self.by_engagement += other.by_engagement

    def as_json(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of_ms,
            "no_orders": self.no_orders,
            "repeat_buyers": self.repeat_buyers,
            "by_segment": {
                segment: [one.customers, one.orders, one.spend_minor] for segment, one in self.by_segment.items()
            },
            "by": {name: dict(counts) for name, counts in self.by_value.items()},
            "transitions": [[*transition, count] for transition, count in self.transitions.items()],
            "time_in": {segment: list(one) for segment, one in self.time_in.items()},
            "pairs": dict(self.by_pair_segment),
            "levels": dict(self.by_engagement),
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        return cls(
            as_of_ms=stored["as_of"],
            no_orders=stored["no_orders"],
            repeat_buyers=stored["repeat_buyers"],
            by_segment={LifecycleSegment(name): SegmentSum(*sums) for name, sums in stored["by_segment"].items()},
            by_value={name: Counter(counts) for name, counts in stored["by"].items()},
            transitions=Counter(
                {
                    Transition(LifecycleSegment(before), LifecycleSegment(after)): count
                    for before, after, count in stored["transitions"]
                }
            ),
            time_in={LifecycleSegment(name): TimeIn(*one) for name, one in stored["time_in"].items()},
            by_pair_segment=Counter({PairSegment(name): n for name, n in stored["pairs"].items()}),
            by_engagement=Counter({EngagementLevel(name): n for name, n in stored["levels"].items()}),
        )

    def _spend_time(self, spent: Mapping[LifecycleSegment, TimeIn]) -> None:
        for segment, one in spent.items():
            self.time_in[segment] = self.time_in[segment].plus(one)
