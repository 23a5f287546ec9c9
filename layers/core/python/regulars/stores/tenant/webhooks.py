"""The webhooks of a tenant, each an item among its own records; their secrets are sealed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from ...facts.webhook import Disabled, Webhook
from .. import keys
from ..compact import compact
from ..dynamo.calls import Client, Item, Value, call, pack, pages, unpack, won

_BYTES = ("secret", "former_secret")


class WebhookStore:
    """The webhooks of one tenant."""

    def __init__(self, client: Client, table: str, tenant_id: str) -> None:
        self._client = client
        self._table = table
        self._tenant_id = tenant_id

    def all(self) -> list[Webhook]:
        """By age, consistently."""
        return [_decode(item) for item in self._stored(keys.WEBHOOK)]

    def ids_ever(self) -> list[str]:
        """The ids of all, and of those that were removed: what these were sent may still be kept."""
        gone = (item["sk"]["S"].removeprefix(keys.WEBHOOK_GONE) for item in self._stored(keys.WEBHOOK_GONE))
        return [*(one.id for one in self.all()), *gone]

    def read(self, webhook_id: str) -> Webhook | None:
        """Consistently; None where there is none."""
        answer = call(self._client.get_item, TableName=self._table, Key=self._key(webhook_id), ConsistentRead=True)
        return _decode(answer["Item"]) if "Item" in answer else None

    def create(self, webhook: Webhook) -> bool:
        """False where the id is taken."""
        return self._put(webhook, "attribute_not_exists(pk)", {})

    def replace(self, webhook: Webhook) -> bool:
        """Writes the next revision; False where `webhook` was not made from the one that is stored."""
        seen = {":seen": {"N": str(webhook.revision)}}
        return self._put(replace(webhook, revision=webhook.revision + 1), "revision = :seen", seen)

    def remove(self, webhook: Webhook) -> bool:
        """False where the stored one is another revision, or none. A mark of it stays: by it an erasure finds what the
        webhook was sent."""
        mark = keys.tenant_item(self._tenant_id, keys.webhook_gone_sort(webhook.id))
        return won(
            self._client.transact_write_items,
            TransactItems=[
                {
                    "Delete": {
                        "TableName": self._table,
                        "Key": self._key(webhook.id),
                        "ConditionExpression": "revision = :seen",
                        "ExpressionAttributeValues": {":seen": {"N": str(webhook.revision)}},
                    }
                },
                {"Put": {"TableName": self._table, "Item": pack({**mark})}},
            ],
        )

    def _stored(self, begins: str) -> Iterator[Item]:
        query = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :begins)",
            "ExpressionAttributeValues": {":pk": {"S": self._tenant_id}, ":begins": {"S": begins}},
            "ConsistentRead": True,
        }
        for items in pages(self._client, **query):
            yield from items

    def _put(self, webhook: Webhook, condition: str, values: Item) -> bool:
        given = {name: value for name, value in asdict(webhook).items() if name not in _BYTES}
        item: dict[str, Value | None] = {
            **keys.tenant_item(self._tenant_id, keys.webhook_sort(webhook.id)),
            "webhook": compact(given),
            "revision": webhook.revision,
            "secret": webhook.secret,
            "former_secret": webhook.former_secret,
        }
        more = {"ExpressionAttributeValues": values} if values else {}
        return won(self._client.put_item, TableName=self._table, Item=pack(item), ConditionExpression=condition, **more)

    def _key(self, webhook_id: str) -> Item:
        return pack(keys.tenant_item(self._tenant_id, keys.webhook_sort(webhook_id)))


def _decode(item: Item) -> Webhook:
    stored = unpack(item)
    values: dict[str, Any] = json.loads(stored["webhook"])
    values["events"] = tuple(values["events"])
    values["disabled"] = values["disabled"] and Disabled(values["disabled"])
    return Webhook(**values, secret=bytes(stored["secret"]), former_secret=_optional(stored.get("former_secret")))


def _optional(value: Any) -> bytes | None:
    return None if value is None else bytes(value)
