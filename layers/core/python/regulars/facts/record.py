"""Everything the ledger holds about one customer, decoded."""

from __future__ import annotations

from dataclasses import dataclass

from .order import Order


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """One customer's item collection. `orders` in no particular order, stubs of deletions included."""

    customer_id: str
    orders: tuple[Order, ...] = ()

    @property
    def known(self) -> bool:
        """Whether this is a customer at all: one stored order of any status; a stub is none (scoring.md §0)."""
        return any(not order.deleted for order in self.orders)
