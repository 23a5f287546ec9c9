"""How many customers are engaged, at risk and content: the bands of source 003, and NPS by lifecycle segment.

See docs/scores.md. Sums of whole numbers: parts of customers make the same whole in any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from typing import Any, NamedTuple, Self

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..facts.items.profile import CustomerStatus
from ..scoring.churn_risk import ChurnRiskBand, of_orders_alone
from ..scoring.contact import status
from ..scoring.derive import Scores
from ..scoring.engagement import EngagementBand
from ..scoring.lifecycle import LifecycleSegment
from ..scoring.sentiment import NpsBand, nps, nps_band, unanswered
from ..scoring.settings import Settings

# Under which name nights leave it (`LastNight.values`).
INTELLIGENCE = "intelligence"
# Of whom the bands are: whom the shop has given up are not counted.
COUNTED_STATUSES = frozenset(set(CustomerStatus) - {CustomerStatus.INACTIVE, CustomerStatus.LOST})


class Nps(NamedTuple):
    """Answers by band. `score` is -100 to 100: the share of promoters less that of detractors; None without answers."""

    promoters: int
    passives: int
    detractors: int

    @property
    def answers(self) -> int:
        return self.promoters + self.passives + self.detractors

    @property
    def score(self) -> float | None:
        return 100 * (self.promoters - self.detractors) / self.answers if self.answers else None


@dataclass(slots=True)
class Intelligence:
    """Customers at `as_of_ms`, without those whose status says that the shop has given them up.

    `orders_alone`: nothing but orders is known of any of them, so the bands say little.
    """

    as_of_ms: int
    engagement: Counter[EngagementBand] = field(default_factory=Counter)
    churn_risk: Counter[ChurnRiskBand] = field(default_factory=Counter)
    answers: Counter[tuple[LifecycleSegment, NpsBand]] = field(default_factory=Counter)
    unanswered: int = 0
    orders_alone: bool = True

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in; with their timeline and what they did. Raises `ValueError` where that was not read."""
        if status(facts) not in COUNTED_STATUSES:
            return
        if scores.engagement is None or scores.churn_risk is None:
            raise ValueError("what they did was not read")
        self.engagement[scores.engagement.band] += 1
        self.churn_risk[scores.churn_risk.band] += 1
        self.unanswered += bool(unanswered(facts))
        self.orders_alone = self.orders_alone and of_orders_alone(facts, scores.churn_risk)
        band = nps_band(nps(facts))
        if band is not None:
            self.answers[scores.lifecycle.value, band] += 1

    def nps(self, segment: LifecycleSegment | None = None) -> Nps:
        """Of the customers of a segment, or of all."""
        of = list(LifecycleSegment) if segment is None else [segment]
        return Nps(*(sum(self.answers[one, band] for one in of) for band in NpsBand))

    def merge(self, other: Intelligence) -> None:
        """Adds other customers of the same instant."""
        self.engagement.update(other.engagement)
        self.churn_risk.update(other.churn_risk)
        self.answers.update(other.answers)
        self.unanswered += other.unanswered
        self.orders_alone = self.orders_alone and other.orders_alone

    def as_json(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of_ms,
            "engagement": dict(self.engagement),
            "churn_risk": dict(self.churn_risk),
            "answers": [[segment, band, count] for (segment, band), count in sorted(self.answers.items())],
            "unanswered": self.unanswered,
            "orders_alone": self.orders_alone,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave; nights before 2026-11-30 did not say whether there is more than orders."""
        return cls(
            stored["as_of"],
            Counter({EngagementBand(band): count for band, count in stored["engagement"].items()}),
            Counter({ChurnRiskBand(band): count for band, count in stored["churn_risk"].items()}),
            Counter({(LifecycleSegment(one), NpsBand(band)): count for one, band, count in stored["answers"]}),
            stored["unanswered"],
            stored.get("orders_alone", False),
        )
