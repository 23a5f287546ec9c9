"""Everything the ledger holds about one customer, decoded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from .items.item import LedgerItem
from .items.profile import Profile
from .order import Order

T = TypeVar("T", bound=LedgerItem)


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """One customer's item collection: items of every kind, in no particular order, stubs of deletions included."""

    customer_id: str
    items: tuple[LedgerItem, ...] = ()

    def of(self, type_: type[T]) -> tuple[T, ...]:
        """The items of one kind."""
        return tuple(item for item in self.items if isinstance(item, type_))

    @property
    def orders(self) -> tuple[Order, ...]:
        return self.of(Order)

    @property
    def profile(self) -> Profile | None:
        return next(iter(self.of(Profile)), None)

    @property
    def known(self) -> bool:
        """Whether this is a customer at all: a stored order of any status, or a profile; a stub is none."""
        return any(not order.deleted for order in self.orders) or self.profile is not None

    def as_of(self, at_ms: int) -> CustomerRecord:
        """What had happened by `at_ms` (inclusive), as it is known today; what holds at every instant stays."""
        past = (item for item in self.items if item.moment_ms is None or item.moment_ms <= at_ms)
        return CustomerRecord(self.customer_id, tuple(past))
