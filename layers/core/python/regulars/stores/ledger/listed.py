"""All customers' items of one kind, newest first: the index of kinds, read as a page asks for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import islice
from typing import Any, Generic, NamedTuple, TypeVar

from ...facts.items.item import LedgerItem
from ...facts.tenant import Tenant
from .. import keys
from ..dynamo.calls import Client, Item, call, pages, unpack
from ..limits import BATCH_GET_KEYS, LIST_ROWS
from .envelope import Stored
from .kind import ItemKind
from .ledger import Ledger

T = TypeVar("T", bound=LedgerItem)
BY_KIND = "by_kind"
# What the index holds beside its keys: what lists filter by.
LISTED_ATTRIBUTES = ("channel", "status", "type", "action", "priority", "pinned", "direction", "purpose")
_AT_ONCE = 25
_LOOKED_AT = 250
_LAST = chr(sys.maxunicode)


class Place(NamedTuple):
    """Where an item stands: by its place in the list, then by its own key. Ascends with time."""

    by: str
    sort_key: str
    customer_id: str


class Listed(Generic[T]):
    """The items of one kind, of one name where the kind is listed by names."""

    def __init__(
        self, client: Client, table: str, tenant: Tenant, ledger: Ledger, kind: ItemKind[T], *, under: str | None = None
    ) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant
        self._ledger = ledger
        self._kind = kind
        self._parts = keys.listed_buckets() if under is None else [under]

    def newest(
        self,
        *,
        from_ms: int | None,
        to_ms: int | None,
        matches: Callable[[Mapping[str, Any]], bool],
        after: Sequence[str] | None,
    ) -> Iterator[tuple[Place, Stored[T]]]:
        """Items behind a place (None: from the newest), from `from_ms` (inclusive) to `to_ms` (exclusive), whose listed
        attributes match; as far as they are drawn. What has gone since it was listed is left out."""
        places = (place for place, values in self._merged(from_ms, to_ms, after) if matches(values))
        while batch := list(islice(places, BATCH_GET_KEYS)):
            wanted = [(place.customer_id, self._item_id(place)) for place in batch]
            found = self._ledger.read_items(self._kind, wanted)
            yield from ((place, found[pair]) for place, pair in zip(batch, wanted, strict=True) if pair in found)

    def count(
        self, *, from_ms: int | None = None, to_ms: int | None = None, filters: Mapping[str, Any] | None = None
    ) -> int | None:
        """How many there are, up to the bound of a page; None beyond it. `filters`: by attribute the words wanted."""
        total = read = 0
        for part in self._parts:
            for answer in self._counted(self._query(part, from_ms, to_ms), filters or {}):
                total, read = total + answer["Count"], read + answer["ScannedCount"]
                if read > LIST_ROWS:
                    return None
        return total

    def any(self, filters: Mapping[str, Any]) -> bool:
        """Whether there is one with the words wanted; as little of the list is read as tells it."""
        return any(
            answer["Count"]
            for part in self._parts
            for answer in self._counted({**self._query(part, None, None), "Limit": _LOOKED_AT}, filters)
        )

    def _counted(self, query: Item, filters: Mapping[str, Any]) -> Iterator[Item]:
        clauses, names, values = [], dict(query["ExpressionAttributeNames"]), dict(query["ExpressionAttributeValues"])
        for at, (name, wanted) in enumerate(filters.items()):
            if wanted:
                words = {f":f{at}x{number}": {"S": str(word)} for number, word in enumerate(sorted(wanted))}
                names[f"#f{at}"] = name
                values |= words
                clauses.append(f"#f{at} IN ({', '.join(words)})")
        asked = {
            **query,
            "Select": "COUNT",
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
            **({"FilterExpression": " AND ".join(clauses)} if clauses else {}),
        }
        start: Item | None = None
        while True:
            answer = call(self._client.query, **asked, **({"ExclusiveStartKey": start} if start else {}))
            yield answer
            start = answer.get("LastEvaluatedKey")
            if not start:
                return

    def _merged(
        self, from_ms: int | None, to_ms: int | None, after: Sequence[str] | None
    ) -> Iterator[tuple[Place, Mapping[str, Any]]]:
        parts = [self._part(part, from_ms, to_ms, after) for part in self._parts]
        behind = None if after is None else Place(*after)
        for place, values in merge(*parts, key=lambda one: one[0], reverse=True):
            if behind is None or place < behind:
                yield place, values

    def _part(
        self, part: str, from_ms: int | None, to_ms: int | None, after: Sequence[str] | None
    ) -> Iterator[tuple[Place, Mapping[str, Any]]]:
        """Whole pages, each sorted anew: of one place the index has an order of its own."""
        query = self._query(part, from_ms, to_ms, None if after is None else after[0])
        held: list[tuple[Place, Mapping[str, Any]]] = []
        for items in pages(self._client, **query, ScanIndexForward=False, Limit=_AT_ONCE):
            for item in items:
                values = unpack(item)
                found = _place(values), values
                if held and held[-1][0].by != found[0].by:
                    yield from sorted(held, key=lambda one: one[0], reverse=True)
                    held = []
                held.append(found)
        yield from sorted(held, key=lambda one: one[0], reverse=True)

    def _query(self, part: str, from_ms: int | None, to_ms: int | None, last: str | None = None) -> Item:
        low = f"{from_ms or 0:015d}"
        high = last or (f"{to_ms:015d}" if to_ms is not None else "9" * 15 + _LAST)
        return {
            "TableName": self._table,
            "IndexName": BY_KIND,
            "KeyConditionExpression": f"#list = :list AND {keys.LISTED_SORT} BETWEEN :low AND :high",
            "ExpressionAttributeNames": {"#list": keys.LISTED_PARTITION},
            "ExpressionAttributeValues": {
                ":list": {"S": keys.listed_partition(self._tenant.id, self._kind.name, part)},
                ":low": {"S": low},
                ":high": {"S": high},
            },
        }

    def _item_id(self, place: Place) -> str:
        return place.sort_key.removeprefix(self._kind.prefix)


def _place(values: Mapping[str, Any]) -> Place:
    _, customer_id = keys.split_ledger_partition(values["pk"])
    return Place(values[keys.LISTED_SORT], values["sk"], customer_id)
