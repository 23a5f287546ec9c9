"""Whether somebody is a customer at all, by as little of the ledger as tells it."""

from __future__ import annotations

from ..errors import CustomerErased, NotFound
from ..stores.ledger import Ledger


def require_customer(customer_id: str, ledger: Ledger) -> None:
    """Raises `NotFound` for somebody of whom nothing is known."""
    if not ledger.knows(customer_id):
        raise unknown(customer_id)


def require_not_erased(customer_id: str, ledger: Ledger, *, consistent: bool = False) -> None:
    """Before anything is written of them. Raises `CustomerErased`; maybe by what held a moment ago, as orders."""
    if ledger.erased([customer_id], consistent=consistent):
        raise CustomerErased(f"Customer {customer_id} was erased: nothing is stored of them.")


def require_readable(customer_id: str, ledger: Ledger) -> None:
    """Before what is written about them is read. Raises `NotFound` for somebody who was erased: to readers they are
    unknown, also while what was theirs is still being deleted."""
    if ledger.erased([customer_id], consistent=False):
        raise unknown(customer_id)


def unknown(customer_id: str) -> NotFound:
    return NotFound(f"There is no customer {customer_id}.")
