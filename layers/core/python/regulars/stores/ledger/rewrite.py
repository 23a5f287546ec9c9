"""Read, decide, write on the condition that nobody else has written; and again where somebody has."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

from ...errors import StoreUnavailable
from ...facts.items.item import LedgerItem
from .envelope import Stored
from .kind import ItemKind
from .ledger import Ledger

_MAX_ATTEMPTS = 10

T = TypeVar("T", bound=LedgerItem)
Name = TypeVar("Name", bound=Hashable)
Result = TypeVar("Result")


def until_written(
    names: Sequence[Name], attempt: Callable[[Sequence[Name]], Mapping[Name, Result]]
) -> dict[Name, Result]:
    """The result of each: `attempt` is given those that have none yet, and leaves out whom others were faster with.

    Raises `StoreUnavailable` where others keep being faster; what was written till then stays and counts.
    """
    results: dict[Name, Result] = {}
    for _ in range(_MAX_ATTEMPTS):
        left = [name for name in names if name not in results]
        if not left:
            return results
        results |= attempt(left)
    if len(results) < len(names):
        raise StoreUnavailable(f"{len(names) - len(results)} items kept being changed by others")
    return results


def rewrite(
    kind: ItemKind[T], customer_id: str, item_id: str, decide: Callable[[Stored[T] | None], T | None], *, ledger: Ledger
) -> Stored[T] | None:
    """What is stored after `decide`, which is given what is stored (None: nothing), has said what to write (None: it
    stands). It may be asked again, and may raise. Raises `StoreUnavailable` as `until_written` does.
    """

    def attempt(_: Sequence[str]) -> dict[str, Stored[T] | None]:
        stored = ledger.read_items(kind, [(customer_id, item_id)]).get((customer_id, item_id))
        item = decide(stored)
        if item is None:
            return {item_id: stored}
        if not ledger.replace(ledger.item(item, replacing=stored), replacing=stored):
            return {}
        return {item_id: Stored(item, stored.n + 1 if stored else 1)}

    return until_written([item_id], attempt)[item_id]
