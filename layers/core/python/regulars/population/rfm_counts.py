"""How many customers are in each RFM group, over the windows for which nights leave them (docs/scoring.md, RFM)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from typing import Any, Self

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..scoring.derive import Scores
from ..scoring.rfm import RfmGroup, rfm_if_read
from ..scoring.settings import Settings
from .deciles import WINDOWS


@dataclass(slots=True)
class RfmCounts:
    """Customers by group at one instant, by window in days. `unscored` have no counted order, or a damaged timeline."""

    as_of_ms: int
    unscored: int = 0
    by_window: dict[int, Counter[RfmGroup]] = field(default_factory=lambda: {days: Counter() for days in WINDOWS})

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in. `facts` have their timeline."""
        found = [rfm_if_read(facts.purchases, settings, self.as_of_ms, days) for days in self.by_window]
        if None in found:
            self.unscored += 1
            return
        for counts, one in zip(self.by_window.values(), found, strict=True):
            assert one is not None
            counts[one.value] += 1

    def merge(self, other: RfmCounts) -> None:
        """Adds the customers of another part, of the same instant and windows."""
        self.unscored += other.unscored
        for days, counts in other.by_window.items():
            self.by_window[days] += counts

    def as_json(self) -> dict[str, Any]:
        windows = {str(days): dict(counts) for days, counts in self.by_window.items()}
        return {"as_of": self.as_of_ms, "unscored": self.unscored, "by_window": windows}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        windows = {
            int(days): Counter({RfmGroup(name): n for name, n in counts.items()})
            for days, counts in stored["by_window"].items()
        }
        return cls(stored["as_of"], stored["unscored"], windows)
