"""Changes of orders, written: roster, owner, order, each by its own condition; what is interrupted is sent again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..errors import FieldError, OrderRefused
from ..facts.order import Order
from ..stores.ledger import ORDER, Ledger, OrderTooLarge, Stored
from ..stores.ledger.envelope import Enveloped
from ..stores.ledger.rewrite import until_written
from ..stores.registry import Owner, Registry
from .supersede import Decision, Outcome, supersede


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of one order: `over` decides it by what lies there (None: nothing), or raises `OrderRefused`.

    `over` may be asked again, when somebody else wrote in between. `customer_id` None: nobody is named. `yields`: where
    somebody has the order, it is about theirs, whoever is named.
    """

    order_id: str
    customer_id: str | None
    over: Callable[[Order | None], Decision]
    yields: bool = False


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
    item: Enveloped
    lies: Stored[Order] | None
    claims: bool
    reclaims: bool


def accept_orders(orders: Sequence[Order], *, registry: Registry, ledger: Ledger) -> list[Accepted]:
    """Writes each order unless what lies there stands; one result per order, in order. Of equal ids the later applies.

    Raises `StoreUnavailable` as `accept_changes` does.
    """
    return accept_changes([_stating(order) for order in orders], registry=registry, ledger=ledger)


def accept_changes(changes: Sequence[Change], *, registry: Registry, ledger: Ledger) -> list[Accepted]:
    """Makes each change over exactly what it was decided by; one result per change, in order. Of equal ids one by one.

    Raises `StoreUnavailable` where others keep writing the same orders; what was written till then stays and counts.
    """
    accepted: list[Accepted] = []
    for run in _runs_of_distinct_ids(changes):

        def attempt(order_ids: Sequence[str], run: Mapping[str, Change] = run) -> dict[str, Accepted]:
            return _attempt([run[order_id] for order_id in order_ids], registry, ledger)

        results = until_written(list(run), attempt)
        accepted += (results[order_id] for order_id in run)
    return accepted


def _stating(order: Order) -> Change:
    return Change(order.order_id, order.customer_id, lambda stored: supersede(stored, order))


def _attempt(changes: Sequence[Change], registry: Registry, ledger: Ledger) -> dict[str, Accepted]:
    """One round: read, decide, claim, write. Orders that others changed meanwhile are missing from the result."""
    owners = registry.owners(change.order_id for change in changes)
    places = {change.order_id: _place(change, owners.get(change.order_id)) for change in changes}
    stored = ledger.read_items(ORDER, (place for place in places.values() if place is not None))
    by_id = {order_id: lies for (_, order_id), lies in stored.items()}
    decided = [_decide(change, owners.get(change.order_id), by_id.get(change.order_id), ledger) for change in changes]
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


def _place(change: Change, owner: Owner | None) -> tuple[str, str] | None:
    """Where the order lies, if it lies anywhere: (customer id, order id)."""
    whose = owner.customer_id if change.yields and owner and not owner.released else change.customer_id
    return None if whose is None else (whose, change.order_id)


def _decide(change: Change, owner: Owner | None, lies: Stored[Order] | None, ledger: Ledger) -> Accepted | _Write:
    """What becomes of one order where `lies` lies and the id is `owner`'s."""
    named = lies.item.customer_id if lies else change.customer_id
    if owner is not None and not owner.released and named is not None and owner.customer_id != named:
        message = f"is {named}, but order {change.order_id} belongs to customer {owner.customer_id}"
        return _refused(change, FieldError("customerId", message))
    try:
        outcome, write = change.over(lies.item if lies else None)
    except OrderRefused as refused:
        return _refused(change, *refused.errors)
    accepted = Accepted(change.order_id, write.customer_id if write else named or "", outcome)
    if write is None:
        return accepted
    try:
        item = ledger.item(write, replacing=lies)
    except OrderTooLarge:
        return _refused(change, FieldError("lines", "make the order larger than 300 KB as stored"))
    reclaims = (owner is not None and owner.released) or (lies is not None and lies.item.deleted)
    return _Write(accepted, item, lies, claims=owner is None, reclaims=reclaims)


def _claim(writes: Sequence[_Write], registry: Registry) -> list[_Write]:
    """The writes whose ids are their customers': all but those that somebody claimed since they were read."""
    claiming = [write for write in writes if write.claims]
    claims = [(write.accepted.order_id, write.accepted.customer_id) for write in claiming]
    lost = {order_id for (order_id, _), won in zip(claims, registry.claim(claims), strict=True) if not won}
    return [write for write in writes if write.accepted.order_id not in lost]


def _refused(change: Change, *errors: FieldError) -> Accepted:
    return Accepted(change.order_id, change.customer_id or "", Outcome.REFUSED, errors)


def _runs_of_distinct_ids(changes: Sequence[Change]) -> Iterator[dict[str, Change]]:
    """The changes by their ids, cut wherever one comes again."""
    run: dict[str, Change] = {}
    for change in changes:
        if change.order_id in run:
            yield run
            run = {}
        run[change.order_id] = change
    if run:
        yield run
