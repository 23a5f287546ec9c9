"""Which pairs are predicted to buy within days: what "time to reorder" is answered from (docs/scoring.md, Affinity)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from operator import add
from typing import Any, NamedTuple, Self

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..facts.money import divide_half_up
from ..facts.time import DAY_MS
from ..scoring.affinity import affinity, predicted_ms
from ..scoring.derive import Scores
from ..scoring.settings import Settings

DUE_DAYS = 31
# What is counted: due within so many days, and this close.
WEEK_DAYS, CLOSE_SCORE = 7, 60


class DuePair(NamedTuple):
    """Ascends by predicted instant, then product, then customer."""

    next_at_ms: int
    product_id: str
    customer_id: str


class DueWeek(NamedTuple):
    """Pairs that are close and due within `WEEK_DAYS`, their customers, and an average purchase of each pair."""

    pairs: int = 0
    customers: int = 0
    money_minor: int = 0

    def plus(self, other: DueWeek) -> DueWeek:
        return DueWeek(*map(add, self, other))


NOTHING_DUE = DueWeek()


@dataclass(slots=True)
class Due:
    """The pairs whose next predicted instant lies from `as_of_ms` until `DUE_DAYS` later, both included."""

    as_of_ms: int
    pairs: list[DuePair] = field(default_factory=list)
    week: DueWeek = NOTHING_DUE

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Notes a customer's pairs. `facts` are whole: those of a heavy customer come from their ledger."""
        last_ms, week_ms = (self.as_of_ms + days * DAY_MS for days in (DUE_DAYS, WEEK_DAYS))
        close = []
        for product in (facts.products or {}).values():
            next_at_ms = predicted_ms(product)
            if next_at_ms is not None and self.as_of_ms <= next_at_ms <= last_ms:
                self.pairs.append(DuePair(next_at_ms, product.product_id, facts.customer_id))
                if next_at_ms <= week_ms and affinity(product, self.as_of_ms).score >= CLOSE_SCORE:
                    close.append(divide_half_up(product.spent_minor, product.count))
        if close:
            self.week = self.week.plus(DueWeek(len(close), 1, sum(close)))

    def merge(self, other: Due) -> None:
        """Adds other customers, as of the same instant."""
        self.pairs.extend(other.pairs)
        self.week = self.week.plus(other.week)

    def as_json(self) -> dict[str, Any]:
        """In order: the same for the same customers, in whatever order they came."""
        return {"as_of": self.as_of_ms, "pairs": sorted(self.pairs), "week": self.week}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        return cls(stored["as_of"], [DuePair(*pair) for pair in stored["pairs"]], DueWeek(*stored["week"]))
