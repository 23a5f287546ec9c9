"""Reading a customer whole, and writing an order only over the one that was read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...facts.order import Lane, Order
from ...facts.record import CustomerRecord
from ...facts.tenant import Tenant
from .. import keys
from ..dynamo import Client, Item, batch_get, insert_all, pack, pages, won
from .orders import StoredOrder, decode_order, encode_order


class Ledger:
    """The ledger of one tenant."""

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant

    def read_customer(self, customer_id: str) -> CustomerRecord:
        """Everything known about the customer: one consistent Query of his item collection."""
        query = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": keys.ledger_partition(self._tenant.id, customer_id)}},
            "ConsistentRead": True,
        }
        orders = []
        for items in pages(self._client, **query):
            for item in items:
                sort: str = item["sk"]["S"]
                if sort.startswith(keys.ORDER):
                    orders.append(decode_order(customer_id, sort.removeprefix(keys.ORDER), item).order)
        return CustomerRecord(customer_id, tuple(orders))

    def read_orders(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], StoredOrder]:
        """Distinct (customer id, order id) pairs, consistently; what does not exist is left out."""
        by_key = {(key["pk"], key["sk"]): pair for pair in wanted for key in (self._key(*pair),)}
        found = batch_get(self._client, self._table, ({"pk": pk, "sk": sk} for pk, sk in by_key), consistent=True)
        stored = {}
        for item in found:
            pair = by_key[item["pk"]["S"], item["sk"]["S"]]
            stored[pair] = decode_order(*pair, item)
        return stored

    def item(self, order: Order, *, replacing: StoredOrder | None) -> Item:
        """The item that replaces `replacing` (None: nothing). Raises `OrderTooLarge`."""
        n, over = (replacing.n + 1, replacing.order) if replacing else (1, None)
        return pack(self._key(order.customer_id, order.order_id)) | encode_order(order, n, over=over)

    def insert(self, items: Sequence[Item]) -> list[bool]:
        """Writes each item where nothing lies; False for one where something does by now.

        Items of the import lane go 25 a request. The others one by one: the local emulator puts no record on the stream
        for a batched insert, and the stream is what a live order is projected by.
        """
        if all(item["lane"]["S"] == Lane.IMPORT for item in items):
            return insert_all(self._client, self._table, items)
        return [self.replace(item, replacing=None) for item in items]

    def replace(self, item: Item, *, replacing: StoredOrder | None, with_: Sequence[Item] = ()) -> bool:
        """Writes the item over `replacing`; False where that is no longer what lies there.

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

    def _key(self, customer_id: str, order_id: str) -> keys.Key:
        return {
            "pk": keys.ledger_partition(self._tenant.id, customer_id),
            "sk": keys.order_sort(order_id),
        }
