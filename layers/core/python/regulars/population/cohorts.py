"""Customers who come back, by the month of their first order, and in which later months they ordered again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, Self

from ..facts.customer import CustomerFacts
from ..facts.time import local_day
from ..scoring.derive import Scores
from ..scoring.settings import Settings

# What nights leave: the newest ten years of cohorts, at most 40 KB.
KEPT_MONTHS = 120
_EPOCH_DAYS = date(1970, 1, 1).toordinal()


class Cohort(NamedTuple):
    """Customers whose first order was in `month`, counted from January 1970 = 0 in the tenant's zone.

    `active[k]` of them ordered k months later; `active[0]` are all. The last one is the month under way.
    """

    month: int
    active: tuple[int, ...]


class Cohorts(NamedTuple):
    """Ascending by month; months in which nobody ordered first are left out."""

    as_of_ms: int
    cohorts: tuple[Cohort, ...]

    def as_json(self) -> dict[str, Any]:
        return {"as_of": self.as_of_ms, "cohorts": self.cohorts}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Cohorts:
        """What `as_json` gave."""
        return cls(stored["as_of"], tuple(Cohort(month, tuple(active)) for month, active in stored["cohorts"]))


@dataclass(slots=True)
class CohortParts:
    """What cohorts are made of: by month of the first order, how many customers ordered each number of months later."""

    as_of_ms: int
    zone: str
    active: dict[int, Counter[int]] = field(default_factory=dict)

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in. `facts` have their timeline; what is dated after `as_of_ms` does not count yet."""
        months = dict.fromkeys(
            month_of(entry.at_ms, self.zone) for entry in facts.purchases.timeline if entry.at_ms <= self.as_of_ms
        )
        if months:
            first = next(iter(months))
            self.active.setdefault(first, Counter()).update(month - first for month in months)

    def merge(self, other: CohortParts) -> None:
        """Adds the customers of another part, of the same instant and zone."""
        for month, counts in other.active.items():
            self.active.setdefault(month, Counter()).update(counts)

    def cohorts(self) -> Cohorts:
        """The newest 120 months of them."""
        now = month_of(self.as_of_ms, self.zone)
        kept = [month for month in sorted(self.active) if month > now - KEPT_MONTHS]
        return Cohorts(
            self.as_of_ms,
            tuple(Cohort(first, tuple(self.active[first][k] for k in range(now - first + 1))) for first in kept),
        )

    def as_json(self) -> dict[str, Any]:
        active = [[month, list(counts.items())] for month, counts in self.active.items()]
        return {"as_of": self.as_of_ms, "zone": self.zone, "active": active}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        active = {month: Counter(dict(counts)) for month, counts in stored["active"]}
        return cls(stored["as_of"], stored["zone"], active)


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
