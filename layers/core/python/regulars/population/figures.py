"""The figures of an overview at one instant: who there is, who is worth most, who slips away, what came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Self

from ..dataclass import dataclass
from ..facts.customer import PurchaseFacts
from ..facts.shares import share
from ..facts.time import DAY_MS
from ..scoring.lifecycle import Lifecycle, LifecycleSegment, lifecycle
from ..scoring.settings import Settings
from .past import AT_RISK_DAYS

REVENUE_DAYS = 30


@dataclass(slots=True)
class Figures:
    """Customers with an order at `at_ms`; `active` are Active and New, `at_risk` the Active who ordered last more than
    60 days before; `revenue_minor` is the net spend of the 30 days up to then, without their first instant."""

    at_ms: int
    customers: int = 0
    active: int = 0
    vip: int = 0
    at_risk: int = 0
    repeat_buyers: int = 0
    revenue_minor: int = 0

    @property
    def repeat_rate(self) -> float | None:
        """The share of customers with more than one order; None without customers."""
        return share(self.repeat_buyers, self.customers)

    def repeat_rate_since(self, before: Self) -> float | None:
        """How much the rate has changed, to 4 decimals; None where there was or is none."""
        rate, was = self.repeat_rate, before.repeat_rate
        return None if rate is None or was is None else round(rate - was, 4)

    def add(self, purchases: PurchaseFacts, settings: Settings) -> None:
        """Counts a customer in, by the orders placed until `at_ms`, as they are known today; with their timeline."""
        then = purchases.as_of(self.at_ms)
        if then.order_count:
            self.count(then, lifecycle(then, settings, self.at_ms))

    def count(self, purchases: PurchaseFacts, found: Lifecycle) -> None:
        """Counts in a customer with an order whose segment at `at_ms` is known, as lists show them."""
        self.customers += 1
        self.repeat_buyers += purchases.order_count > 1
        if found.value is LifecycleSegment.VIP:
            self.vip += 1
        elif found.value is not LifecycleSegment.DORMANT:
            self.active += 1
            quiet = (found.days_since_last_order or 0) >= AT_RISK_DAYS
            self.at_risk += quiet and found.value is LifecycleSegment.ACTIVE
        after_ms = self.at_ms - REVENUE_DAYS * DAY_MS
        for order in reversed(purchases.timeline):
            if order.at_ms <= after_ms:
                break
            if order.at_ms <= self.at_ms:
                self.revenue_minor += order.spend_minor

    def merge(self, other: Figures) -> None:
        """Adds other customers, at the same instant."""
        for one in fields(self)[1:]:
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def as_json(self) -> list[int]:
        return [getattr(self, one.name) for one in fields(self)]

    @classmethod
    def of(cls, stored: Sequence[int]) -> Self:
        """What `as_json` gave."""
        return cls(*stored)
