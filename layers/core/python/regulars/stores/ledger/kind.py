"""A kind of ledger item: all that the ledger, the fold, journeys and exports must know of it, in one declaration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from ...dataclass import dataclass
from ...errors import UnknownItem
from ...facts.items.item import LedgerItem, Told
from ...facts.ranges import Range
from ...facts.tenant import Tenant
from .. import keys
from ..dynamo.calls import Value

T = TypeVar("T", bound=LedgerItem)


class ListedAs(NamedTuple):
    """The place of an item in the tenant's list of its kind: by the text `by`, then by the customer.

    `under` is the part of the list that it belongs to, None where there is one list, spread over partitions.
    """

    by: str
    under: str | None = None


def by_instant(at_ms: int) -> ListedAs:
    """A list by instant, over all customers."""
    return ListedAs(f"{at_ms:015d}")


@dataclass(frozen=True, slots=True)
class ItemKind(Generic[T]):
    """`prefix` is what stands before an item's id in the sort key: `note#`; without a `#` a customer has one at most.
    `held_as` is what the export of a person calls the items, to that person.

    `encode` gives the attributes of an item that is to replace the second one (None: none), without key and envelope;
    it may refuse one that is too large. `decode` is given customer, id and all attributes. `parts` are the fields of
    `CustomerFacts` that are folded from this kind. `journey` tells of an item that has a moment; None where a journey
    has no entry of this kind. `listed` says where an item stands in the list of all customers' items of this kind; None
    where there is no such list. `range` is what it is read together with: what lies apart sorts behind `~`. There are
    no defaults: a kind says all of it. Raises `ValueError` for a prefix that does not sort where its range lies.
    """

    prefix: str
    held_as: str
    type: type[T]
    encode: Callable[[T, T | None], Mapping[str, Value | None]]
    decode: Callable[[str, str, Mapping[str, Any]], T]
    parts: frozenset[str]
    journey: Callable[[T, Tenant], Told] | None
    listed: Callable[[T], ListedAs] | None
    range: Range

    def __post_init__(self) -> None:
        if self.prefix.startswith(keys.APART) == (self.range is Range.CORE):
            raise ValueError(f"{self.prefix}: behind {keys.APART} sorts what lies apart, and nothing else")

    @property
    def name(self) -> str:
        return self.prefix.removeprefix(keys.APART).removesuffix("#")


class Kinds:
    """A registry of kinds: by the item itself, and by the sort key under which it is stored."""

    def __init__(self, *kinds: ItemKind[Any]) -> None:
        self._by_type = {kind.type: kind for kind in kinds}
        self._by_prefix = {kind.prefix: kind for kind in kinds}
        self.all = kinds

    def of(self, item: LedgerItem) -> ItemKind[Any]:
        """The kind of an item. Raises `UnknownItem`."""
        kind = self._by_type.get(type(item))
        if kind is None:
            raise UnknownItem(type(item).__name__)
        return kind

    def at(self, sort_key: str) -> tuple[ItemKind[Any], str]:
        """The kind and the id of what is stored under a sort key.

        Raises `UnknownItem`: a fold, an export or an erasure that passed over an item would be wrong without a word.
        """
        kind, item_id = self._found(sort_key)
        if kind is None:
            raise UnknownItem(sort_key.partition("#")[0])
        return kind, item_id

    def range_at(self, sort_key: str) -> Range | None:
        """Where in a record the item under a sort key lies; None for what is of no kind."""
        kind, _ = self._found(sort_key)
        return kind.range if kind else None

    def _found(self, sort_key: str) -> tuple[ItemKind[Any] | None, str]:
        head, mark, item_id = sort_key.partition("#")
        return self._by_prefix.get(head + mark), item_id
