"""Reading a customer whole, and writing an item only over the one that was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from ...facts.items.item import LedgerItem
from ...facts.order import Lane
from ...facts.record import CustomerRecord
from ...facts.tenant import Tenant
from .. import keys
from ..dynamo.calls import Client, Item, batch_get, insert_all, pack, pages, won
from .envelope import Enveloped, Stored, decode_item, encode_item
from .kind import ItemKind, Kinds, ListedAs
from .kinds import KINDS

T = TypeVar("T", bound=LedgerItem)
# Nearly always the first order tells that somebody is a customer: only stubs of deletions do not.
_FEW = 4


class Ledger:
    """The ledger of one tenant, with items of these kinds."""

    def __init__(self, client: Client, table: str, tenant: Tenant, *, kinds: Kinds = KINDS) -> None:
        self._client = client
        self._table = table
        self.tenant = tenant
        self._kinds = kinds

    def read_customer(self, customer_id: str) -> CustomerRecord:
        """Everything known about the person: a consistent Query of the customer's item collection, and one of each
        member's. Of a customer who was merged into another only their head: all else is in the survivor's record.

        Raises `UnknownItem` where an item is of no kind.
        """
        found: list[LedgerItem] = []
        for items in self._items(customer_id):
            found += items
            head = CustomerRecord(customer_id, tuple(items)).head
            if head is not None and head.merged_into is not None:
                return CustomerRecord(customer_id, (head,))
        seen, waiting = {customer_id}, list(CustomerRecord(customer_id, tuple(found)).members)
        while waiting:
            member_id = waiting.pop()
            if member_id not in seen:
                seen.add(member_id)
                member = self.read_collection(member_id)
                found += member.items
                waiting += member.members
        return CustomerRecord(customer_id, tuple(found))

    def read_collection(self, customer_id: str) -> CustomerRecord:
        """What lies under this id alone, merged or not: one consistent Query. Raises as `read_customer` does."""
        return CustomerRecord(customer_id, tuple(one for items in self._items(customer_id) for one in items))

    def read_kind(self, kind: ItemKind[T], customer_id: str) -> list[Stored[T]]:
        """The items of one kind under this id alone, consistently."""
        return [one for items in self._pages(customer_id, kind) for one in self._decoded(kind, customer_id, items)]

    def knows(self, customer_id: str) -> bool:
        """Whether this is a customer at all, as `CustomerRecord.known`, by the first items that tell it; one who was
        merged into another is, where the other is."""
        for kind in (kind for kind in self._kinds.all if "known" in kind.parts):
            for items in self._pages(customer_id, kind, at_once=_FEW):
                found = tuple(one.item for one in self._decoded(kind, customer_id, items))
                if CustomerRecord(customer_id, found).known:
                    return True
        record = self.read_customer(customer_id)
        return record.known or (record.merged_into is not None and self.knows(record.merged_into))

    def read_items(self, kind: ItemKind[T], wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Stored[T]]:
        """Distinct (customer id, item id) pairs, consistently; what does not exist is left out."""
        by_key = self._by_key(kind, wanted)
        found = batch_get(self._client, self._table, ({"pk": pk, "sk": sk} for pk, sk in by_key), consistent=True)
        return self._stored(kind, by_key, found)

    def glance_at(self, kind: ItemKind[T], wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Stored[T]]:
        """The same at half the price, maybe as they were a moment ago."""
        by_key = self._by_key(kind, wanted)
        found = batch_get(self._client, self._table, ({"pk": pk, "sk": sk} for pk, sk in by_key), consistent=False)
        return self._stored(kind, by_key, found)

    def item(self, item: T, *, replacing: Stored[T] | None) -> Enveloped:
        """The item as it is stored in the place of `replacing` (None: nothing). Raises `OrderTooLarge`."""
        kind = self._kinds.of(item)
        listed = kind.listed(item) if kind.listed else None
        key = self._key(kind, item.customer_id, item.item_id)
        return encode_item(kind, key, item, replacing=replacing, listed=listed and self._listed(kind, listed, item))

    def insert(self, items: Sequence[Enveloped]) -> list[bool]:
        """Writes each item where nothing is stored; False for one where something is by now.

        Items of the import lane go 25 a request. The others one by one: the local emulator puts no record on the stream
        for a batched insert, and the stream is what a live order is projected by.
        """
        if all(item["lane"]["S"] == Lane.IMPORT for item in items):
            return insert_all(self._client, self._table, items)
        return [self.replace(item, replacing=None) for item in items]

    def replace(self, item: Enveloped, *, replacing: Stored[T] | None, with_: Sequence[Item] = ()) -> bool:
        """Writes the item over `replacing`; False where that is no longer what is stored.

        `with_` are writes that happen together with this one or not at all.
        """
        put = self._put(item, replacing)
        if with_:
            return self.write_together([{"Put": put}, *with_])
        return won(self._client.put_item, **put)

    def putting(self, item: T, *, replacing: Stored[T] | None) -> Item:
        """What `item` and `replace` do together, as a part of a transaction."""
        return {"Put": self._put(self.item(item, replacing=replacing), replacing)}

    def overwriting(self, item: T) -> Item:
        """A write over whatever is stored, as a part of a transaction whose other conditions hold for it too."""
        return {"Put": {"TableName": self._table, "Item": self.item(item, replacing=None)}}

    def remove(self, kind: ItemKind[T], stored: Stored[T]) -> bool:
        """Removes exactly this item; False where it is no longer what is stored."""
        item = stored.item
        return won(
            self._client.delete_item,
            TableName=self._table,
            Key=pack(self._key(kind, item.customer_id, item.item_id)),
            ConditionExpression="n = :seen",
            ExpressionAttributeValues={":seen": {"N": str(stored.n)}},
        )

    def write_together(self, writes: Sequence[Item]) -> bool:
        """All of the writes, at most 100 of distinct items, or none; False where a condition no longer held."""
        return won(self._client.transact_write_items, TransactItems=list(writes))

    def _listed(self, kind: ItemKind[T], listed: ListedAs, item: T) -> keys.Key:
        under = listed.under
        if under is None:
            under = keys.listed_bucket(self.tenant.customer_hash(item.customer_id))
        return keys.listed(self.tenant.id, kind.name, under, listed.by, item.customer_id)

    def _put(self, item: Enveloped, replacing: Stored[T] | None) -> Item:
        return {
            "TableName": self._table,
            "Item": item,
            "ConditionExpression": "n = :seen" if replacing else "attribute_not_exists(pk)",
            **({"ExpressionAttributeValues": {":seen": {"N": str(replacing.n)}}} if replacing else {}),
        }

    def _pages(
        self, customer_id: str, kind: ItemKind[T] | None = None, *, at_once: int | None = None
    ) -> Iterator[list[Item]]:
        """The customer's items, all or of one kind, in pages of 1 MB or of so many."""
        prefix = {":prefix": {"S": kind.prefix}} if kind else {}
        partition = keys.ledger_partition(self.tenant.id, customer_id)
        query = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :prefix)" if kind else "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": partition}, **prefix},
            "ConsistentRead": True,
            **({"Limit": at_once} if at_once else {}),
        }
        return pages(self._client, **query)

    def _items(self, customer_id: str) -> Iterator[list[LedgerItem]]:
        """What lies under the id, page by page. Raises `UnknownItem`."""
        for items in self._pages(customer_id):
            kinds = [(item, *self._kinds.at(item["sk"]["S"])) for item in items]
            yield [decode_item(kind, customer_id, item_id, item).item for item, kind, item_id in kinds]

    def _by_key(self, kind: ItemKind[T], wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
        """The pairs by where their items lie."""
        return {(key["pk"], key["sk"]): pair for pair in wanted for key in (self._key(kind, *pair),)}

    def _stored(
        self, kind: ItemKind[T], by_key: dict[tuple[str, str], tuple[str, str]], found: Iterable[Item]
    ) -> dict[tuple[str, str], Stored[T]]:
        stored = {}
        for item in found:
            pair = by_key[item["pk"]["S"], item["sk"]["S"]]
            stored[pair] = decode_item(kind, *pair, item)
        return stored

    def _decoded(self, kind: ItemKind[T], customer_id: str, items: Iterable[Item]) -> Iterator[Stored[T]]:
        for item in items:
            yield decode_item(kind, customer_id, item["sk"]["S"].removeprefix(kind.prefix), item)

    def _key(self, kind: ItemKind[T], customer_id: str, item_id: str) -> keys.Key:
        return keys.ledger_item(self.tenant.id, customer_id, kind.prefix, item_id)
