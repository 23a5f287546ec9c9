"""`accept_orders`: roster, owner, order, each by its own condition; whatever is interrupted can simply be sent again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..errors import FieldError, StoreUnavailable
from ..facts.order import Order
from ..stores.ledger import Ledger, OrderTooLarge, StoredOrder
from ..stores.registry import Owner, Registry
from .supersede import Outcome, supersede

_MAX_ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of one order; `errors` only where it was refused."""

    order_id: str
    customer_id: str
    outcome: Outcome
    errors: tuple[FieldError, ...] = ()


def accept_orders(orders: Sequence[Order], *, registry: Registry, ledger: Ledger) -> list[Accepted]:
    """Writes each order unless what lies there stands; one result per order, in order. Of equal ids the later applies.

    Raises `StoreUnavailable` where others keep writing the same orders; what was written till then stays and counts.
    """
    accepted: list[Accepted] = []
    for run in _runs_of_distinct_ids(orders):
        registry.enroll({order.customer_id for order in run})
        results: dict[str, Accepted] = {}
        pending = run
        for _ in range(_MAX_ATTEMPTS):
            owners = registry.owners(order.order_id for order in pending)
            stored = ledger.read_orders((order.customer_id, order.order_id) for order in pending)
            for order in pending:
                lies = stored.get((order.customer_id, order.order_id))
                result = _accept(order, owners.get(order.order_id), lies, registry, ledger)
                if result is not None:
                    results[order.order_id] = result
            pending = [order for order in pending if order.order_id not in results]
            if not pending:
                break
        if pending:
            raise StoreUnavailable(f"{len(pending)} orders kept being changed by others")
        accepted += (results[order.order_id] for order in run)
    return accepted


def _accept(
    order: Order, owner: Owner | None, lies: StoredOrder | None, registry: Registry, ledger: Ledger
) -> Accepted | None:
    """One order over what was read; None where that has changed meanwhile and is to be read again."""
    if owner is not None and not owner.released and owner.customer_id != order.customer_id:
        message = f"is {order.customer_id}, but order {order.order_id} belongs to customer {owner.customer_id}"
        return _refused(order, FieldError("customerId", message))
    outcome, write = supersede(lies.order if lies else None, order)
    if write is None:
        return Accepted(order.order_id, order.customer_id, outcome)
    if owner is None and not registry.claim(order.order_id, order.customer_id):
        return None
    # Over a deletion the claim and the order go together: else another customer could claim the id in between.
    reclaims = (owner is not None and owner.released) or (lies is not None and lies.order.deleted)
    with_ = [registry.claiming(order.order_id, order.customer_id)] if reclaims else []
    try:
        written = ledger.put_order(write, replacing=lies, with_=with_)
    except OrderTooLarge:
        return _refused(order, FieldError("lines", "make the order larger than 300 KB as stored"))
    return Accepted(order.order_id, order.customer_id, outcome) if written else None


def _refused(order: Order, *errors: FieldError) -> Accepted:
    return Accepted(order.order_id, order.customer_id, Outcome.REFUSED, errors)


def _runs_of_distinct_ids(orders: Sequence[Order]) -> Iterator[list[Order]]:
    """The orders, cut wherever an id comes again."""
    run: dict[str, Order] = {}
    for order in orders:
        if order.order_id in run:
            yield list(run.values())
            run = {}
        run[order.order_id] = order
    if run:
        yield list(run.values())
