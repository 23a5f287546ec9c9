"""`accept_orders`: roster, owner, order, each by its own condition; what is interrupted can simply be sent again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..errors import FieldError, StoreUnavailable
from ..facts.order import Order
from ..stores.dynamo import Item
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


@dataclass(frozen=True, slots=True)
class _Write:
    """An order that is to lie over `lies`; `accepted` once it does. `claims`: its id has no owner yet."""

    accepted: Accepted
    item: Item
    lies: StoredOrder | None
    claims: bool
    reclaims: bool


def accept_orders(orders: Sequence[Order], *, registry: Registry, ledger: Ledger) -> list[Accepted]:
    """Writes each order unless what lies there stands; one result per order, in order. Of equal ids the later applies.

    Raises `StoreUnavailable` where others keep writing the same orders; what was written till then stays and counts.
    """
    accepted: list[Accepted] = []
    for run in _runs_of_distinct_ids(orders):
        results: dict[str, Accepted] = {}
        for _ in range(_MAX_ATTEMPTS):
            pending = [order for order in run if order.order_id not in results]
            if not pending:
                break
            results |= _attempt(pending, registry, ledger)
        if len(results) < len(run):
            raise StoreUnavailable(f"{len(run) - len(results)} orders kept being changed by others")
        accepted += (results[order.order_id] for order in run)
    return accepted


def _attempt(orders: Sequence[Order], registry: Registry, ledger: Ledger) -> dict[str, Accepted]:
    """One round: read, decide, claim, write. Orders that others changed meanwhile are missing from the result."""
    owners = registry.owners(order.order_id for order in orders)
    stored = ledger.read_orders((order.customer_id, order.order_id) for order in orders)
    decided = [
        _decide(order, owners.get(order.order_id), stored.get((order.customer_id, order.order_id)), ledger)
        for order in orders
    ]
    results = {done.order_id: done for done in decided if isinstance(done, Accepted)}
    writes = [write for write in decided if isinstance(write, _Write)]
    registry.enroll({write.accepted.customer_id for write in writes})
    writes = _claim(writes, registry)
    new = [write for write in writes if write.lies is None and not write.reclaims]
    for write, inserted in zip(new, ledger.insert([write.item for write in new]), strict=True):
        if inserted:
            results[write.accepted.order_id] = write.accepted
    for write in (write for write in writes if write.lies is not None or write.reclaims):
        # Over a deletion the claim and the order go together: else another customer could claim the id in between.
        order_id, customer_id = write.accepted.order_id, write.accepted.customer_id
        with_ = [registry.claiming(order_id, customer_id)] if write.reclaims else []
        if ledger.replace(write.item, replacing=write.lies, with_=with_):
            results[order_id] = write.accepted
    return results


def _decide(order: Order, owner: Owner | None, lies: StoredOrder | None, ledger: Ledger) -> Accepted | _Write:
    """What becomes of one order where `lies` lies and the id is `owner`'s."""
    if owner is not None and not owner.released and owner.customer_id != order.customer_id:
        message = f"is {order.customer_id}, but order {order.order_id} belongs to customer {owner.customer_id}"
        return _refused(order, FieldError("customerId", message))
    outcome, write = supersede(lies.order if lies else None, order)
    accepted = Accepted(order.order_id, order.customer_id, outcome)
    if write is None:
        return accepted
    try:
        item = ledger.item(write, replacing=lies)
    except OrderTooLarge:
        return _refused(order, FieldError("lines", "make the order larger than 300 KB as stored"))
    reclaims = (owner is not None and owner.released) or (lies is not None and lies.order.deleted)
    return _Write(accepted, item, lies, claims=owner is None, reclaims=reclaims)


def _claim(writes: Sequence[_Write], registry: Registry) -> list[_Write]:
    """The writes whose ids are their customers': all but those that somebody claimed since they were read."""
    claiming = [write for write in writes if write.claims]
    claims = [(write.accepted.order_id, write.accepted.customer_id) for write in claiming]
    lost = {order_id for (order_id, _), won in zip(claims, registry.claim(claims), strict=True) if not won}
    return [write for write in writes if write.accepted.order_id not in lost]


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
