"""Lookups: an entry a repeated pair and an entry a word of a customer, for the questions that run the other way.

Why no entry is lost, and none stays that does not belong, though workers meet, are late, come twice or die: an entry is
written by who has read the customer's row, and carries the row's revision.
- An entry is overwritten or removed only by a revision that is not older. So what belongs to the newest row stands.
- A removal leaves nothing behind that could tell an older Put. Therefore a Put says whether it `CREATED` the entry (an
  insert does nothing else), and who created one looks at the row again: where it has moved, they go on from the newer
  one. If it has not moved, its next change comes after the entry, and so does that change's own message, which finds
  the entry and removes it. If it dies before it looks, its message comes again.
Refused: a marker in place of the removed entry, which every answer would read; reading the row again after every write,
which a row of 300 KB makes dear. The schedules are in `tests/flows/test_lookups_order.py`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import Enum, auto
from itertools import starmap
from typing import NamedTuple

from ..facts.lookup import LookupEntry, LookupKey, LookupKind, PairSums, product_key, word_key
from ..facts.tenant import Generation, Tenant
from . import keys
from .dynamo.calls import Client, Item, batch_delete, call, insert_all, pack, replaced, won

_NOT_OLDER = "attribute_not_exists(pk) OR revision <= :revision"
_STORED_NOT_NEWER = "revision <= :revision"


class Put(Enum):
    """What became of an entry: there was none before, an older one was replaced, or a newer one stands."""

    CREATED = auto()
    REPLACED = auto()
    OLDER = auto()


class RepeatBuyer(NamedTuple):
    """A customer who bought a product three times or more, by their entry."""

    customer_id: str
    pair: PairSums


class EntryPage(NamedTuple):
    """One page of a partition, and where to go on (None: at the end)."""

    entries: list[LookupEntry]
    next_start: Item | None


class Lookups:
    """The lookups of one tenant in one generation. A partition is named as `LookupEntry.partition` names it."""

    def __init__(self, client: Client, table: str, tenant: Tenant, generation: Generation) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant
        self.generation = generation

    def insert(self, entries: Sequence[LookupEntry]) -> set[LookupKey]:
        """Writes each entry where there is none, 25 a request; the keys of those that it has created."""
        inserted = insert_all(self._client, self._table, list(map(self._item, entries)))
        return {entry.key for entry, is_new in zip(entries, inserted, strict=True) if is_new}

    def put(self, entry: LookupEntry) -> Put:
        """Writes the entry where no newer one stands."""
        before = replaced(
            self._client.put_item,
            TableName=self._table,
            Item=self._item(entry),
            ConditionExpression=_NOT_OLDER,
            ExpressionAttributeValues={":revision": {"N": str(entry.revision)}},
            ReturnValues="ALL_OLD",
        )
        if before is None:
            return Put.OLDER
        return Put.REPLACED if before else Put.CREATED

    def remove(self, key: LookupKey, customer_id: str, *, revision: int) -> None:
        """Removes the entry, if there is one, unless it is newer than `revision`."""
        won(
            self._client.delete_item,
            TableName=self._table,
            Key=pack(self._key(key, customer_id)),
            ConditionExpression=_STORED_NOT_NEWER,
            ExpressionAttributeValues={":revision": {"N": str(revision)}},
        )

    def forget(self, customer_ids: Iterable[str], lookups: Collection[LookupKey]) -> None:
        """Deletes the entries of customers who were erased under these keys."""
        entries = ((key, customer_id) for customer_id in customer_ids for key in lookups)
        batch_delete(self._client, self._table, list(starmap(self._key, entries)))

    def repeat_buyers(self, product_id: str, *, most: int) -> list[RepeatBuyer] | None:
        """Everybody with an entry of the product, shard by shard; None where there are more than `most`."""
        found: list[RepeatBuyer] = []
        for shard in range(self.generation.shards):
            for entries in self._pages(shard, product_key(product_id).partition, most - len(found) + 1):
                found += [RepeatBuyer(entry.customer_id, entry.pair) for entry in entries if entry.pair]
                if len(found) > most:
                    return None
        return found

    def entries_of(self, shard: int, partition: str) -> Iterator[LookupEntry]:
        """Every entry of one partition in one shard of customers, a page of at most 1 MB a request."""
        for entries in self._pages(shard, partition, None):
            yield from entries

    def page(
        self,
        shard: int,
        partition: str,
        *,
        within: tuple[str, str] | None = None,
        limit: int | None = None,
        start: Item | None = None,
    ) -> EntryPage:
        """One request: at most `limit` entries of a partition, by its sort keys, from `within`'s first to its last."""
        low, high = within or (None, None)
        values = {
            ":pk": keys.lookups_partition(self._tenant.id, self.generation.number, shard, partition),
            ":low": low,
            ":high": high,
        }
        answer = call(
            self._client.query,
            TableName=self._table,
            KeyConditionExpression="pk = :pk" + (" AND sk BETWEEN :low AND :high" if within else ""),
            ExpressionAttributeValues=pack(values),
            ProjectionExpression="sk, revision, pair",
            **({"Limit": limit} if limit else {}),
            **({"ExclusiveStartKey": start} if start else {}),
        )
        return EntryPage([_decode(partition, item) for item in answer["Items"]], answer.get("LastEvaluatedKey"))

    def _pages(self, shard: int, partition: str, limit: int | None) -> Iterator[list[LookupEntry]]:
        start: Item | None = None
        while True:
            entries, start = self.page(shard, partition, limit=limit, start=start)
            yield entries
            if not start:
                return

    def _item(self, entry: LookupEntry) -> Item:
        pair = json.dumps(entry.pair, separators=(",", ":")) if entry.pair else None
        return pack({**self._key(entry.key, entry.customer_id), "revision": entry.revision, "pair": pair})

    def _key(self, key: LookupKey, customer_id: str) -> keys.Key:
        return keys.lookup(self._tenant.id, self.generation, key, self._tenant.customer_hash(customer_id), customer_id)


def _decode(partition: str, item: Item) -> LookupEntry:
    kind, _, name = partition.partition("#")
    sort, revision = item["sk"]["S"], int(item["revision"]["N"])
    if kind == LookupKind.PRODUCT:
        return LookupEntry(product_key(name), sort, revision, PairSums(*json.loads(item["pair"]["S"])))
    word, customer_id = keys.split_word_sort(sort)
    return LookupEntry(word_key(word), customer_id, revision)
