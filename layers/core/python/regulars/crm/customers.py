"""Whether somebody is a customer at all, by as little of the ledger as tells it."""

from __future__ import annotations

from ..errors import NotFound
from ..stores.ledger import Ledger


def require_customer(customer_id: str, ledger: Ledger) -> None:
    """Raises `NotFound` for somebody of whom nothing is known."""
    if not ledger.knows(customer_id):
        raise unknown(customer_id)


def unknown(customer_id: str) -> NotFound:
    return NotFound(f"There is no customer {customer_id}.")
