"""What is written about a customer beside their orders, whatever its kind: made, changed, removed, listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from ..errors import Conflict, NotFound
from ..facts.items.item import LedgerItem
from ..facts.order import Lane
from ..stores.ledger import Ledger, Stored
from ..stores.ledger.kind import ItemKind
from ..stores.ledger.persons import members_of, read_heads, read_kind_of_person, require_survivor
from ..stores.ledger.rewrite import rewrite
from ..stores.reading import Position, Reading, in_order
from ..stores.shop import Shop
from .customers import require_customer, require_not_erased, require_readable

T = TypeVar("T", bound=LedgerItem)
# Is given the stored revision, and may raise.
Check = Callable[[int], None]


def written_at(now_ms: int) -> dict[str, Any]:
    """The envelope of what a caller of the API writes now, as fields of an item."""
    return {"arrived_ms": now_ms, "written_ms": now_ms, "lane": Lane.LIVE}


def add(item: T, *, ledger: Ledger) -> Stored[T]:
    """A new item about a known customer. Raises `NotFound`, `CustomerErased`, and `Conflict` where its id is taken."""
    require_not_erased(item.customer_id, ledger)
    require_customer(item.customer_id, ledger)
    if not ledger.replace(ledger.item(item, replacing=None), replacing=None):
        raise Conflict("try_again", "Something else has just been given the same id.")
    return Stored(item, 1)


def put(
    kind: ItemKind[T], item: T, *, ledger: Ledger, unless: Callable[[T], bool] = lambda stored: False
) -> tuple[Stored[T], bool]:
    """The item in the place of what lies under its id, and whether it is new; what lies there stays where `unless`
    says so. Raises `NotFound`, `CustomerErased`, `StoreUnavailable`."""
    require_not_erased(item.customer_id, ledger)
    require_customer(item.customer_id, ledger)
    created = False

    def decide(stored: Stored[T] | None) -> T | None:
        nonlocal created
        created = stored is None
        return None if stored and unless(stored.item) else item

    written = rewrite(kind, item.customer_id, item.item_id, decide, ledger=ledger)
    assert written is not None, "it is there, or was written"
    return written, created


def replaced(item: T, fields: Mapping[str, Any]) -> T:
    """The item with these fields in the place of its own."""
    return replace(item, **fields)  # type: ignore[type-var]


def change(
    kind: ItemKind[T],
    customer_id: str,
    item_id: str,
    fields: Mapping[str, Any] | Callable[[T], T],
    *,
    ledger: Ledger,
    now_ms: int,
    check: Check,
) -> Stored[T]:
    """The item with these fields changed, or as a function changes it, wherever it lies: under the customer's id, or a
    member's. Nothing is written where it stays the same.

    Raises `NotFound`, `CustomerErased`, `StoreUnavailable`.
    """
    require_not_erased(customer_id, ledger)

    def decide(stored: Stored[T] | None) -> T | None:
        if stored is None:
            return None
        check(stored.n)
        changed = fields(stored.item) if callable(fields) else replaced(stored.item, fields)
        if changed == stored.item:
            return None
        return replaced(changed, written_at(now_ms))

    for one in _ids_below(customer_id, ledger):
        written = rewrite(kind, one, item_id, decide, ledger=ledger)
        if written is not None:
            return written
    raise missing(kind, customer_id, item_id)


def _ids_below(customer_id: str, ledger: Ledger) -> Iterator[str]:
    """The customer's own id, and then, only if they are wanted, their members'."""
    yield customer_id
    root = read_heads(ledger, [customer_id])[customer_id]
    yield from members_of(ledger, root)[1:]


def remove(kind: ItemKind[T], customer_id: str, item_id: str, *, ledger: Ledger, check: Check) -> None:
    """Removes an item of the person, wherever it lies: under the customer's id, or a member's; the same tag of several
    ids from all of them. Raises `NotFound`, `Merged`, `CustomerErased`, and `Conflict` where somebody else has just
    changed it."""
    require_not_erased(customer_id, ledger)
    ids = members_of(ledger, require_survivor(ledger, customer_id))
    found = ledger.read_items(kind, ((one, item_id) for one in ids))
    if not found:
        raise missing(kind, customer_id, item_id)
    for stored in found.values():
        check(stored.n)
    for stored in found.values():
        if not ledger.remove(kind, stored):
            raise Conflict("try_again", f"The {kind.name} has just been changed by somebody else: read it again.")


def about(
    shop: Shop,
    kind: ItemKind[T],
    customer_id: str,
    *,
    matches: Callable[[T], bool],
    place: Callable[[T], tuple[Any, ...]],
    after: Position,
    newest_first: bool = True,
) -> Reading[Stored[T]]:
    """What is written of one kind about a customer and their members, behind a place. Reads all of it, whatever the
    page. Raises `NotFound` for an unknown customer."""
    require_readable(customer_id, shop.ledger)
    stored = read_kind_of_person(shop.ledger, kind, customer_id)
    if not stored:
        require_customer(customer_id, shop.ledger)
    wanted = (one for one in stored if matches(one.item))
    return in_order(wanted, lambda one: place(one.item), after=after, descending=newest_first)


def missing(kind: ItemKind[Any], customer_id: str, item_id: str) -> NotFound:
    return NotFound(f"There is no {kind.name} {item_id} of customer {customer_id}.")
