"""One person, several ids: a customer's head says into whom they were merged, and a member who was merged into them.

Nothing is moved or copied: what is known of a member stays theirs, and is folded with the survivor's.
"""

from __future__ import annotations

from enum import StrEnum

from ...dataclass import dataclass
from ..order import Lane
from ..tenant import Tenant
from .item import OneACustomer, Told

# Every member is one Query more for each projection of the survivor.
MOST_MEMBERS = 50


class MergedBy(StrEnum):
    CLAIM = "claim"
    """An order named the customer and the address of a guest."""
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Head(OneACustomer):
    """A customer without a head stands for themselves, as one whose head says nothing does.

    `members` is the number of ids below them, members of members included. `merged_into` is the only edge between
    customers. `left` is whose member they were until the last unmerge, `changed_ms` when one of the two last changed.
    `unclaimable`: no order merges them again, only a person does.
    """

    customer_id: str
    arrived_ms: int
    written_ms: int
    lane: Lane
    members: int = 0
    merged_into: str | None = None
    merged_by: MergedBy | None = None
    left: str | None = None
    changed_ms: int | None = None
    unclaimable: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """`member_id` was merged into the customer at `merged_ms`; it may have members of its own.

    `left_ms`: taken out again, which leaves this as a stub, as nothing is ever removed from the ledger.
    """

    customer_id: str
    member_id: str
    merged_ms: int
    merged_by: MergedBy
    arrived_ms: int
    written_ms: int
    lane: Lane
    left_ms: int | None = None

    @property
    def item_id(self) -> str:
        return self.member_id

    @property
    def moment_ms(self) -> int | None:
        """When they were merged; None once they were taken out again."""
        return self.merged_ms if self.left_ms is None else None


def member_told(member: Member, tenant: Tenant) -> Told:
    return Told(f"Merged with {member.member_id}", {"customerId": member.member_id, "mergedBy": member.merged_by})
