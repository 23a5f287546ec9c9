"""What all customers were on each past day: at its end, by the orders known today, under today's settings.

See docs/scoring.md, History. A customer changes a few days only: each day holds what changed on it, and the sum of all
days before is how the day ended. Orders in the future change nothing yet.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import field
from operator import add
from typing import Any, NamedTuple, Self

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..facts.shares import share
from ..facts.time import DAY_MS
from ..scoring.derive import Scores
from ..scoring.history import TimeIn, Transition, segment_history
from ..scoring.lifecycle import LifecycleSegment
from ..scoring.settings import Settings
from .past_days import KEPT_DAYS, PastDays, past_days
from .summary import SegmentSum

# An Active customer is at risk once their last order is this many whole days old: more than 60 (source 004).
AT_RISK_DAYS = 61
_AT_RISK_MS = AT_RISK_DAYS * DAY_MS
_SEGMENTS = tuple(LifecycleSegment)
_PLACE = {segment: place for place, segment in enumerate(_SEGMENTS)}
_COUNT = len(_SEGMENTS)
# What changes on a day, one number each, by segment: customers in it, their orders and spend so far, the sum of the
# instants at which they came (of those still in it), and how long those stayed who have left it.
_CUSTOMERS, _ORDERS, _SPEND, _CAME_MS, _STAYED_MS = range(0, 5 * _COUNT, _COUNT)
# Who left each segment for each other one; who ordered for the second time; who is at risk.
_MOVED = 5 * _COUNT
_REPEATED = _MOVED + _COUNT * _COUNT
_AT_RISK = _REPEATED + 1
_WIDTH = _AT_RISK + 1
_ACTIVE = _PLACE[LifecycleSegment.ACTIVE]


class PastDay(NamedTuple):
    """A day (since 1970-01-01), as it stood at `as_of_ms`, its last millisecond; of the day under way that is now.

    Sums by segment, buyers, transitions and times are of everything until then; `at_risk` are the Active whose last
    order is `AT_RISK_DAYS` old or older. `new_customers`, `orders` and `revenue_minor` (net, without what was refunded
    since) are of the day alone.
    """

    day: int
    as_of_ms: int
    by_segment: Mapping[LifecycleSegment, SegmentSum]
    repeat_buyers: int
    transitions: Counter[Transition]
    time_in: Mapping[LifecycleSegment, TimeIn]
    at_risk: int
    new_customers: int
    orders: int
    revenue_minor: int

    @property
    def buyers(self) -> int:
        return sum(one.customers for one in self.by_segment.values())

    @property
    def active(self) -> int:
        """Active and New."""
        return sum(self.by_segment[segment].customers for segment in (LifecycleSegment.ACTIVE, LifecycleSegment.NEW))

    @property
    def repeat_rate(self) -> float | None:
        """The share of buyers with more than one order; None without buyers."""
        return share(self.repeat_buyers, self.buyers)


@dataclass(slots=True)
class Past:
    """Changes by day. Everything before the newest ten years is one day, so that a part stays below 2 MB."""

    as_of_ms: int
    zone: str
    changes: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(_nothing))
    days: PastDays = field(init=False)

    def __post_init__(self) -> None:
        self.days = past_days(self.as_of_ms, self.zone)

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in, within 20 us for one of five orders. `facts` have their timeline."""
        timeline, as_of_ms, changes = facts.purchases.timeline, self.as_of_ms, self.changes
        starts_ms, before = self.days.starts_ms, self.days.before
        number, spend_minor = 0, 0
        was, came_ms = -1, 0
        for segment, from_ms, until_ms in segment_history(timeline, settings):
            if from_ms > as_of_ms:
                return
            place, change = _PLACE[segment], changes[before + bisect_right(starts_ms, from_ms)]
            if was >= 0:
                change[_CUSTOMERS + was] -= 1
                change[_ORDERS + was] -= number
                change[_SPEND + was] -= spend_minor
                change[_CAME_MS + was] -= came_ms
                change[_STAYED_MS + was] += from_ms - came_ms
                change[_MOVED + _COUNT * was + place] += 1
            change[_CUSTOMERS + place] += 1
            change[_ORDERS + place] += number
            change[_SPEND + place] += spend_minor
            change[_CAME_MS + place] += from_ms
            was, came_ms = place, from_ms
            end_ms = as_of_ms + 1 if until_ms is None or until_ms > as_of_ms else until_ms
            while number < len(timeline) and timeline[number].at_ms < end_ms:
                at_ms, order_minor, _ = timeline[number]
                if place == _ACTIVE and number:
                    self._at_risk(max(from_ms, timeline[number - 1].at_ms + _AT_RISK_MS), at_ms)
                change = changes[before + bisect_right(starts_ms, at_ms)]
                change[_ORDERS + place] += 1
                change[_SPEND + place] += order_minor
                number += 1
                spend_minor += order_minor
                if number == 2:
                    change[_REPEATED] += 1
            if place == _ACTIVE:
                self._at_risk(max(from_ms, timeline[number - 1].at_ms + _AT_RISK_MS), end_ms)

    def _at_risk(self, from_ms: int, until_ms: int) -> None:
        """Counts a customer who is Active and quiet until before `until_ms`; one beyond `as_of_ms` is to come."""
        if from_ms < until_ms:
            starts_ms, before = self.days.starts_ms, self.days.before
            self.changes[before + bisect_right(starts_ms, from_ms)][_AT_RISK] += 1
            if until_ms <= self.as_of_ms:
                self.changes[before + bisect_right(starts_ms, until_ms)][_AT_RISK] -= 1

    def merge(self, other: Past) -> None:
        """Adds the customers of another part, of the same instant and zone."""
        for day, theirs in other.changes.items():
            self.changes[day] = list(map(add, self.changes[day], theirs))

    def ends(self, newest: int = KEPT_DAYS) -> Iterator[PastDay]:
        """The newest days until that of `as_of_ms`, ascending, from the first order on; none without an order."""
        if not self.changes:
            return
        so_far = [0] * _WIDTH
        first = max(self.days.first, self.days.today - newest + 1)
        for day in range(min(self.changes), self.days.today + 1):
            change = self.changes.get(day)
            before = so_far
            if change is not None:
                so_far = list(map(add, so_far, change))
            if day >= first:
                yield _told(day, self.days.end_ms(day), so_far, before)

    def as_json(self) -> dict[str, Any]:
        return {"as_of": self.as_of_ms, "zone": self.zone, "changes": sorted(self.changes.items())}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave; of before something was counted, it has changed on no day."""
        changes = {day: [*change, *[0] * (_WIDTH - len(change))] for day, change in stored["changes"]}
        return cls(stored["as_of"], stored["zone"], defaultdict(_nothing, changes))


def _nothing() -> list[int]:
    return [0] * _WIDTH


def _told(day: int, as_of_ms: int, so_far: list[int], before: list[int]) -> PastDay:
    def grown(first: int) -> int:
        return sum(so_far[first : first + _COUNT]) - sum(before[first : first + _COUNT])

    moved = {
        Transition(left, entered): so_far[_MOVED + _COUNT * was + place]
        for was, left in enumerate(_SEGMENTS)
        for place, entered in enumerate(_SEGMENTS)
    }
    return PastDay(
        day,
        as_of_ms,
        {
            segment: SegmentSum(so_far[_CUSTOMERS + place], so_far[_ORDERS + place], so_far[_SPEND + place])
            for place, segment in enumerate(_SEGMENTS)
        },
        so_far[_REPEATED],
        Counter({transition: count for transition, count in moved.items() if count}),
        {segment: _time_in(place, as_of_ms, so_far) for place, segment in enumerate(_SEGMENTS)},
        at_risk=so_far[_AT_RISK],
        new_customers=grown(_CUSTOMERS),
        orders=grown(_ORDERS),
        revenue_minor=grown(_SPEND),
    )


def _time_in(place: int, as_of_ms: int, so_far: list[int]) -> TimeIn:
    still = so_far[_CUSTOMERS + place]
    left = sum(so_far[_MOVED + _COUNT * place : _MOVED + _COUNT * (place + 1)])
    return TimeIn(left, so_far[_STAYED_MS + place], still, still * as_of_ms - so_far[_CAME_MS + place])
