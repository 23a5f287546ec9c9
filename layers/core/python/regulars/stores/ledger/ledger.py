"""Reading a customer whole, and writing an item only over the one that was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from ...facts.items.item import LedgerItem
from ...facts.order import Lane
from ...facts.record import CustomerRecord
from ...facts.tenant import Tenant
from .. import keys
from ..dynamo.calls import Client, Item, batch_get, insert_all, pages, won
from .envelope import Enveloped, Stored, decode_item, encode_item
from .kind import ItemKind, Kinds
from .kinds import KINDS

T = TypeVar("T", bound=LedgerItem)
# Nearly always the first order tells that somebody is a customer: only stubs of deletions do not.
_FEW = 4


class Ledger:
    """The ledger of one tenant, with items of these kinds."""

    def __init__(self, client: Client, table: str, tenant: Tenant, *, kinds: Kinds = KINDS) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant
        self._kinds = kinds

    def read_customer(self, customer_id: str) -> CustomerRecord:
        """Everything known about the customer: one consistent Query of their item collection.

        Raises `UnknownItem` where an item is of no kind.
        """
        found = []
        for items in self._pages(customer_id):
            for item in items:
                kind, item_id = self._kinds.at(item["sk"]["S"])
                found.append(decode_item(kind, customer_id, item_id, item).item)
        return CustomerRecord(customer_id, tuple(found))

    def read_kind(self, kind: ItemKind[T], customer_id: str) -> list[Stored[T]]:
        """The customer's items of one kind, consistently."""
        return [one for items in self._pages(customer_id, kind) for one in self._decoded(kind, customer_id, items)]

    def knows(self, customer_id: str) -> bool:
        """Whether this is a customer at all, as `CustomerRecord.known`, by the first items that tell it."""
        for kind in (kind for kind in self._kinds.all if "known" in kind.parts):
            for items in self._pages(customer_id, kind, at_once=_FEW):
                found = tuple(one.item for one in self._decoded(kind, customer_id, items))
                if CustomerRecord(customer_id, found).known:
                    return True
        return False

    def read_items(self, kind: ItemKind[T], wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Stored[T]]:
        """Distinct (customer id, item id) pairs, consistently; what does not exist is left out."""
        by_key = {(key["pk"], key["sk"]): pair for pair in wanted for key in (self._key(kind, *pair),)}
        found = batch_get(self._client, self._table, ({"pk": pk, "sk": sk} for pk, sk in by_key), consistent=True)
        stored = {}
        for item in found:
            pair = by_key[item["pk"]["S"], item["sk"]["S"]]
            stored[pair] = decode_item(kind, *pair, item)
        return stored

    def item(self, item: T, *, replacing: Stored[T] | None) -> Enveloped:
        """The item as it is stored in the place of `replacing` (None: nothing). Raises `OrderTooLarge`."""
        kind = self._kinds.of(item)
        return encode_item(kind, self._key(kind, item.customer_id, item.item_id), item, replacing=replacing)

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
        put = {
            "TableName": self._table,
            "Item": item,
            "ConditionExpression": "n = :seen" if replacing else "attribute_not_exists(pk)",
            **({"ExpressionAttributeValues": {":seen": {"N": str(replacing.n)}}} if replacing else {}),
        }
        if with_:
            return won(self._client.transact_write_items, TransactItems=[{"Put": put}, *with_])
        return won(self._client.put_item, **put)

    def _pages(
        self, customer_id: str, kind: ItemKind[T] | None = None, *, at_once: int | None = None
    ) -> Iterator[list[Item]]:
        """The customer's items, all or of one kind, in pages of 1 MB or of so many."""
        prefix = {":prefix": {"S": kind.prefix}} if kind else {}
        partition = keys.ledger_partition(self._tenant.id, customer_id)
        query = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :prefix)" if kind else "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": partition}, **prefix},
            "ConsistentRead": True,
            **({"Limit": at_once} if at_once else {}),
        }
        return pages(self._client, **query)

    def _decoded(self, kind: ItemKind[T], customer_id: str, items: Iterable[Item]) -> Iterator[Stored[T]]:
        for item in items:
            yield decode_item(kind, customer_id, item["sk"]["S"].removeprefix(kind.prefix), item)

    def _key(self, kind: ItemKind[T], customer_id: str, item_id: str) -> keys.Key:
        return keys.ledger_item(self._tenant.id, customer_id, kind.prefix, item_id)
