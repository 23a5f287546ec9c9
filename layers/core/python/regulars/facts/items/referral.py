"""Who brought a customer, as the customer's profile or an order of theirs said first."""

from __future__ import annotations

from ...dataclass import dataclass
from ..order import Lane
from .item import OneACustomer


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
