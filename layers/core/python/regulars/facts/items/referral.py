"""Who brought a customer, as the customer's profile or an order of theirs said first; and whom a customer brought."""

from __future__ import annotations

from ...dataclass import dataclass
from ..order import Lane
from ..tenant import Tenant
from .item import OneACustomer, Told


@dataclass(frozen=True, slots=True)
class Referral(OneACustomer):
    """One a customer, for good: later codes change nothing, and what it credits is dated by the customer's first order.
    `code` is that of who brought them; who that is, only the roster can tell."""

    customer_id: str
    code: str
    claimed_ms: int
    arrived_ms: int
    written_ms: int
    lane: Lane


@dataclass(frozen=True, slots=True)
class Brought:
    """Somebody whom a customer brought, by whose own code and first counted order, at `at_ms`; None: a stub, since they
    have none any more, or came by another.

    It lies under the id whose code was given, and is written by projections of who came (`projection/referrals.py`).
    """

    customer_id: str
    code: str
    at_ms: int | None
    arrived_ms: int
    written_ms: int
    lane: Lane

    @property
    def item_id(self) -> str:
        return self.code

    @property
    def moment_ms(self) -> int | None:
        return self.at_ms


def brought_told(brought: Brought, tenant: Tenant) -> Told:
    return Told("Brought a customer", {})
