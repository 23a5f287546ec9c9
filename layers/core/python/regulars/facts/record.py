"""Everything the ledger holds about one customer, decoded."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import TypeVar

from ..dataclass import dataclass
from .items.communication import Communication
from .items.head import Head, Member
from .items.item import LedgerItem
from .items.profile import Profile
from .order import Order

T = TypeVar("T", bound=LedgerItem)


class Erased(Enum):
    """Of somebody who was erased nothing is known. Once that is `SETTLED` nothing at all is written of them, not even
    that they are nobody."""

    BEGUN = auto()
    SETTLED = auto()


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """The items of a person, in no particular order, stubs of deletions included: the customer's own, and those of the
    members that were merged into them, each with the id that it lies under.

    `head_n` is the revision of their head, 0 where there is none: it rises whenever somebody joins or leaves them.
    `erased`: the record is empty because they were erased, whatever is still stored. `codes` are the referral codes of
    all ids of the person, where one of them came by a code.
    """

    customer_id: str
    items: tuple[LedgerItem, ...] = ()
    head_n: int = 0
    erased: Erased | None = None
    codes: frozenset[str] = frozenset()

    def of(self, type_: type[T]) -> tuple[T, ...]:
        """The items of one kind."""
        return tuple(item for item in self.items if isinstance(item, type_))

    @property
    def orders(self) -> tuple[Order, ...]:
        return self.of(Order)

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The first that sets a field counts: the customer's own, then the members', the last written first."""
        return tuple(
            sorted(
                self.of(Profile),
                key=lambda one: (one.customer_id != self.customer_id, -one.written_ms, one.customer_id),
            )
        )

    @property
    def head(self) -> Head | None:
        """The customer's own."""
        return next((head for head in self.of(Head) if head.customer_id == self.customer_id), None)

    @property
    def merged_into(self) -> str | None:
        """Of whom the customer is a member: their record has everything else."""
        return self.head.merged_into if self.head else None

    @property
    def members(self) -> tuple[str, ...]:
        """The ids that were merged into this one, members' own members included as far as they were read."""
        return tuple(member.member_id for member in self.of(Member) if member.left_ms is None)

    @property
    def known(self) -> bool:
        """Whether this is a customer at all: a stored order of any status, or a profile; a stub is none."""
        return any(not item.deleted if isinstance(item, Order) else isinstance(item, Profile) for item in self.items)

    def as_of(self, at_ms: int) -> CustomerRecord:
        """What had happened by `at_ms` (inclusive), as it is known today; what holds at every instant stays."""
        past = tuple(past for item in self.items if (past := _as_of(item, at_ms)))
        return replace(self, items=past)


def _as_of(item: LedgerItem, at_ms: int) -> LedgerItem | None:
    """A communication goes on after it began: what it had come to by then."""
    if isinstance(item, Communication):
        return item.as_of(at_ms)
    return item if item.moment_ms is None or item.moment_ms <= at_ms else None
