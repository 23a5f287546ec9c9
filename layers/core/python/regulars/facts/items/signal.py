"""A shop's own signals of churn: numbers of other systems, and how much of the churn risk each makes up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..order import Lane

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
class Signals:
    """All of a customer's signals, by name: one item, since what they weigh together is limited."""

    customer_id: str
    signals: tuple[Signal, ...]
    created_ms: int
    arrived_ms: int
    written_ms: int
    lane: Lane

    @property
    def item_id(self) -> str:
        return ""

    @property
    def moment_ms(self) -> None:
        """Holds at every instant."""
        return None
