"""Changes of orders, written: claims of guests, roster, owner, order, each by its own condition; what is interrupted is
sent again. Of somebody who was erased nothing is written (`erased.py`).

Who an order id belongs to is asked before whether its owner is one person with the customer who is named: the other
way round, a merge in between would refuse an order of theirs. `tests/flows/test_claims_order.py` shows the schedules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from ..dataclass import dataclass
from ..errors import FieldError, OrderRefused
from ..facts.order import Order
from ..stores.ledger import Ledger, OrderTooLarge, Stored
from ..stores.ledger.envelope import Enveloped
from ..stores.ledger.orders import ORDER
from ..stores.ledger.rewrite import until_written
from ..stores.registry import Owner, Registry
from .change import Accepted, Change
from .claims import Claim, claim_guests, claims_of
from .erased import names, of_erased, verdicts, without_addresses
from .place import Place, find_places, standing
from .supersede import Outcome, supersede


@dataclass(frozen=True, slots=True)
class _Write:
    """An order that is to lie over `lies` under `holder`; `accepted` once it does. `over`: the owner whose claim goes
    with it; None: the id is theirs, or nobody's (`claims`)."""

    accepted: Accepted
    holder: str
    item: Enveloped
    lies: Stored[Order] | None
    claims: bool
    over: Owner | None


def accept_orders(
    orders: Sequence[Order], *, registry: Registry, ledger: Ledger, shared: Collection[str] = ()
) -> list[Accepted]:
    """Writes each order unless what lies there stands; one result per order, in order. Of equal ids the later applies.

    Claims the guests of the addresses that the orders name beside a customer, but for those that are `shared`. Raises
    `StoreUnavailable` as `accept_changes` does.
    """
    found = verdicts(map(names, orders), ledger=ledger, shared=shared)
    changes, kept = [], []
    for order in orders:
        verdict = found[names(order)]
        order = without_addresses(order, verdict)
        changes.append(replace(_stating(order), erased=verdict.erased, same_address=verdict.jobs))
        kept += [] if verdict.erased else [order]
    return accept_changes(changes, claims_of(kept, ledger.tenant, shared), registry=registry, ledger=ledger)


def accept_changes(
    changes: Sequence[Change], claims: Sequence[Claim], *, registry: Registry, ledger: Ledger
) -> list[Accepted]:
    """Makes each change over exactly what it was decided by; one result per change, in order. Of equal ids one by one.

    Guests are claimed first, whatever becomes of the orders that name them. Raises `StoreUnavailable` where others keep
    writing the same orders; what was written till then stays and counts.
    """
    claim_guests(claims, registry=registry, ledger=ledger)
    accepted: list[Accepted] = []
    for run in _runs_of_distinct_ids(changes):

        def attempt(order_ids: Sequence[str], run: Mapping[str, Change] = run) -> dict[str, Accepted]:
            return _attempt([run[order_id] for order_id in order_ids], registry, ledger)

        results = until_written(list(run), attempt)
        accepted += (results[order_id] for order_id in run)
    _note_same_addresses(changes, accepted, ledger)
    return accepted


def _stating(order: Order) -> Change:
    return Change(order.order_id, order.customer_id, lambda stored: supersede(stored, order))


def _note_same_addresses(changes: Sequence[Change], accepted: Sequence[Accepted], ledger: Ledger) -> None:
    """Names, for the erasure, the orders that were taken without an address of whom it erased."""
    taken = zip(changes, accepted, strict=True)
    noted = {
        (job_id, change.order_id)
        for change, done in taken
        if done.outcome not in (Outcome.REFUSED, Outcome.ERASED)
        for job_id in change.same_address
    }
    if noted and ledger.tombstones is not None:
        ledger.tombstones.note_same_address(sorted(noted))


def _attempt(changes: Sequence[Change], registry: Registry, ledger: Ledger) -> dict[str, Accepted]:
    """One round: read, decide, claim, write. Orders that others changed meanwhile are missing from the result."""
    owners = registry.owners(change.order_id for change in changes)
    theirs = _of_erased(changes, owners, ledger)
    for order_id in theirs:
        # Of a call that broke off before it stored the order: no erasure finds the id but by this one.
        if not owners[order_id].erased:
            registry.forget_owner(order_id, over=owners[order_id])
    gone = {change.order_id for change in changes if change.order_id in theirs or _is_erased(change, owners)}
    erased = {one.order_id: _erased(one) for one in changes if one.order_id in gone}
    changes = [change for change in changes if change.order_id not in gone]
    places = find_places(changes, owners, ledger)
    held = [(place.holder, order_id) for order_id, place in places.items() if place.holder is not None]
    by_id = {order_id: lies for (_, order_id), lies in ledger.read_items(ORDER, held).items()}
    decided = [_decide(change, places[change.order_id], by_id.get(change.order_id), ledger) for change in changes]
    results = erased | {done.order_id: done for done in decided if isinstance(done, Accepted)}
    writes = [write for write in decided if isinstance(write, _Write)]
    registry.enroll({write.holder for write in writes})
    writes = _claim(writes, registry)
    new = [write for write in writes if write.lies is None and write.over is None]
    for write, inserted in zip(new, ledger.insert([write.item for write in new]), strict=True):
        if inserted:
            results[write.accepted.order_id] = write.accepted
    for write in (write for write in writes if write.lies is not None or write.over is not None):
        # Over a deletion the claim and the order go together: else another customer could claim the id in between.
        order_id = write.accepted.order_id
        with_ = [] if write.over is None else [registry.claiming(order_id, write.holder, over=write.over)]
        if ledger.replace(write.item, replacing=write.lies, with_=with_):
            results[order_id] = write.accepted
    return results


def _of_erased(changes: Sequence[Change], owners: Mapping[str, Owner], ledger: Ledger) -> set[str]:
    """The orders whose owner was erased. Customers that the orders themselves name were checked before."""
    asked = {
        change.order_id: owner
        for change in changes
        if (owner := owners.get(change.order_id))
        and (owner.erased or owner.customer_id != change.customer_id or change.yields or change.erased)
    }
    return of_erased(asked, ledger=ledger)


def _is_erased(change: Change, owners: Mapping[str, Owner]) -> bool:
    """Whether who is named was erased, and it is not about an order that somebody else has."""
    owner = owners.get(change.order_id)
    return change.erased and not (change.yields and owner is not None and not owner.released)


def _erased(change: Change) -> Accepted:
    return Accepted(change.order_id, change.customer_id or "", Outcome.ERASED)


def _decide(change: Change, place: Place, lies: Stored[Order] | None, ledger: Ledger) -> Accepted | _Write:
    """What becomes of one order where `lies` lies at its place."""
    owner = place.owner
    if owner is not None and place.another and not owner.released and not (change.yields and lies):
        message = f"is {change.customer_id}, but order {change.order_id} belongs to customer {owner.customer_id}"
        return _refused(change, FieldError("customerId", message))
    try:
        outcome, write = change.over(standing(change.order_id, place, lies))
    except OrderRefused as refused:
        return _refused(change, *refused.errors)
    holder = place.holder or (write.customer_id if write else "")
    told = holder if change.yields else change.customer_id or holder
    accepted = Accepted(change.order_id, told, outcome)
    if write is None:
        return accepted
    try:
        item = ledger.item(replace(write, customer_id=holder), replacing=lies)
    except OrderTooLarge:
        return _refused(change, FieldError("lines", "make the order larger than 300 KB as stored"))
    reclaims = owner is not None and (owner.released or (lies is not None and lies.item.deleted))
    return _Write(accepted, holder, item, lies, claims=owner is None, over=owner if reclaims else None)


def _claim(writes: Sequence[_Write], registry: Registry) -> list[_Write]:
    """The writes whose ids are their customers': all but those that somebody claimed since they were read."""
    claiming = [write for write in writes if write.claims]
    claims = [(write.accepted.order_id, write.holder) for write in claiming]
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
