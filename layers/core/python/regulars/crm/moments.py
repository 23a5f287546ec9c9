"""Lists of what has an instant: of one customer and their members, or of all customers; newest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ..dataclass import dataclass
from ..facts.items.item import LedgerItem
from ..stores.ledger import Stored
from ..stores.ledger.kind import ItemKind
from ..stores.reading import Count, Position, Reading
from ..stores.shop import Shop
from . import about

T = TypeVar("T", bound=LedgerItem)


@dataclass(frozen=True, slots=True)
class MomentsQuery:
    """Items of a kind from `from_ms` (inclusive) to `to_ms` (exclusive), of all customers where `customer_id` is None.

    `wanted` are the words that an attribute may have, by its stored name (`LISTED_ATTRIBUTES`); an empty set does not
    filter.
    """

    kind: ItemKind[Any]
    customer_id: str | None
    from_ms: int | None
    to_ms: int | None
    wanted: Mapping[str, frozenset[str]]

    @property
    def canonical(self) -> str:
        """Equal for equal queries, so that a cursor serves no other."""
        words = ";".join(f"{name}={','.join(sorted(wanted))}" for name, wanted in sorted(self.wanted.items()))
        return f"{self.kind.name}|{self.customer_id}|{self.from_ms}|{self.to_ms}|{words}"

    def matches(self, values: Mapping[str, Any]) -> bool:
        return all(not wanted or values.get(name) in wanted for name, wanted in self.wanted.items())


def list_moments(
    shop: Shop, query: MomentsQuery, values_of: Callable[[Any], Mapping[str, Any]], *, after: Position
) -> Reading[Stored[Any]]:
    """The items behind a position. Of one customer all of theirs are read, whatever the page; of all customers as many
    as a page needs, and counted up to 10 000. `values_of` an item are its attributes that the query may name.

    Raises `NotFound` for an unknown customer.
    """
    if query.customer_id is not None:
        return about.about(
            shop,
            query.kind,
            query.customer_id,
            matches=lambda item: within(item.moment_ms, query.from_ms, query.to_ms) and query.matches(values_of(item)),
            place=lambda item: (item.moment_ms, item.customer_id, item.item_id),
            after=after,
        )
    listed = shop.listed(query.kind)

    def count() -> Count | None:
        total = listed.count(from_ms=query.from_ms, to_ms=query.to_ms, filters=query.wanted)
        return None if total is None else Count(total)

    steps = listed.newest(from_ms=query.from_ms, to_ms=query.to_ms, matches=query.matches, after=after)
    return Reading(steps, count=count)


def within(at_ms: int, from_ms: int | None, to_ms: int | None) -> bool:
    """Whether an instant lies from the one (inclusive) to the other (exclusive); None: without a bound."""
    return (from_ms is None or at_ms >= from_ms) and (to_ms is None or at_ms < to_ms)
