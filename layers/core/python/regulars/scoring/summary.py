"""All customers of a tenant in one view: sums that can be made of parts, and added up in any order (scoring.md §8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from ..facts.customer import CustomerFacts
from .affinity import EngagementLevel, PairSegment, engagement_level, pair_segment
from .derive import Scores
from .history import TimeIn, Transition, segment_history, time_in_segments, transitions, until
from .lifecycle import LifecycleSegment, PurchaseFrequency
from .rfm import RfmGroup
from .settings import Settings
from .venue import VenueSegment

N = TypeVar("N", bound=StrEnum)


@dataclass(slots=True)
class SegmentSum:
    """Customers with orders in one segment, their orders and their spend in minor units."""

    customers: int = 0
    orders: int = 0
    spend_minor: int = 0


@dataclass(slots=True)
class Summary:
    """What all customers amount to at one instant.

    `no_orders` counts customers without a counted order; they are in no segment's sum and in no frequency. Pairs are
    customers with a product. `by_venue` and `by_rfm` (over the last 365 days) are None in one that was
    stored before they were counted.
    """

    as_of_ms: int
    no_orders: int = 0
    repeat_buyers: int = 0
    by_segment: dict[LifecycleSegment, SegmentSum] = field(
        default_factory=lambda: {segment: SegmentSum() for segment in LifecycleSegment}
    )
    by_frequency: Counter[PurchaseFrequency] = field(default_factory=Counter)
    transitions: Counter[Transition] = field(default_factory=Counter)
    time_in: dict[LifecycleSegment, TimeIn] = field(default_factory=lambda: dict.fromkeys(LifecycleSegment, TimeIn()))
    by_pair_segment: Counter[PairSegment] = field(default_factory=Counter)
    by_engagement: Counter[EngagementLevel] = field(default_factory=Counter)
    by_venue: Counter[VenueSegment] | None = field(default_factory=Counter)
    by_rfm: Counter[RfmGroup] | None = field(default_factory=Counter)

    @property
    def buyers(self) -> int:
        return sum(one.customers for one in self.by_segment.values())

    @property
    def pairs(self) -> int:
        return self.by_pair_segment.total()

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in. `facts` are whole: those of a heavy customer come from his ledger."""
        purchases = facts.purchases
        if not purchases.order_count:
            self.no_orders += 1
            return
        if self.by_venue is not None:
            self.by_venue[scores.venue.value] += 1
        if self.by_rfm is not None and scores.rfm is not None:
            self.by_rfm[scores.rfm.value] += 1
        one = self.by_segment[scores.lifecycle.value]
        one.customers += 1
        one.orders += purchases.order_count
        one.spend_minor += purchases.spend_minor
        self.by_frequency[scores.lifecycle.frequency] += 1
        self.repeat_buyers += purchases.order_count > 1
        stays = until(segment_history(purchases.timeline, settings), self.as_of_ms)
        # `+=` of counters walks through all that was counted before.
        self.transitions.update(transitions(stays))
        self._spend_time(time_in_segments(stays, self.as_of_ms))
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
        self.by_frequency += other.by_frequency
        self.transitions += other.transitions
        self._spend_time(other.time_in)
        self.by_pair_segment += other.by_pair_segment
        self.by_engagement += other.by_engagement
        self.by_venue = None if self.by_venue is None or other.by_venue is None else self.by_venue + other.by_venue
        self.by_rfm = None if self.by_rfm is None or other.by_rfm is None else self.by_rfm + other.by_rfm

    def as_json(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of_ms,
            "no_orders": self.no_orders,
            "repeat_buyers": self.repeat_buyers,
            "by_segment": {
                segment: [one.customers, one.orders, one.spend_minor] for segment, one in self.by_segment.items()
            },
            "by_frequency": dict(self.by_frequency),
            "transitions": [[*transition, count] for transition, count in self.transitions.items()],
            "time_in": {segment: list(one) for segment, one in self.time_in.items()},
            "by_pair_segment": dict(self.by_pair_segment),
            "by_engagement": dict(self.by_engagement),
            "by_venue": None if self.by_venue is None else dict(self.by_venue),
            "by_rfm": None if self.by_rfm is None else dict(self.by_rfm),
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Summary:
        """What `as_json` gave."""
        return cls(
            as_of_ms=stored["as_of"],
            no_orders=stored["no_orders"],
            repeat_buyers=stored["repeat_buyers"],
            by_segment={LifecycleSegment(name): SegmentSum(*sums) for name, sums in stored["by_segment"].items()},
            by_frequency=Counter({PurchaseFrequency(name): n for name, n in stored["by_frequency"].items()}),
            transitions=Counter(
                {
                    Transition(LifecycleSegment(before), LifecycleSegment(after)): count
                    for before, after, count in stored["transitions"]
                }
            ),
            time_in={LifecycleSegment(name): TimeIn(*one) for name, one in stored["time_in"].items()},
            by_pair_segment=Counter({PairSegment(name): n for name, n in stored["by_pair_segment"].items()}),
            by_engagement=Counter({EngagementLevel(name): n for name, n in stored["by_engagement"].items()}),
            by_venue=_counts_if_any(VenueSegment, stored.get("by_venue")),
            by_rfm=_counts_if_any(RfmGroup, stored.get("by_rfm")),
        )

    def _spend_time(self, spent: Mapping[LifecycleSegment, TimeIn]) -> None:
        for segment, one in spent.items():
            self.time_in[segment] = self.time_in[segment].plus(one)


def _counts_if_any(names: type[N], stored: Mapping[str, int] | None) -> Counter[N] | None:
    return None if stored is None else Counter({names(name): n for name, n in stored.items()})
