"""The registry: which customer an order id belongs to, and the roster of every customer of the tenant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..facts.order import Order
from ..facts.tenant import HashRange, Tenant, bucket_of
from . import keys
from .dynamo.calls import Client, Item, batch_delete, batch_get, batch_put, call, insert_all, pack, pages, unpack, won
from .limits import TRANSACTION_ITEMS

ROSTER_BUCKETS = 64


class Owner(NamedTuple):
    """Who an order id belongs to, with the revision `n` that a change of it names.

    `released` by a deletion, so that another customer may claim it: by a statement that is newer than what was deleted,
    by the version, `updatedAt` and arrival of its stub. `erased`: `customer_id` is the hash of somebody who was erased.
    """

    customer_id: str
    released: bool = False
    n: int = 1
    version: int | None = None
    updated_at_ms: int | None = None
    arrived_ms: int | None = None
    erased: bool = False


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
        return {wanted[values["pk"]]: _owner(values) for values in map(unpack, found)}

    def claim(self, claims: Sequence[tuple[str, str]]) -> list[bool]:
        """Makes each (order id, customer id) owned where nobody has the id; False where somebody has it by now."""
        owned = [self._item(order_id, Owner(customer_id)) for order_id, customer_id in claims]
        return insert_all(self._client, self._table, owned)

    def claiming(self, order_id: str, customer_id: str, *, over: Owner) -> Item:
        """The claim of an id that nobody has changed the owner of since `over` was read, as a part of a transaction."""
        return self._replacing(order_id, Owner(customer_id, n=over.n + 1), over)

    def releasing(self, left: Order, *, over: Owner) -> Item:
        """The giving up of the id of an order of which this stub is left, as a part of a transaction."""
        released = Owner(over.customer_id, True, over.n + 1, left.version, left.updated_at_ms, left.arrived_ms)
        return self._replacing(left.order_id, released, over)

    def forget_owner(self, order_id: str, *, over: Owner) -> bool:
        """Leaves the hash alone of who had the id, so that later statements find who was erased; False where somebody
        has changed the owner since `over` was read."""
        return won(self._client.put_item, **self._replacing(order_id, self._forgotten(over), over)["Put"])

    def forget_owners(self, order_ids: Iterable[str], customer_ids: Collection[str]) -> int:
        """The same of many orders, of those that one of these customers has; of how many.

        Whoever changes an owner meanwhile is looked at again: nobody has left one of these customers' names at the end.
        """
        ids, forgotten = list(order_ids), 0
        while theirs := {one: owner for one, owner in self.owners(ids).items() if owner.customer_id in customer_ids}:
            every = list(theirs.items())
            for start in range(0, len(every), TRANSACTION_ITEMS):
                some = every[start : start + TRANSACTION_ITEMS]
                puts = [self._replacing(one, self._forgotten(owner), owner) for one, owner in some]
                if won(self._client.transact_write_items, TransactItems=puts):
                    forgotten += len(some)
                else:
                    forgotten += sum(self.forget_owner(one, over=owner) for one, owner in some)
        return forgotten

    def forget_external(self, kind: str, external_ids: Iterable[str], customer_ids: Collection[str]) -> int:
        """Deletes ids of another system that lead to one of these customers; how many."""
        known = self.known_as(kind, external_ids)
        theirs = [one for one, (customer_id, _) in known.items() if customer_id in customer_ids]
        batch_delete(self._client, self._table, (keys.external(self._tenant.id, kind, one) for one in theirs))
        return len(theirs)

    def forget_customers(self, customer_ids: Iterable[str]) -> int:
        """Takes them off the roster; how many were on it."""
        found = batch_get(self._client, self._table, map(self._roster, customer_ids), consistent=True)
        batch_delete(self._client, self._table, ({"pk": one["pk"]["S"], "sk": one["sk"]["S"]} for one in found))
        return len(found)

    def known_as(self, kind: str, external_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
        """The (customer id, item id) behind distinct ids of another system, consistently; who has none is left out."""
        wanted = {keys.external(self._tenant.id, kind, one)["pk"]: one for one in external_ids}
        found = batch_get(self._client, self._table, ({"pk": pk, "sk": kind} for pk in wanted), consistent=True)
        return {wanted[one["pk"]]: (one["customer"], one["item"]) for one in map(unpack, found)}

    def naming(self, kind: str, external_id: str, customer_id: str, item_id: str) -> Item:
        """The giving of another system's id to an item, where none has it, as a part of a transaction."""
        item = {**keys.external(self._tenant.id, kind, external_id), "customer": customer_id, "item": item_id}
        return {
            "Put": {"TableName": self._table, "Item": pack(item), "ConditionExpression": "attribute_not_exists(pk)"}
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

    def customer_of_code(self, code: str) -> str | None:
        """Whose referral code it is, consistently; None: nobody's."""
        found = self.roster_page(bucket_of(code), HashRange(code, f"{code}g"), limit=1, consistent=True)
        return found[0][1] if found else None

    def roster_page(
        self, bucket: int, within: HashRange, *, limit: int, after: str | None = None, consistent: bool = False
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
            ConsistentRead=consistent,
        )
        return [(item["sk"]["S"], item["customer"]["S"]) for item in answer["Items"]]

    def _forgotten(self, owner: Owner) -> Owner:
        hash_ = self._tenant.customer_hash(owner.customer_id)
        return Owner(hash_, released=True, n=owner.n + 1, erased=True)

    def _replacing(self, order_id: str, owner: Owner, over: Owner) -> Item:
        return {
            "Put": {
                "TableName": self._table,
                "Item": self._item(order_id, owner),
                "ConditionExpression": "n = :seen",
                "ExpressionAttributeValues": {":seen": {"N": str(over.n)}},
            }
        }

    def _item(self, order_id: str, owner: Owner) -> Item:
        return pack(
            {
                **keys.owner(self._tenant.id, order_id),
                "customer": owner.customer_id,
                "n": owner.n,
                "released": owner.released or None,
                "version": owner.version,
                "updated_at": owner.updated_at_ms,
                "arrived": owner.arrived_ms,
                "erased": owner.erased or None,
            }
        )

    def _roster(self, customer_id: str) -> keys.Key:
        return keys.roster(self._tenant.id, self._tenant.customer_hash(customer_id))


def _owner(values: Mapping[str, Any]) -> Owner:
    return Owner(
        values["customer"],
        values.get("released", False),
        values["n"],
        values.get("version"),
        values.get("updated_at"),
        values.get("arrived"),
        values.get("erased", False),
    )
