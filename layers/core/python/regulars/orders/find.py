"""One order by its id alone: the registry knows whose it is."""

from __future__ import annotations

from ..errors import CustomerErased, NotFound
from ..facts.order import Order
from ..stores.ledger import Ledger, Stored
from ..stores.ledger.orders import ORDER
from ..stores.registry import Owner, Registry
from .erased import of_erased


def find_order(order_id: str, *, registry: Registry, ledger: Ledger) -> Stored[Order]:
    """The stored order. Raises `NotFound` where there is none, only the stub of a deletion, or one of somebody who was
    erased."""
    try:
        return find_owned(order_id, registry=registry, ledger=ledger)[1]
    except CustomerErased:
        raise _missing(order_id) from None


def find_owned(order_id: str, *, registry: Registry, ledger: Ledger) -> tuple[Owner, Stored[Order]]:
    """The same, with its owner as they were read before. Raises `CustomerErased` where the order is, or was, of
    somebody who was erased."""
    owners = registry.owners([order_id])
    if of_erased(owners, ledger=ledger):
        raise CustomerErased(f"The customer of order {order_id} was erased: nothing is stored of them.")
    owner = owners.get(order_id)
    if owner is not None and not owner.released:
        stored = ledger.read_items(ORDER, [(owner.customer_id, order_id)])
        for found in stored.values():
            if not found.item.deleted:
                return owner, found
    raise _missing(order_id)


def _missing(order_id: str) -> NotFound:
    return NotFound(f"There is no order {order_id}.")
