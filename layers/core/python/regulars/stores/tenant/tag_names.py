"""The tags that a tenant has ever given, each with its colour."""

from __future__ import annotations

from collections.abc import Iterable

from ...facts.tenant import Tenant
from .. import keys
from ..dynamo.calls import Client, batch_get, call, pack, pages, unpack

# What a tag has that nobody gave a colour.
NO_COLOUR = "#6b7280"


class TagNames:
    """The tag names of one tenant."""

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant

    def all(self) -> dict[str, str]:
        """Each name's colour (`#rrggbb`), in the order of the names."""
        query = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :tag)",
            "ExpressionAttributeValues": {":pk": {"S": self._tenant.id}, ":tag": {"S": keys.TAG_NAME}},
            "ConsistentRead": True,
        }
        return {
            values["sk"].removeprefix(keys.TAG_NAME): values["colour"]
            for items in pages(self._client, **query)
            for values in map(unpack, items)
        }

    def colours_of(self, names: Iterable[str]) -> dict[str, str]:
        """Those of distinct names; a name that was never given is left out."""
        wanted = [keys.tenant_item(self._tenant.id, keys.TAG_NAME + name) for name in names]
        found = batch_get(self._client, self._table, wanted, consistent=True)
        return {one["sk"].removeprefix(keys.TAG_NAME): one["colour"] for one in map(unpack, found)}

    def give(self, name: str, colour: str) -> None:
        """The name has this colour from now on."""
        item = {**keys.tenant_item(self._tenant.id, keys.TAG_NAME + name), "colour": colour}
        call(self._client.put_item, TableName=self._table, Item=pack(item))
