"""Where an order lies: with whom its id is, unless that is another person than the customer who is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..dataclass import dataclass
from ..facts.order import Order
from ..stores.ledger import Ledger, Stored
from ..stores.ledger.persons import read_roots
from ..stores.registry import Owner
from .change import Change
from .supersede import deleted_order


@dataclass(frozen=True, slots=True)
class Place:
    """Where an order lies, or is to lie: under `holder`; None: nobody is named, and nobody has it.

    `owner` is whose the id is, by what was read first. `another`: another person than the customer who is named.
    """

    holder: str | None
    owner: Owner | None
    another: bool = False


def find_places(changes: Sequence[Change], owners: Mapping[str, Owner], ledger: Ledger) -> dict[str, Place]:
    """Where each order lies. An order that a member has stays with them, even its stub: a late statement finds it."""
    apart = {
        change.order_id: (change.customer_id, owner.customer_id)
        for change in changes
        if change.customer_id and (owner := owners.get(change.order_id)) and owner.customer_id != change.customer_id
    }
    roots = read_roots(ledger, {one for both in apart.values() for one in both})
    two = {order_id for order_id, (named, theirs) in apart.items() if roots[named] != roots[theirs]}
    return {change.order_id: _place(change, owners.get(change.order_id), change.order_id in two) for change in changes}


def standing(order_id: str, place: Place, lies: Stored[Order] | None) -> Order | None:
    """What a statement is compared with: what lies at its place, or what a deletion under another customer has left."""
    owner = place.owner
    if owner is None or not owner.released or owner.customer_id == place.holder:
        return lies.item if lies else None
    return deleted_order(
        order_id,
        owner.customer_id,
        arrived_ms=owner.arrived_ms or 0,
        version=owner.version,
        updated_at_ms=owner.updated_at_ms,
    )


def _place(change: Change, owner: Owner | None, another: bool) -> Place:
    if owner is None or (owner.released and (another or change.customer_id is None)):
        return Place(change.customer_id, owner, another)
    stays = not another or change.yields
    return Place(owner.customer_id if stays else change.customer_id, owner, another)
