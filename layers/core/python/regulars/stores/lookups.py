"""Lookups: a product's repeat buyers, one entry a pair, for the questions that run the other way.

Why no entry is lost, and none stays that does not belong, whoever meets, comes late, comes twice or dies: an entry is
written by who has read the customer's row, and carries the row's revision.
- An entry is overwritten or removed only by a revision that is not older. So what belongs to the newest row stands.
- A removal leaves nothing behind that could tell an older Put. Therefore a Put says whether it `CREATED` the entry, and
  who created one looks at the row again: where it has moved, he goes on from the newer one. If it has not moved, its
  next change comes after the entry, and so does that change's own message, which finds the entry and removes it. If he
  dies before he looks, his message comes again.
Refused: a marker in place of the removed entry, which every answer would read; reading the row again after every write,
which a row of 300 KB makes dear. The schedules are in `tests/flows/test_lookups_order.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import Enum, auto

from ..facts.lookup import LookupEntry
from ..facts.tenant import Generation, Tenant
from . import keys
from .dynamo import Client, Item, call, pack, replaced, won

_NOT_OLDER = "attribute_not_exists(pk) OR revision <= :revision"
_STORED_NOT_NEWER = "revision <= :revision"


class Put(Enum):
    """What became of an entry: there was none before, an older one was replaced, or a newer one stands."""

    CREATED = auto()
    REPLACED = auto()
    OLDER = auto()


class Lookups:
    """The lookups of one tenant in one generation."""

    def __init__(self, client: Client, table: str, tenant: Tenant, generation: Generation) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant
        self.generation = generation

    def put(self, entry: LookupEntry) -> Put:
        """Writes the entry where no newer one stands."""
        pair = [entry.purchase_count, entry.units_milli, entry.spent_minor, entry.first_at_ms, entry.last_at_ms]
        before = replaced(
            self._client.put_item,
            TableName=self._table,
            Item=pack(
                {
                    **self._key(entry.product_id, entry.customer_id),
                    "revision": entry.revision,
                    "pair": json.dumps(pair, separators=(",", ":")),
                }
            ),
            ConditionExpression=_NOT_OLDER,
            ExpressionAttributeValues={":revision": {"N": str(entry.revision)}},
            ReturnValues="ALL_OLD",
        )
        if before is None:
            return Put.OLDER
        return Put.REPLACED if before else Put.CREATED

    def remove(self, product_id: str, customer_id: str, *, revision: int) -> None:
        """Removes the entry, if there is one, unless it is newer than `revision`."""
        won(
            self._client.delete_item,
            TableName=self._table,
            Key=pack(self._key(product_id, customer_id)),
            ConditionExpression=_STORED_NOT_NEWER,
            ExpressionAttributeValues={":revision": {"N": str(revision)}},
        )

    def repeat_buyers(self, product_id: str, *, most: int) -> list[LookupEntry] | None:
        """Every entry of the product, shard by shard; None where there are more than `most`."""
        found: list[LookupEntry] = []
        for shard in range(self.generation.shards):
            for items in self._pages(product_id, shard, most - len(found) + 1):
                found += [_decode(product_id, item) for item in items]
                if len(found) > most:
                    return None
        return found

    def _pages(self, product_id: str, shard: int, most: int) -> Iterator[list[Item]]:
        """One shard's entries, at most `most` a request."""
        partition = keys.product_lookups(self._tenant.id, self.generation.number, shard, product_id)
        start: Item | None = None
        while True:
            answer = call(
                self._client.query,
                TableName=self._table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": partition}},
                ProjectionExpression="sk, revision, pair",
                Limit=most,
                **({"ExclusiveStartKey": start} if start else {}),
            )
            yield answer["Items"]
            start = answer.get("LastEvaluatedKey")
            if not start:
                return

    def _key(self, product_id: str, customer_id: str) -> keys.Key:
        customer_hash = self._tenant.customer_hash(customer_id)
        return keys.product_lookup(self._tenant.id, self.generation, product_id, customer_hash, customer_id)


def _decode(product_id: str, item: Item) -> LookupEntry:
    return LookupEntry(product_id, item["sk"]["S"], int(item["revision"]["N"]), *json.loads(item["pair"]["S"]))
