"""Something that is told to have happened, maybe twice: what has an id elsewhere is written once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from ..errors import FieldError, QueryRefused, StoreUnavailable
from ..facts.items.item import LedgerItem
from ..stores.ledger import Ledger, Stored
from ..stores.ledger.kind import ItemKind
from ..stores.ledger.rewrite import rewrite
from ..stores.registry import Registry
from . import about
from .customers import require_customer, require_not_erased

T = TypeVar("T", bound=LedgerItem)
_MAX_ATTEMPTS = 5


class Logged(NamedTuple, Generic[T]):
    """What is stored now; `outcome` is `created`, `updated` or `unchanged`."""

    stored: Stored[T]
    outcome: str


def log(
    kind: ItemKind[T],
    item: T,
    external_id: str | None,
    *,
    again: Callable[[Stored[T]], T],
    ledger: Ledger,
    registry: Registry,
    once: bool = False,
) -> Logged[T]:
    """Writes the item; one that is there under the same id elsewhere becomes what `again` makes of it. `once`: its own
    id is of the call that tells it, so one that is there is this one, told by a call that was never answered.

    Raises `NotFound` for an unknown customer, `CustomerErased`, `StoreUnavailable`, and `QueryRefused` where the id is
    another customer's.
    """
    if external_id is None and once:
        stored, created = about.put(kind, item, ledger=ledger, unless=lambda stored: True)
        return Logged(stored, "created" if created else "unchanged")
    if external_id is None:
        return Logged(about.add(item, ledger=ledger), "created")
    require_not_erased(item.customer_id, ledger)
    for _ in range(_MAX_ATTEMPTS):
        known = registry.known_as(kind.name, [external_id]).get(external_id)
        if known is not None:
            return _again(kind, item, known, again, ledger)
        require_customer(item.customer_id, ledger)
        naming = registry.naming(kind.name, external_id, item.customer_id, item.item_id)
        if ledger.replace(ledger.item(item, replacing=None), replacing=None, with_=[naming]):
            return Logged(Stored(item, 1), "created")
    raise StoreUnavailable("the same id was being written by others")


def _again(
    kind: ItemKind[T], item: T, known: tuple[str, str], again: Callable[[Stored[T]], T], ledger: Ledger
) -> Logged[T]:
    customer_id, item_id = known
    if customer_id != item.customer_id:
        raise QueryRefused([FieldError("externalId", f"belongs to another customer's {kind.name}")])
    outcome = "unchanged"

    def decide(stored: Stored[T] | None) -> T | None:
        nonlocal outcome
        if stored is None:
            raise about.missing(kind, customer_id, item_id)
        made = again(stored)
        outcome = "unchanged" if made == stored.item else "updated"
        return None if made == stored.item else made

    written = rewrite(kind, customer_id, item_id, decide, ledger=ledger)
    assert written is not None, "what is not there is refused"
    return Logged(written, outcome)
