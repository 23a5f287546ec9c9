"""Who is to be looked at by the end of which hour, because something of theirs may change though nothing is written.

It all lies in the table of evaluations. An hour is named by its number since 1970.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from ..facts.tenant import Tenant
from ..facts.time import HOUR_MS
from . import keys
from .dynamo.calls import Client, batch_delete, batch_get, call, pack, pages, unpack, won


class DueEntry(NamedTuple):
    """A customer among those of an hour; `at_ms` is when they were put there last."""

    hour: int
    customer_id: str
    at_ms: int


class DueTenant(NamedTuple):
    """A tenant who has, or had, customers that are due: `from_hour` is the first hour that may still hold some, `seen`
    the last one that was looked at."""

    tenant_id: str
    from_hour: int
    seen: int


class DueEntries:
    """The entries of one tenant. `noted` are tenants that are known to stand among `DueTenants`."""

    def __init__(self, client: Client, table: str, tenant: Tenant, noted: set[str]) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant
        self._noted = noted

    def put(self, customer_id: str, hour: int, at_ms: int) -> None:
        """Puts the customer among those of the hour; once more changes nothing but the instant."""
        if self._tenant.id not in self._noted:
            first: dict[str, str | int] = {"from": at_ms // HOUR_MS, "seen": at_ms // HOUR_MS - 1}
            won(
                self._client.put_item,
                TableName=self._table,
                Item=pack({**keys.due_tenant(self._tenant.id), **first}),
                ConditionExpression="attribute_not_exists(pk)",
            )
            self._noted.add(self._tenant.id)
        key = {"pk": keys.due_partition(self._tenant.id, hour), "sk": customer_id}
        call(self._client.put_item, TableName=self._table, Item=pack({**key, "at": at_ms}))

    def of(self, hour: int) -> Iterator[list[DueEntry]]:
        """The entries of an hour, page by page, consistently."""
        query = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": keys.due_partition(self._tenant.id, hour)}},
            "ConsistentRead": True,
        }
        for items in pages(self._client, **query):
            yield [DueEntry(hour, values["sk"], values["at"]) for values in map(unpack, items)]

    def remove(self, entry: DueEntry) -> bool:
        """Removes exactly this entry; False where the customer was put there again meanwhile."""
        return won(
            self._client.delete_item,
            TableName=self._table,
            Key=pack({"pk": keys.due_partition(self._tenant.id, entry.hour), "sk": entry.customer_id}),
            ConditionExpression="#at = :seen",
            ExpressionAttributeNames={"#at": "at"},
            ExpressionAttributeValues={":seen": {"N": str(entry.at_ms)}},
        )

    def forget(self, entries: Iterable[tuple[int, str]]) -> None:
        """Deletes whatever stands in these hours of customers who were erased; each is a write."""
        batch_delete(self._client, self._table, (self._key(hour, customer_id) for hour, customer_id in entries))

    def forget_all(self, customer_ids: Collection[str], hours: range) -> int:
        """The same in every one of the hours, which are looked at first; how many there were."""
        asked = (self._key(hour, customer_id) for hour in hours for customer_id in customer_ids)
        found = batch_get(self._client, self._table, asked, consistent=False, attributes=("pk", "sk"))
        batch_delete(self._client, self._table, ({"pk": one["pk"]["S"], "sk": one["sk"]["S"]} for one in found))
        return len(found)

    def _key(self, hour: int, customer_id: str) -> keys.Key:
        return {"pk": keys.due_partition(self._tenant.id, hour), "sk": customer_id}


class DueTenants:
    """All tenants who have customers that are due, and how far each was looked at."""

    def __init__(self, client: Client, table: str) -> None:
        self._client = client
        self._table = table

    def all(self) -> Iterator[DueTenant]:
        query = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": keys.DUE_TENANTS}},
        }
        for items in pages(self._client, **query):
            yield from (DueTenant(values["sk"], values["from"], values["seen"]) for values in map(unpack, items))

    def advance(self, seen: DueTenant, *, from_hour: int, last: int) -> bool:
        """Notes that hours up to `last` were looked at, and that those before `from_hour` hold nobody any more; False
        where somebody else was faster."""
        return won(
            self._client.put_item,
            TableName=self._table,
            Item=pack({**keys.due_tenant(seen.tenant_id), "from": from_hour, "seen": last}),
            ConditionExpression="#from = :from AND seen = :seen",
            ExpressionAttributeNames={"#from": "from"},
            ExpressionAttributeValues=pack({":from": seen.from_hour, ":seen": seen.seen}),
        )

    def forget(self, tenant_id: str) -> None:
        """Of a tenant that exists no more."""
        call(self._client.delete_item, TableName=self._table, Key=pack(keys.due_tenant(tenant_id)))
