"""Whom a chunk of an import touches: the customers of its orders, and the guests whom these claim.

Kept before the first order is written: whatever happens then, `settle` knows whom to project.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ...facts.order import Order
from ...orders.claims import claims_of
from ...stores.ledger import Ledger
from ...stores.ledger.persons import unclaimed
from .work import Work

Guests = Mapping[str, Sequence[str]]
"""By each customer who is touched the guests whom an order of theirs may claim."""


def keep_touched(work: Work, part: int, number: int, orders: Sequence[Order], *, ledger: Ledger) -> None:
    """Keeps whom a chunk is about to touch."""
    name = work.chunk(part, number, "touched")
    again = work.attempt > 1 or work.place.get_json(name) is not None
    shared = work.record.settings.shared_contacts
    work.place.put_json(name, touched_of(orders, ledger=ledger, shared=shared, again=again))


def touched_by(work: Work, part: int, number: int) -> Guests | None:
    """What was kept of a chunk; None where it was never begun."""
    kept: dict[str, list[str]] | None = work.place.get_json(work.chunk(part, number, "touched"))
    return kept


def touched_of(orders: Sequence[Order], *, ledger: Ledger, shared: Collection[str], again: bool) -> Guests:
    """Guests whom somebody has already are left out, unless it is done `again`: then it may have been the earlier try
    that claimed them, and nobody knows whether they were projected since."""
    first: dict[str, str] = {}
    for claim in claims_of(orders, ledger.tenant, shared):
        first.setdefault(claim.guest_id, claim.customer_id)
    touched: dict[str, list[str]] = {customer_id: [] for customer_id in sorted({one.customer_id for one in orders})}
    for guest_id in first if again else unclaimed(ledger, first):
        touched[first[guest_id]].append(guest_id)
    return touched
