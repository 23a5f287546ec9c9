"""A tenant that comes to a stack or leaves it: what the operator's command notes, so that it can be killed anywhere.

A tenant that arrives has everything but its own record; a tenant that leaves has lost that first. Nobody but the
command knows it by then, so no function works for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .. import keys
from ..dynamo.calls import Client, Item, call, pack, unpack, won


class Leaving(NamedTuple):
    """An erasure that is under way: the tenant's name, since when nobody knows it, how often the command was begun, and
    how much of what it has deleted."""

    name: str
    since_ms: int
    runs: int = 1
    deleted: Mapping[str, int] = {}


def on_their_way(client: Client, table: str) -> Iterator[tuple[str, Leaving | str]]:
    """Every tenant that comes or leaves, with the note of it: an erasure, or the digest of a file.

    The table is read whole, a unit per 8 KB: nothing else knows a tenant that has no record of its own.
    """
    scan: dict[str, Any] = {
        "TableName": table,
        "FilterExpression": "sk IN (:arriving, :leaving)",
        "ExpressionAttributeValues": {":arriving": {"S": keys.ARRIVING}, ":leaving": {"S": keys.LEAVING}},
    }
    while True:
        answer = call(client.scan, **scan)
        for item in map(unpack, answer["Items"]):
            yield item["pk"], _leaving(item) if item["sk"] == keys.LEAVING else str(item["digest"])
        if not answer.get("LastEvaluatedKey"):
            return
        scan["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _leaving(item: Mapping[str, Any]) -> Leaving:
    return Leaving(**json.loads(item["leaving"]))


class Passages:
    """Of one tenant."""

    def __init__(self, client: Client, table: str, tenant_id: str) -> None:
        self._client = client
        self._table = table
        self._tenant_id = tenant_id

    def leaving(self) -> Leaving | None:
        found = self._read(keys.LEAVING)
        return _leaving(found) if found else None

    def note_leaving(self, leaving: Leaving) -> None:
        """Whatever was noted before."""
        text = json.dumps(leaving._asdict(), ensure_ascii=False)
        item = {**keys.tenant_item(self._tenant_id, keys.LEAVING), "leaving": text}
        call(self._client.put_item, TableName=self._table, Item=pack(item))

    def forget_tenant(self) -> None:
        """From now on nobody finds the tenant: neither a token, nor a function that is called for it."""
        deletes = [
            {"Delete": {"TableName": self._table, "Key": pack(key)}}
            for key in (keys.tenant_item(self._tenant_id, "tenant"), keys.directory_entry(self._tenant_id))
        ]
        call(self._client.transact_write_items, TransactItems=deletes)

    def has_left(self) -> None:
        """The last thing that is known of it goes."""
        self._delete(keys.LEAVING)

    def arriving(self) -> str | None:
        """The digest of the file that is being taken in."""
        found = self._read(keys.ARRIVING)
        return str(found["digest"]) if found else None

    def note_arriving(self, digest: str) -> bool:
        """False where another file of the tenant is being taken in."""
        return won(
            self._client.put_item,
            TableName=self._table,
            Item=pack({**keys.tenant_item(self._tenant_id, keys.ARRIVING), "digest": digest}),
            ConditionExpression="attribute_not_exists(pk) OR digest = :digest",
            ExpressionAttributeValues={":digest": {"S": digest}},
        )

    def has_arrived(self, records: Sequence[Item]) -> bool:
        """Everybody knows the tenant: its own record, and what makes it whole, at once. False where there is one."""
        absent = "attribute_not_exists(pk)"
        entry = pack(keys.directory_entry(self._tenant_id))
        puts = [
            {"Put": {"TableName": self._table, "Item": item, "ConditionExpression": absent}}
            for item in (*records, entry)
        ]
        return won(self._client.transact_write_items, TransactItems=puts)

    def has_settled(self) -> None:
        """Its rows are made, too: the file is done with."""
        self._delete(keys.ARRIVING)

    def _read(self, sort: str) -> dict[str, Any] | None:
        key = pack(keys.tenant_item(self._tenant_id, sort))
        answer = call(self._client.get_item, TableName=self._table, Key=key, ConsistentRead=True)
        return unpack(answer["Item"]) if "Item" in answer else None

    def _delete(self, sort: str) -> None:
        call(self._client.delete_item, TableName=self._table, Key=pack(keys.tenant_item(self._tenant_id, sort)))
