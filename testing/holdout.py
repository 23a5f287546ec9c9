"""A cut through real orders: who was known by it, what was predicted, and who ordered in the days after."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from statistics import fmean

import pytest
from regulars.facts.customer import CustomerFacts
from regulars.facts.time import DAY_MS
from regulars.scoring.prediction.calibration import Outcome
from regulars.scoring.prediction.cells import Cells
from regulars.scoring.prediction.fit import Fit
from regulars.scoring.prediction.prediction import prediction
from regulars.scoring.settings import Settings

from benchmarks.report import Skipped
from benchmarks.timelines import Timelines, known_by, timelines

HORIZON_DAYS = 90
# Nothing here asks for a value: without a discount none is integrated.
SETTINGS = replace(Settings.defaults(2), discount_rate=0.0)


class Holdout:
    """The customers known at the last instant of a day of UTC, in an order by hash that tells nothing."""

    def __init__(self, path: Path, cut_ms: int) -> None:
        self.cut_ms = cut_ms
        self._all: Timelines = found_or_skipped(path)
        self.customers = sorted(known_by(self._all, cut_ms), key=lambda one: sha256(one.customer_id.encode()).digest())

    def cells(self, customers: list[CustomerFacts] | None = None) -> Cells:
        cells = Cells(self.cut_ms)
        for one in customers or self.customers:
            cells.add(one, None, SETTINGS)
        return cells

    def outcomes(self, fit: Fit | None) -> list[Outcome]:
        """By customer: the predicted probability of an order within the horizon, and whether there was one."""
        return [(1.0 - self._churn(one, fit), self._ordered(one)) for one in self.customers]

    def recency(self) -> list[Outcome]:
        """By customer: the instant of their last order, by which plain recency ranks, and whether they ordered."""
        return [(one.purchases.last_at_ms or 0, self._ordered(one)) for one in self.customers]

    def rate_before(self, customers: list[CustomerFacts]) -> float:
        """The share of those who were known one horizon before the cut that ordered until the cut."""
        before_ms = self.cut_ms - HORIZON_DAYS * DAY_MS
        known = [one for one in customers if (one.purchases.first_at_ms or 0) <= before_ms]
        return fmean((one.purchases.last_at_ms or 0) > before_ms for one in known)

    def _churn(self, one: CustomerFacts, fit: Fit | None) -> float:
        found = prediction(one.purchases, fit, SETTINGS, self.cut_ms)
        assert found is not None
        assert found.churn_probability is not None
        return found.churn_probability

    def _ordered(self, one: CustomerFacts) -> bool:
        until_ms = self.cut_ms + HORIZON_DAYS * DAY_MS
        return any(self.cut_ms < entry.at_ms <= until_ms for entry in self._all[one.customer_id])


def found_or_skipped(path: Path) -> Timelines:
    try:
        return timelines(path)
    except Skipped as reason:
        pytest.skip(str(reason))
