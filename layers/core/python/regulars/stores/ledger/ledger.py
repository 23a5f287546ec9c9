"""Reading a customer whole, and writing an item only over the one that was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from ...facts.items.head import Head
from ...facts.items.item import LedgerItem
from ...facts.items.referral import Referral
from ...facts.order import Lane
from ...facts.ranges import WHOLE, Range, Ranges
from ...facts.record import CustomerRecord, Erased
from ...facts.tenant import Tenant
from .. import keys
from ..dynamo.calls import Client, Item, Written, batch_delete, batch_get, insert_all, pack, pages, transact, won
from ..tombstones import Tombstone, Tombstones
from .envelope import Enveloped, Stored, decode_item, encode_item
from .heads import HEAD, MEMBER
from .kind import ItemKind, Kinds, ListedAs
from .kinds import KINDS

T = TypeVar("T", bound=LedgerItem)
# Nearly always the first order tells that somebody is a customer: only stubs of deletions do not.
_FEW = 4


class _Among(NamedTuple):
    """A condition of a Query on sort keys, with its value `:sk`."""

    condition: str
    sk: str


class Ledger:
    """The ledger of one tenant, with items of these kinds."""

    def __init__(
        self,
        client: Client,
        table: str,
        tenant: Tenant,
        *,
        kinds: Kinds = KINDS,
        tombstones: Tombstones | None = None,
    ) -> None:
        """`tombstones` None: nobody of this tenant was ever erased."""
        self._client = client
        self._table = table
        self.tenant = tenant
        self._kinds = kinds
        self.tombstones = tombstones

    def read_customer(
        self, customer_id: str, ranges: Ranges = WHOLE, *, erased: Mapping[str, Tombstone] | None = None
    ) -> CustomerRecord:
        """Everything known about the person: a consistent Query of the customer's item collection, and one of each
        member's. Of a customer who was merged into another only their head: all else is in the survivor's record.

        With `ranges` only what lies in these, and who they are in any case: heads and members. Of somebody who was
        erased nothing, by `erased` as it was read before, else by a tombstone that is looked for before anything else.
        Raises `UnknownItem` where an item is of no kind.
        """
        found_erased = self.erased([customer_id], consistent=True) if erased is None else erased
        if tombstone := found_erased.get(customer_id):
            return CustomerRecord(customer_id, erased=Erased.SETTLED if tombstone.settled else Erased.BEGUN)
        found: list[LedgerItem] = []
        head: Stored[Head] | None = None
        seen, waiting = set[str](), [customer_id]
        while waiting:
            one_id = waiting.pop()
            if one_id in seen:
                continue
            # A head counts everybody below it: once they are all known, nobody needs to be looked for.
            all_known = head is not None and len(seen) + len(waiting) == head.item.members
            seen.add(one_id)
            items: list[LedgerItem] = []
            for page in self._in_ranges(one_id, ranges, heads=not all_known):
                items += [stored.item for stored in page]
                if one_id == customer_id:
                    head = next((stored for stored in page if isinstance(stored.item, Head)), head)
                    if head is not None and head.item.merged_into is not None:
                        return CustomerRecord(customer_id, (head.item,), head.n)
            found += items
            waiting += CustomerRecord(one_id, tuple(items)).members
        came_by_code = any(isinstance(item, Referral) for item in found)
        codes = frozenset(map(self.tenant.referral_code, seen)) if came_by_code else frozenset()
        return CustomerRecord(customer_id, tuple(found), head.n if head else 0, codes=codes)

    def read_collection(self, customer_id: str) -> CustomerRecord:
        """What lies under this id alone, merged or not: one consistent Query. Raises as `read_customer` does."""
        pages_of_items = self._in_ranges(customer_id, WHOLE)
        return CustomerRecord(customer_id, tuple(stored.item for page in pages_of_items for stored in page))

    def erased(self, customer_ids: Iterable[str], *, consistent: bool) -> dict[str, Tombstone]:
        """The tombstones of distinct ids of whom nothing is to be stored; not of those whose address alone has one."""
        found = self.tombstones.of(customer_ids, consistent=consistent) if self.tombstones else {}
        return {customer_id: tombstone for customer_id, tombstone in found.items() if tombstone.whole}

    def unless_erased(self, customer_ids: Iterable[str]) -> list[Item]:
        """That nobody of these was erased, as parts of a transaction."""
        return [self.tombstones.absent(one) for one in customer_ids] if self.tombstones else []

    def unless_joined(self, record: CustomerRecord) -> Item:
        """That nobody has joined or left the person since this record was read, as a part of a transaction."""
        seen = {"ExpressionAttributeValues": {":seen": {"N": str(record.head_n)}}} if record.head_n else {}
        return {
            "ConditionCheck": {
                "TableName": self._table,
                "Key": pack(self._key(HEAD, record.customer_id, "")),
                "ConditionExpression": "n = :seen" if seen else "attribute_not_exists(pk)",
                **seen,
            }
        }

    def read_kind(self, kind: ItemKind[T], customer_id: str) -> list[Stored[T]]:
        """The items of one kind under this id alone, consistently."""
        return [one for items in self._pages(customer_id, kind) for one in self._decoded(kind, customer_id, items)]

    def read_up_to(self, kind: ItemKind[T], customer_id: str, most: int) -> list[Stored[T]] | None:
        """The same, as long as there are no more than `most`; else None."""
        found: list[Stored[T]] = []
        for items in self._pages(customer_id, kind):
            found += self._decoded(kind, customer_id, items)
            if len(found) > most:
                return None
        return found

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

    def removing(self, kind: ItemKind[Any], customer_id: str, item_id: str) -> Item:
        """The deletion of an item, whatever it says, as a part of a transaction."""
        return {"Delete": {"TableName": self._table, "Key": pack(self._key(kind, customer_id, item_id))}}

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

    def forget(self, customer_id: str, *, before: Callable[[Sequence[Stored[Any]]], None]) -> Iterator[int]:
        """Deletes whatever lies under this id, page by page; how many items each page had. `before` is given what is
        about to go. Raises `UnknownItem`."""
        for items in self._query(customer_id, None):
            kinds = [(item, *self._kinds.at(item["sk"]["S"])) for item in items]
            before([decode_item(kind, customer_id, item_id, item) for item, kind, item_id in kinds])
            batch_delete(self._client, self._table, ({"pk": one["pk"]["S"], "sk": one["sk"]["S"]} for one in items))
            yield len(items)

    def write_together(self, writes: Sequence[Item]) -> bool:
        """All of the writes, at most 100 of distinct items, or none; False where a condition no longer held."""
        return won(self._client.transact_write_items, TransactItems=list(writes))

    def transact(self, writes: Sequence[Item]) -> Written:
        """The same for whom it matters why it was not done."""
        return transact(self._client, writes)

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
        among = _Among("begins_with(sk, :sk)", kind.prefix) if kind else None
        return self._query(customer_id, among, **({"Limit": at_once} if at_once else {}))

    def _query(self, customer_id: str, among: _Among | None, **bounds: Any) -> Iterator[list[Item]]:
        """The customer's items, all or those among these, page by page."""
        values = {":pk": keys.ledger_partition(self.tenant.id, customer_id)} | ({":sk": among.sk} if among else {})
        query = {
            "TableName": self._table,
            "KeyConditionExpression": f"pk = :pk AND {among.condition}" if among else "pk = :pk",
            "ExpressionAttributeValues": pack(values),
            "ConsistentRead": True,
            **bounds,
        }
        return pages(self._client, **query)

    def _in_ranges(self, customer_id: str, ranges: Ranges, *, heads: bool = True) -> Iterator[list[Stored[Any]]]:
        """What lies under the id in these ranges, page by page. With `heads` first the head and the members, which lie
        in the core. Raises `UnknownItem`."""
        if heads and Range.CORE not in ranges:
            head = list(self.read_items(HEAD, [(customer_id, "")]).values())
            yield head
            if any(stored.item.members for stored in head):
                yield self.read_kind(MEMBER, customer_id)
        for among in self._among(ranges):
            for items in self._query(customer_id, among):
                kinds = [(item, *self._kinds.at(item["sk"]["S"])) for item in items]
                yield [decode_item(kind, customer_id, item_id, item) for item, kind, item_id in kinds]

    def _among(self, ranges: Ranges) -> list[_Among | None]:
        """A Query each: what lies apart is one a kind, all else is one, and so is everything."""
        if ranges == WHOLE:
            return [None]
        core = [_Among("sk < :sk", keys.APART)] if Range.CORE in ranges else []
        apart = [kind for kind in self._kinds.all if kind.range in ranges - {Range.CORE}]
        return [*core, *(_Among("begins_with(sk, :sk)", kind.prefix) for kind in apart)]

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
