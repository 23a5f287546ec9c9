"""Customers who come back, by the month of their first order, and in which later months they ordered again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, Self

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts, TimelineEntry
from ..facts.money import average
from ..facts.shares import share
from ..facts.time import local_day
from ..scoring.derive import Scores
from ..scoring.settings import Settings

# What nights leave: the newest ten years of cohorts, at most 130 KB of the 400 that a record of a night may hold.
KEPT_MONTHS = 120
_EPOCH_DAYS = date(1970, 1, 1).toordinal()


class CohortMonth(NamedTuple):
    """Of a cohort those who ordered in a month: how many, their share, and what they spent.

    `spend_each_minor` is for each of the cohort, who ordered or not. Spend is None of nights from before it was summed.
    """

    month: int
    active: int
    share: float | None
    spend_minor: int | None
    spend_each_minor: int | None


class Cohort(NamedTuple):
    """Customers whose first order was in `month`, counted from January 1970 = 0 in the tenant's zone.

    `active[k]` of them ordered k months later; `active[0]` are all. The last one is the month under way. They spent
    `spend_minor[k]` then, net and as known today; empty of a night from before it was summed.
    """

    month: int
    active: tuple[int, ...]
    spend_minor: tuple[int, ...] = ()

    @property
    def months(self) -> list[CohortMonth]:
        """From the first month on."""
        customers = self.active[0]
        spent = self.spend_minor or (None,) * len(self.active)
        return [
            CohortMonth(
                self.month + later,
                active,
                share(active, customers),
                spend_minor,
                None if spend_minor is None else average(spend_minor, customers),
            )
            for later, (active, spend_minor) in enumerate(zip(self.active, spent, strict=True))
        ]


class Cohorts(NamedTuple):
    """Ascending by month; months in which nobody ordered first are left out."""

    as_of_ms: int
    cohorts: tuple[Cohort, ...]

    def as_json(self) -> dict[str, Any]:
        return {"as_of": self.as_of_ms, "cohorts": self.cohorts}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Cohorts:
        """What `as_json` gave."""
        cohorts = (Cohort(month, *map(tuple, counted)) for month, *counted in stored["cohorts"])
        return cls(stored["as_of"], tuple(cohorts))


@dataclass(slots=True)
class CohortParts:
    """What cohorts are made of: by month of the first order, how many customers ordered each number of months later,
    and what they spent."""

    as_of_ms: int
    zone: str
    active: dict[int, Counter[int]] = field(default_factory=dict)
    spend_minor: dict[int, Counter[int]] = field(default_factory=dict)

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in. `facts` have their timeline; what is dated after `as_of_ms` does not count yet."""
        months = spend_by_month(facts.purchases.timeline, self.as_of_ms, self.zone)
        if months:
            first = next(iter(months))
            active = self.active.setdefault(first, Counter())
            spend_minor = self.spend_minor.setdefault(first, Counter())
            for month, spent_minor in months.items():
                active[month - first] += 1
                spend_minor[month - first] += spent_minor

    def merge(self, other: CohortParts) -> None:
        """Adds the customers of another part, of the same instant and zone."""
        for month, counts in other.active.items():
            self.active.setdefault(month, Counter()).update(counts)
        for month, sums in other.spend_minor.items():
            self.spend_minor.setdefault(month, Counter()).update(sums)

    def cohorts(self) -> Cohorts:
        """The newest 120 months of them."""
        now = month_of(self.as_of_ms, self.zone)
        kept = [month for month in sorted(self.active) if month > now - KEPT_MONTHS]

        def by_month(counted: Mapping[int, Counter[int]], first: int) -> tuple[int, ...]:
            return tuple(counted[first][later] for later in range(now - first + 1))

        cohorts = (Cohort(first, by_month(self.active, first), by_month(self.spend_minor, first)) for first in kept)
        return Cohorts(self.as_of_ms, tuple(cohorts))

    def as_json(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of_ms,
            "zone": self.zone,
            "active": [[month, list(counts.items())] for month, counts in self.active.items()],
            "spend": [[month, list(sums.items())] for month, sums in self.spend_minor.items()],
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        active, spend_minor = (
            {month: Counter(dict(counts)) for month, counts in stored[name]} for name in ("active", "spend")
        )
        return cls(stored["as_of"], stored["zone"], active, spend_minor)


def spend_by_month(timeline: Iterable[TimelineEntry], as_of_ms: int, zone: str) -> dict[int, int]:
    """What a customer spent in each month in which they ordered by `as_of_ms`, ascending, in minor units."""
    months: dict[int, int] = {}
    for at_ms, spend_minor, _ in timeline:
        if at_ms > as_of_ms:
            break
        month = month_of(at_ms, zone)
        months[month] = months.get(month, 0) + spend_minor
    return months


def month_of(at_ms: int, zone: str) -> int:
    """The local month of an instant, January 1970 = 0."""
    return _month_of_day(local_day(at_ms, zone))


def month_name(month: int) -> str:
    """`2025-03`."""
    year, index = divmod(month, 12)
    return f"{1970 + year}-{index + 1:02}"


@lru_cache(maxsize=65_536)
def _month_of_day(day: int) -> int:
    local = date.fromordinal(_EPOCH_DAYS + day)
    return (local.year - 1970) * 12 + local.month - 1
