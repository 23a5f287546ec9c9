"""DynamoDB in memory as far as accepting and projecting orders call it, with what each write is charged.

The product's own stores take it for their client, so that 18 536 orders are replayed in seconds; `units_check` holds it
to the charges that the local emulator answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from botocore.exceptions import ClientError
from regulars.stores import keys
from regulars.stores.ledger.listed import BY_KIND, LISTED_ATTRIBUTES
from regulars.stores.limits import QUERY_PAGE_BYTES
from regulars.stores.rows.row_codec import VERSION

from benchmarks.conditions import holds
from benchmarks.units import IndexOf, Item, get_units, index_write_units, item_bytes, query_units, write_units

LISTED = frozenset({"pk", "sk", VERSION, "facts", "timeline"})
INDEXES = {
    "facts": {
        name: IndexOf(("pk", key), LISTED | {key})
        for name, key in (("by_last_order_1", "last_order_key"), ("by_spend_1", "spend_key"))
    },
    "ledger": {
        BY_KIND: IndexOf((keys.LISTED_PARTITION, keys.LISTED_SORT), frozenset({"pk", "sk", *LISTED_ATTRIBUTES}))
    },
}


class Charge(NamedTuple):
    """`index` is empty for the table itself; `partition` and `sort` are the item's keys."""

    operation: str
    table: str
    index: str  # type: ignore[assignment]  # hides the method of tuples, which nobody calls
    partition: str
    sort: str
    units: float


_AMONG: Mapping[str, Callable[[str, Mapping[str, str]], bool]] = {
    "pk = :pk": lambda sk, values: True,
    "pk = :pk AND sk < :sk": lambda sk, values: sk < values[":sk"],
    "pk = :pk AND begins_with(sk, :sk)": lambda sk, values: sk.startswith(values[":sk"]),
    "pk = :pk AND sk BETWEEN :low AND :high": lambda sk, values: values[":low"] <= sk <= values[":high"],
}


def _key(item: Item) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


class MemoryTables:
    """A client. `writes` and `reads` grow by every charge; the tables are made by being written."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[str, dict[str, Item]]] = defaultdict(lambda: defaultdict(dict))
        self.writes: list[Charge] = []
        self.reads: list[Charge] = []

    def put_item(
        self,
        *,
        TableName: str,
        Item: Item,
        ConditionExpression: str = "",
        ExpressionAttributeValues: Mapping[str, Any] | None = None,
        ReturnValues: str = "NONE",
    ) -> dict[str, Any]:
        old = self._item(TableName, Item)
        if not holds(ConditionExpression, old, ExpressionAttributeValues or {}):
            raise ClientError({"Error": {"Code": "ConditionalCheckFailedException"}}, "PutItem")
        self._put("PutItem", TableName, old, Item)
        return {"Attributes": old} if old and ReturnValues == "ALL_OLD" else {}

    def delete_item(
        self, *, TableName: str, Key: Item, ConditionExpression: str, ExpressionAttributeValues: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Of a table without indexes. A condition that fails is charged too."""
        old = self._item(TableName, Key)
        self.writes.append(Charge("DeleteItem", TableName, "", *_key(Key), write_units(old, None)))
        if not holds(ConditionExpression, old, ExpressionAttributeValues):
            raise ClientError({"Error": {"Code": "ConditionalCheckFailedException"}}, "DeleteItem")
        del self._tables[TableName][Key["pk"]["S"]][Key["sk"]["S"]]
        return {}

    def transact_write_items(self, *, TransactItems: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Puts into tables without indexes and checks, each at twice its price; all of them or none."""
        actions = [write.get("Put") or write["ConditionCheck"] for write in TransactItems]
        found = [self._item(one["TableName"], one.get("Item") or one["Key"]) for one in actions]
        held = [
            holds(one.get("ConditionExpression", ""), old, one.get("ExpressionAttributeValues", {}))
            for one, old in zip(actions, found, strict=True)
        ]
        if not all(held):
            reasons = [{"Code": "None" if one else "ConditionalCheckFailed"} for one in held]
            error: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
            raise ClientError(error, "TransactWriteItems")
        for action, old in zip(actions, found, strict=True):
            table, new = action["TableName"], action.get("Item")
            if new is None:
                self.writes.append(Charge("TransactWriteItems", table, "", *_key(action["Key"]), 2.0))
                continue
            partition, sort = _key(new)
            self._tables[table][partition][sort] = new
            self.writes.append(Charge("TransactWriteItems", table, "", partition, sort, 2 * write_units(old, new)))
        return {}

    def batch_write_item(self, *, RequestItems: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
        for table, requests in RequestItems.items():
            for request in requests:
                item = request["PutRequest"]["Item"]
                self._put("BatchWriteItem", table, self._item(table, item), item)
        return {"UnprocessedItems": {}}

    def batch_execute_statement(self, *, Statements: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """INSERTs as `stores.dynamo.insert_all` spells them."""
        answers: list[dict[str, Any]] = []
        for statement in Statements:
            _, table, values = statement["Statement"].split('"', 2)
            names = values.split("'")[1::2]
            item = dict(zip(names, statement["Parameters"], strict=True))
            if self._item(table, item) is not None:
                answers.append({"Error": {"Code": "DuplicateItem"}})
                continue
            self._put("BatchExecuteStatement", table, None, item)
            answers.append({})
        return {"Responses": answers}

    def batch_get_item(self, *, RequestItems: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        found: dict[str, list[Item]] = {}
        for table, request in RequestItems.items():
            found[table] = []
            for key in request["Keys"]:
                item = self._item(table, key)
                units = get_units(item, consistent=request["ConsistentRead"])
                self.reads.append(Charge("BatchGetItem", table, "", *_key(key), units))
                if item is not None:
                    found[table].append(item)
        return {"Responses": found}

    def query(
        self,
        *,
        TableName: str,
        KeyConditionExpression: str,
        ExpressionAttributeValues: Mapping[str, Any],
        ConsistentRead: bool = False,
        ExclusiveStartKey: Item | None = None,
        Limit: int | None = None,
    ) -> dict[str, Any]:
        """A page of at most 1 MB or `Limit` items of one partition, or of those of its sort keys that are asked for; in
        the order of writing, which no store relies on."""
        values = {name: value["S"] for name, value in ExpressionAttributeValues.items()}
        name = values[":pk"]
        among = _AMONG[KeyConditionExpression]
        partition = [item for sk, item in self._tables[TableName][name].items() if among(sk, values)]
        start = 0 if ExclusiveStartKey is None else int(ExclusiveStartKey["at"]["N"])
        size, end = 0, start
        while end < len(partition) and size < QUERY_PAGE_BYTES and end - start != Limit:
            size += item_bytes(partition[end])
            end += 1
        items = partition[start:end]
        self.reads.append(Charge("Query", TableName, "", name, "", query_units(items, consistent=ConsistentRead)))
        return {"Items": items} | ({"LastEvaluatedKey": {"at": {"N": str(end)}}} if end < len(partition) else {})

    def _item(self, table: str, key: Item) -> Item | None:
        return self._tables[table][key["pk"]["S"]].get(key["sk"]["S"])

    def _put(self, operation: str, table: str, old: Item | None, new: Item) -> None:
        partition, sort = _key(new)
        self._tables[table][partition][sort] = new
        self.writes.append(Charge(operation, table, "", partition, sort, write_units(old, new)))
        for name, index in INDEXES.get(table, {}).items():
            # An item without the index's keys is none of its.
            if units := index_write_units(index, old, new):
                self.writes.append(Charge(operation, table, name, partition, sort, units))
