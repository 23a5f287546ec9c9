"""What people gave, took back or redeemed of a customer's points, and referrals, as the facts hold it."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple


class PointsEntry(NamedTuple):
    """`points` above 0 were added, below 0 they were spent: `redeemed`, or taken back by an adjustment.

    `expires_ms` is set where whoever added them said so.
    """

    at_ms: int
    program_id: str
    points: int
    redeemed: bool = False
    expires_ms: int | None = None


# Of those whom one customer brought, the first that ordered: a row holds no more.
MOST_BROUGHT = 1_000


class Referrals(NamedTuple):
    """`was_brought`: by somebody who is not the same person. `brought` are the first counted orders of those whom they
    brought, as instants, ascending, at most the first 1 000."""

    was_brought: bool = False
    brought: tuple[int, ...] = ()

    def credited(self, first_at_ms: int | None) -> list[int]:
        """When a referral credits the customer, ascending: theirs by their own first counted order (None: none yet)."""
        own = [first_at_ms] if self.was_brought and first_at_ms is not None else []
        return sorted([*self.brought, *own])

    def as_of(self, at_ms: int) -> Referrals:
        """By then; whether they were brought stands at every instant, as what is known today."""
        return self._replace(brought=self.brought[: bisect_right(self.brought, at_ms)])


NO_REFERRALS = Referrals()
