"""Customers who come back, by what their first order was: who ordered how many months later, and spent what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import field
from typing import NamedTuple

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..facts.money import average
from ..facts.shares import share
from ..scoring.derive import Scores
from ..scoring.settings import Settings
from .cohorts import month_of, spend_by_month

# What most first orders were; the others are counted together.
MOST_NAMED = 20
# Months after the first one.
MOST_MONTHS = 24


class LaterMonth(NamedTuple):
    """So many months after the first order: `of` customers have come as far, `active` of them ordered, and spent."""

    of: int
    active: int
    spend_minor: int

    @property
    def share(self) -> float | None:
        return share(self.active, self.of)

    @property
    def spend_each_minor(self) -> int | None:
        """For each who has come as far, who ordered or not."""
        return average(self.spend_minor, self.of)


class First(NamedTuple):
    """Customers by what their first order was; `name` None: all beyond the twenty, and orders that do not say."""

    name: str | None
    customers: int
    months: tuple[LaterMonth, ...]


@dataclass(slots=True)
class _Sums:
    firsts: Counter[int] = field(default_factory=Counter)
    active: Counter[int] = field(default_factory=Counter)
    spend_minor: Counter[int] = field(default_factory=Counter)

    def merge(self, other: _Sums) -> None:
        self.firsts.update(other.firsts)
        self.active.update(other.active)
        self.spend_minor.update(other.spend_minor)


@dataclass(slots=True)
class Firsts:
    """Sums by what first orders were, as of an instant, by months of a zone. `name_of` a customer says what theirs was.
    Other customers' merge in any order."""

    as_of_ms: int
    zone: str
    name_of: Callable[[CustomerFacts], str | None]
    by_name: dict[str | None, _Sums] = field(default_factory=dict)

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in. `facts` have their timeline, and what `name_of` reads."""
        months = spend_by_month(facts.purchases.timeline, self.as_of_ms, self.zone)
        if not months:
            return
        first = next(iter(months))
        sums = self.by_name.setdefault(self.name_of(facts), _Sums())
        sums.firsts[first] += 1
        for month, spent_minor in months.items():
            sums.active[month - first] += 1
            sums.spend_minor[month - first] += spent_minor

    def merge(self, other: Firsts) -> None:
        """Adds other customers, as of the same instant."""
        for name, sums in other.by_name.items():
            self.by_name.setdefault(name, _Sums()).merge(sums)

    def ranked(self) -> list[First]:
        """Those of most first orders, then by name; what is left comes last."""
        named = {name: sums for name, sums in self.by_name.items() if name is not None}
        ranked = sorted(named, key=lambda name: (-named[name].firsts.total(), name))
        found = [self._told(name, named[name]) for name in ranked[:MOST_NAMED]]
        rest = _Sums()
        for left in (*(named[name] for name in ranked[MOST_NAMED:]), self.by_name.get(None, _Sums())):
            rest.merge(left)
        return [*found, self._told(None, rest)] if rest.firsts else found

    def _told(self, name: str | None, sums: _Sums) -> First:
        now = month_of(self.as_of_ms, self.zone)
        oldest = min(now - min(sums.firsts), MOST_MONTHS)
        months = (
            LaterMonth(
                sum(count for first, count in sums.firsts.items() if first + later <= now),
                sums.active[later],
                sums.spend_minor[later],
            )
            for later in range(oldest + 1)
        )
        return First(name, sums.firsts.total(), tuple(months))


def first_product(facts: CustomerFacts) -> str | None:
    """The product of the first order on which most was spent, of equal ones the first by id; None without a line."""
    first_at_ms = facts.purchases.first_at_ms
    bought = [one for one in (facts.products or {}).values() if one.purchases[0].at_ms == first_at_ms]
    return min(bought, key=lambda one: (-one.purchases[0].spent_minor, one.product_id)).product_id if bought else None


def first_channel(facts: CustomerFacts) -> str | None:
    """The channel of the first order; None where it has none."""
    return facts.purchases.first_channel
