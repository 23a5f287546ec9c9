"""The registry: which customer an order id belongs to, and the roster of every customer of the tenant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..facts.tenant import HashRange, Tenant
from . import keys
from .dynamo.calls import Client, Item, batch_get, batch_put, call, insert_all, pack, pages, unpack

ROSTER_BUCKETS = 64
_CLAIMABLE = "attribute_not_exists(pk) OR released = :yes OR customer = :customer"


class Owner(NamedTuple):
    """Who an order id belongs to; `released` by a deletion, so that another customer may claim it."""

    customer_id: str
    released: bool


class Registry:
    """The registry of one tenant."""

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant

    def owners(self, order_ids: Iterable[str]) -> dict[str, Owner]:
        """The owners of distinct order ids, consistently; who has none is left out."""
        wanted = {keys.owner(self._tenant.id, order_id)["pk"]: order_id for order_id in order_ids}
        found = batch_get(self._client, self._table, ({"pk": pk, "sk": "owner"} for pk in wanted), consistent=True)
        return {
            wanted[values["pk"]]: Owner(values["customer"], values.get("released", False))
            for values in map(unpack, found)
        }

    def claim(self, claims: Sequence[tuple[str, str]]) -> list[bool]:
        """Makes each (order id, customer id) owned where nobody has the id; False where somebody has it by now."""
        return insert_all(self._client, self._table, [self._owner(*claim) for claim in claims])

    def claiming(self, order_id: str, customer_id: str) -> Item:
        """The claim of an id that is released, or the customer's already, as a part of a transaction."""
        return {
            "Put": {
                "TableName": self._table,
                "Item": self._owner(order_id, customer_id),
                "ConditionExpression": _CLAIMABLE,
                "ExpressionAttributeValues": {":customer": {"S": customer_id}, ":yes": {"BOOL": True}},
            }
        }

    def releasing(self, order_id: str, customer_id: str) -> Item:
        """The customer's giving up of the order id, as a part of a transaction."""
        return {
            "Put": {
                "TableName": self._table,
                "Item": pack({**keys.owner(self._tenant.id, order_id), "customer": customer_id, "released": True}),
                "ConditionExpression": "customer = :customer",
                "ExpressionAttributeValues": {":customer": {"S": customer_id}},
            }
        }

    def enroll(self, customer_ids: Iterable[str]) -> None:
        """Puts customers on the roster who are not on it; read first, since most are."""
        missing = [pack({**self._roster(id_), "customer": id_}) for id_ in self.strangers(customer_ids)]
        batch_put(self._client, self._table, missing)

    def strangers(self, customer_ids: Iterable[str]) -> list[str]:
        """Those who are not on the roster, or came on it a moment ago."""
        wanted = {self._roster(customer_id)["sk"]: customer_id for customer_id in customer_ids}
        keys_of_all = map(self._roster, wanted.values())
        for item in batch_get(self._client, self._table, keys_of_all, consistent=False, attributes=("sk",)):
            del wanted[item["sk"]["S"]]
        return list(wanted.values())

    def customer_behind(self, customer_hash: str) -> str | None:
        """The customer on the roster under a hash."""
        key = keys.roster(self._tenant.id, customer_hash)
        answer = call(self._client.get_item, TableName=self._table, Key=pack(key))
        return unpack(answer["Item"])["customer"] if "Item" in answer else None

    def roster(self, bucket: int) -> Iterator[str]:
        """Every customer of one of the 64 buckets, consistently: every customer with an order by now is among them."""
        partition = keys.roster_partition(self._tenant.id, bucket)
        query = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": partition}},
            "ConsistentRead": True,
        }
        for items in pages(self._client, **query):
            yield from (item["customer"]["S"] for item in items)

    def roster_page(
        self, bucket: int, within: HashRange, *, limit: int, after: str | None = None
    ) -> list[tuple[str, str]]:
        """At most `limit` (hash, customer) of a bucket in the range, behind the hash `after`; fewer are the last."""
        answer = call(
            self._client.query,
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :low AND :high",
            ExpressionAttributeValues={
                ":pk": {"S": keys.roster_partition(self._tenant.id, bucket)},
                # No hash lies between one and the same with a space behind it.
                ":low": {"S": f"{after} " if after else within.low},
                ":high": {"S": within.high},
            },
            Limit=limit,
        )
        return [(item["sk"]["S"], item["customer"]["S"]) for item in answer["Items"]]

    def _owner(self, order_id: str, customer_id: str) -> Item:
        return pack({**keys.owner(self._tenant.id, order_id), "customer": customer_id})

    def _roster(self, customer_id: str) -> keys.Key:
        return keys.roster(self._tenant.id, self._tenant.customer_hash(customer_id))
