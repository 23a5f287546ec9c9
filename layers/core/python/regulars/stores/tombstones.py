"""Tombstones: who was erased, by keyed hashes alone, so that nothing of them is ever stored again.

They lie in the registry and not in the person's collection, whose key is the person's id. An address or a phone number
has the tombstone of the guest who is known by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..facts.tenant import Tenant
from . import keys
from .dynamo.calls import Client, Item, batch_delete, batch_get, batch_put, call, pack, pages, unpack, won


class Tombstone(NamedTuple):
    """`job_id` is the erasure that put it. `whole`: an id of the person, of which nothing is stored at all; otherwise
    an address that others may name too. `settled`: nothing of the person is on its way any more."""

    job_id: str
    whole: bool
    settled: bool


class Tombstones:
    """The tombstones of one tenant."""

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant

    def of(self, customer_ids: Iterable[str], *, consistent: bool) -> dict[str, Tombstone]:
        """Those of distinct ids, guests' among them; who has none is left out."""
        hashes = {self._tenant.customer_hash(customer_id): customer_id for customer_id in customer_ids}
        found = self.under(hashes, consistent=consistent)
        return {hashes[hash_]: tombstone for hash_, tombstone in found.items()}

    def under(self, hashes: Iterable[str], *, consistent: bool) -> dict[str, Tombstone]:
        """The same by distinct hashes."""
        wanted = {self._key(hash_)["pk"]: hash_ for hash_ in hashes}
        found = batch_get(
            self._client, self._table, (self._key(hash_) for hash_ in wanted.values()), consistent=consistent
        )
        return {wanted[item["pk"]]: _tombstone(item) for item in map(unpack, found)}

    def put(self, customer_id: str, *, job_id: str, whole: bool) -> bool:
        """False where one stands that says as much; one of an address becomes one of an id, never the other way."""
        hash_ = self._tenant.customer_hash(customer_id)
        # First where it is found again: a tombstone that no erasure knows of could not be taken back.
        call(self._client.put_item, TableName=self._table, Item=pack(keys.erasure_hash(self._tenant.id, job_id, hash_)))
        item = {**self._key(hash_), "job": job_id, "whole": whole or None}
        return won(
            self._client.put_item,
            TableName=self._table,
            Item=pack(item),
            ConditionExpression="attribute_not_exists(whole)" if whole else "attribute_not_exists(pk)",
        )

    def absent(self, customer_id: str) -> Item:
        """That the id has none, as a part of a transaction: a tombstone of its address alone does not count."""
        return {
            "ConditionCheck": {
                "TableName": self._table,
                "Key": pack(self._key(self._tenant.customer_hash(customer_id))),
                "ConditionExpression": "attribute_not_exists(whole)",
            }
        }

    def hashes_of(self, job_id: str) -> Iterator[str]:
        """What an erasure has put tombstones under, or was about to."""
        for item in self._of_erasure(job_id, keys.ERASED_HASH):
            yield item["sk"].removeprefix(keys.ERASED_HASH)

    def settle(self, job_id: str) -> None:
        """From here on nothing at all is written of the ids that this erasure has put tombstones of."""
        for hash_ in self.hashes_of(job_id):
            won(
                self._client.update_item,
                TableName=self._table,
                Key=pack(self._key(hash_)),
                UpdateExpression="SET settled = :settled",
                ConditionExpression="job = :job AND attribute_exists(whole)",
                ExpressionAttributeValues=pack({":job": job_id, ":settled": True}),
            )

    def release(self, job_id: str) -> None:
        """Takes back what this erasure has put, and what it had noted; another erasure's stand."""
        for hash_ in self.hashes_of(job_id):
            won(
                self._client.delete_item,
                TableName=self._table,
                Key=pack(self._key(hash_)),
                ConditionExpression="job = :job",
                ExpressionAttributeValues={":job": {"S": job_id}},
            )
        batch_delete(
            self._client, self._table, [{"pk": one["pk"], "sk": one["sk"]} for one in self._of_erasure(job_id, "")]
        )

    def note_same_address(self, orders: Iterable[tuple[str, str]]) -> None:
        """Each (erasure, order id): another customer's order named an address of the person, and was taken without."""
        noted = [pack(keys.same_address(self._tenant.id, job_id, order_id)) for job_id, order_id in orders]
        batch_put(self._client, self._table, noted)

    def same_addresses(self, job_id: str) -> Iterator[str]:
        """The orders that were noted for an erasure."""
        for item in self._of_erasure(job_id, keys.SAME_ADDRESS):
            yield item["sk"].removeprefix(keys.SAME_ADDRESS)

    def _of_erasure(self, job_id: str, prefix: str) -> Iterator[Mapping[str, Any]]:
        query = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk" + (" AND begins_with(sk, :sk)" if prefix else ""),
            "ExpressionAttributeValues": pack(
                {":pk": keys.erasure_partition(self._tenant.id, job_id), ":sk": prefix or None}
            ),
            "ConsistentRead": True,
        }
        for items in pages(self._client, **query):
            yield from map(unpack, items)

    def _key(self, hash_: str) -> keys.Key:
        return keys.tombstone(self._tenant.id, hash_)


def _tombstone(item: Mapping[str, Any]) -> Tombstone:
    return Tombstone(item["job"], item.get("whole", False), item.get("settled", False))
