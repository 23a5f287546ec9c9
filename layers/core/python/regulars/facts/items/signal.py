"""A shop's own signals of churn: numbers of other systems, and how much of the churn risk each makes up."""

from __future__ import annotations

from typing import NamedTuple

from ...dataclass import dataclass
from ..order import Lane
from .item import OneACustomer

MOST_SIGNALS = 10
MOST_WEIGHT = 50


class Signal(NamedTuple):
    """`value` 0 to 100, `weight` 0 to 50 hundredths of the churn risk; from `expires_ms` on it counts no more."""

    name: str
    value: int
    weight: int
    expires_ms: int | None = None

    def holds(self, now_ms: int) -> bool:
        return self.expires_ms is None or now_ms < self.expires_ms


@dataclass(frozen=True, slots=True)
class Signals(OneACustomer):
    """All of a customer's signals, by name: one item, since what they weigh together is limited."""

    customer_id: str
    signals: tuple[Signal, ...]
    created_ms: int
    arrived_ms: int
    written_ms: int
    lane: Lane
