"""What a shop owner looks at first: figures now and a month ago, whom to write to, and where customers stand by RFM.

See docs/scoring.md, Overview. Sums of whole numbers: parts of customers make the same whole in any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal, NamedTuple, Self

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..facts.money import divide_half_up
from ..facts.time import DAY_MS, days_since
from ..scoring.derive import Scores
from ..scoring.lifecycle import LifecycleSegment
from ..scoring.prediction.fit import Basis, Fit
from ..scoring.prediction.prediction import prediction
from ..scoring.rfm import RfmGroup
from ..scoring.settings import Settings
from .figures import Figures

# Under which name nights leave one (`LastNight.values`).
OVERVIEW = "overview"
BEFORE_DAYS = 30
# Who lapses within two weeks is slipping, and who first ordered within two months may come back soon.
SLIPPING_DAYS, NEWCOMER_DAYS = 13, 60
# Of the newcomers one in so many is a good one.
GOOD_ONE_IN = 5


def slipping_days(settings: Settings) -> tuple[int, int]:
    """How many days ago whoever is slipping ordered last: the fewest and the most."""
    return max(0, settings.dormant_days - SLIPPING_DAYS), settings.dormant_days


MoneyBasis = Literal["model", "prior", "averageOrderValue"]
"""Expected orders times expected value, by the models; else one order of average value each."""


def money_basis(fit: Fit | None) -> MoneyBasis:
    """What the money at stake rests on under the fit."""
    if fit is None or fit.orders is None:
        return "averageOrderValue"
    return "prior" if fit.basis is Basis.PRIOR else "model"


class Stake(NamedTuple):
    """Customers of whom `vips` are VIP, and what they are expected to spend, in minor units."""

    customers: int = 0
    vips: int = 0
    money_minor: int = 0

    def plus(self, other: Stake) -> Stake:
        return Stake(self.customers + other.customers, self.vips + other.vips, self.money_minor + other.money_minor)


NOBODY = Stake()


class Newcomers(NamedTuple):
    """Of the customers with one order, placed up to `NEWCOMER_DAYS` ago, those whose order is up to `days` old.

    Who has spent nothing, since it was free or refunded, is none of them.
    """

    days: int
    stake: Stake
    all: int


class Cell(NamedTuple):
    """A place in the table of recency and frequency, and the group that its customers' spend makes of it."""

    recency: int
    frequency: int
    group: RfmGroup


@dataclass(slots=True)
class Overview:
    """All customers at `as_of_ms`. `fit` is that of the last night, by which money is expected; None before it."""

    as_of_ms: int
    fit: Fit | None = None
    no_orders: int = 0
    now: Figures = field(init=False)
    before: Figures = field(init=False)
    slipping: Stake = NOBODY
    newcomers: dict[int, Stake] = field(default_factory=dict)
    cells: Counter[Cell] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.now = Figures(self.as_of_ms)
        self.before = Figures(self.as_of_ms - BEFORE_DAYS * DAY_MS)

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in; with their timeline."""
        purchases = facts.purchases
        if purchases.last_at_ms is None:
            self.no_orders += 1
            return
        self.now.count(purchases, scores.lifecycle)
        self.before.add(purchases, settings)
        if scores.rfm is not None:
            self.cells[Cell(scores.rfm.recency, scores.rfm.frequency, scores.rfm.value)] += 1
        days = days_since(purchases.last_at_ms, self.as_of_ms)
        first, last = slipping_days(settings)
        if first <= days <= last:
            self.slipping = self.slipping.plus(self._stake(facts, scores, settings))
        if purchases.order_count == 1 and purchases.spend_minor > 0 and days <= NEWCOMER_DAYS:
            self.newcomers[days] = self.newcomers.get(days, NOBODY).plus(self._stake(facts, scores, settings))

    def good_newcomers(self) -> Newcomers | None:
        """The fifth whose second order is likeliest; None without newcomers who spent anything.

        With one order, BG/NBD's probability of another falls with the days since it and with nothing else: the fifth
        are the newest. Who is as many whole days away as the last of them belongs to them. What a correction by the
        tenant's own past adds, which weighs spend too, is left aside: no list filters by it.
        """
        everybody = sum(stake.customers for stake in self.newcomers.values())
        found = NOBODY
        for days in sorted(self.newcomers):
            found = found.plus(self.newcomers[days])
            if found.customers * GOOD_ONE_IN >= everybody:
                return Newcomers(days, found, everybody)
        return None

    def merge(self, other: Overview) -> None:
        """Adds the customers of another part, of the same instant and fit."""
        self.no_orders += other.no_orders
        self.now.merge(other.now)
        self.before.merge(other.before)
        self.slipping = self.slipping.plus(other.slipping)
        for days, stake in other.newcomers.items():
            self.newcomers[days] = self.newcomers.get(days, NOBODY).plus(stake)
        self.cells.update(other.cells)

    def as_json(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of_ms,
            "no_orders": self.no_orders,
            "now": self.now.as_json(),
            "before": self.before.as_json(),
            "slipping": self.slipping,
            "newcomers": sorted(self.newcomers.items()),
            "cells": [[*cell, count] for cell, count in sorted(self.cells.items())],
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave; without the fit, since all customers have been counted in."""
        found = cls(stored["as_of"])
        found.no_orders = stored["no_orders"]
        found.now, found.before = Figures.of(stored["now"]), Figures.of(stored["before"])
        found.slipping = Stake(*stored["slipping"])
        found.newcomers = {days: Stake(*stake) for days, stake in stored["newcomers"]}
        found.cells = Counter({Cell(r, f, RfmGroup(group)): count for r, f, group, count in stored["cells"]})
        return found

    def _stake(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> Stake:
        vip = scores.lifecycle.value is LifecycleSegment.VIP
        return Stake(1, int(vip), self._expected_minor(facts, scores, settings))

    def _expected_minor(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> int:
        """The orders expected within the horizon times their expected value; by rules one order of average value."""
        purchases = facts.purchases
        found = scores.prediction or prediction(purchases, self.fit, settings, self.as_of_ms)
        average_minor = divide_half_up(purchases.spend_minor, purchases.order_count)
        if found is None or found.expected_orders is None or found.basis is Basis.RULES:
            return average_minor
        value_minor = found.expected_order_value_minor
        return round(found.expected_orders * (average_minor if value_minor is None else value_minor))
