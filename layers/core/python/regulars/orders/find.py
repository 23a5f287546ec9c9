"""One order by its id alone: the registry knows whose it is."""

from __future__ import annotations

from ..errors import NotFound
from ..facts.order import Order
from ..stores.ledger import Ledger, Stored
from ..stores.ledger.orders import ORDER
from ..stores.registry import Owner, Registry


def find_order(order_id: str, *, registry: Registry, ledger: Ledger) -> Stored[Order]:
    """The stored order. Raises `NotFound` where there is none, or only the stub of a deletion."""
    return find_owned(order_id, registry=registry, ledger=ledger)[1]


def find_owned(order_id: str, *, registry: Registry, ledger: Ledger) -> tuple[Owner, Stored[Order]]:
    """The same, with its owner as they were read before."""
    owner = registry.owners([order_id]).get(order_id)
    if owner is not None and not owner.released:
        stored = ledger.read_items(ORDER, [(owner.customer_id, order_id)])
        for found in stored.values():
            if not found.item.deleted:
                return owner, found
    raise NotFound(f"There is no order {order_id}.")
