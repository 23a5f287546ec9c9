"""What is to be sent to webhooks and what was: an outbox and a log of each, and whose turn it is to send.

An outbox holds what was not delivered yet, in the order of its instants; what was delivered moves to the log. Both are
forgotten after 30 days. A turn is an item that one sender holds at a time: while it is held, or while a webhook that
failed is waited for, nobody else sends to it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any, NamedTuple

from ..dataclass import dataclass
from ..facts.time import DAY_MS, SECOND_MS
from . import keys
from .compact import compact
from .dynamo.calls import Client, Item, Value, batch_delete, call, pack, pages, unpack, won

KEPT_MS = 30 * DAY_MS


class Place(NamedTuple):
    """A webhook of a tenant."""

    tenant_id: str
    webhook_id: str


@dataclass(frozen=True, slots=True)
class Tried:
    """The last attempt: `status` None where no answer came; `text` is the first KB of it, `error` what went wrong."""

    at_ms: int
    status: int | None
    latency_ms: int
    text: str = ""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one webhook: `event` is the CloudEvent as JSON. `attempts` are those that were made."""

    message_id: str
    type: str
    at_ms: int
    event: str
    attempts: int = 0
    tried: Tried | None = None
    delivered: bool = False

    @property
    def sort(self) -> str:
        return keys.delivery_sort(self.at_ms, self.message_id)


class Outbox:
    """The deliveries of one webhook. The clock is its caller's."""

    def __init__(self, client: Client, table: str, place: Place) -> None:
        self._client = client
        self._table = table
        self._pending = keys.outbox_partition(*place)
        self._log = keys.delivery_log_partition(*place)

    def add(self, delivery: Delivery, now_ms: int) -> bool:
        """False where it is waiting already: an event may come twice."""
        item = self._item(self._pending, delivery, now_ms)
        return won(
            self._client.put_item, TableName=self._table, Item=item, ConditionExpression="attribute_not_exists(pk)"
        )

    def head(self) -> Delivery | None:
        """What is to be sent next, consistently."""
        found = call(self._client.query, **self._query(self._pending), Limit=1, ConsistentRead=True)["Items"]
        return _decode(found[0]) if found else None

    def failed(self, delivery: Delivery, now_ms: int) -> None:
        """It stays at its place, with one attempt more."""
        call(self._client.put_item, TableName=self._table, Item=self._item(self._pending, delivery, now_ms))

    def done(self, delivery: Delivery, now_ms: int) -> None:
        """It is in the log before it leaves the outbox: cut off in between, it is sent once more under its id."""
        call(self._client.put_item, TableName=self._table, Item=self._item(self._log, delivery, now_ms))
        key = {"pk": self._pending, "sk": delivery.sort}
        call(self._client.delete_item, TableName=self._table, Key=pack(key))

    def pending(self) -> Iterator[Delivery]:
        """What waits, the newest first."""
        yield from self._walk(self._pending, "")

    def newest(self, *, before: str = "") -> Iterator[Delivery]:
        """All deliveries, the newest first, from those behind a position (`Delivery.sort`)."""
        waiting, logged = self._walk(self._pending, before), self._walk(self._log, before)
        yield from _merged(waiting, logged)

    def delivered_between(self, from_ms: int, to_ms: int) -> Iterator[Delivery]:
        """What was delivered of events in a window (from inclusive, to exclusive), the oldest first."""
        query = self._query(self._log)
        query["KeyConditionExpression"] = "pk = :pk AND sk BETWEEN :low AND :high"
        query["ExpressionAttributeValues"] |= {
            ":low": {"S": keys.delivery_sort(from_ms, "")},
            ":high": {"S": keys.delivery_sort(to_ms, "")},
        }
        for items in pages(self._client, **query):
            yield from map(_decode, items)

    def forget(self, names: Callable[[Delivery], bool]) -> int:
        """Deletes what was, or is to be, sent about somebody who was erased; how many."""
        gone = [(partition, one.sort) for partition in (self._pending, self._log)
                for one in self._walk(partition, "") if names(one)]  # fmt: skip
        batch_delete(self._client, self._table, ({"pk": partition, "sk": sort} for partition, sort in gone))
        return len(gone)

    def _walk(self, partition: str, before: str) -> Iterator[Delivery]:
        query = {**self._query(partition), "ScanIndexForward": False, "ConsistentRead": True}
        if before:
            query["KeyConditionExpression"] = "pk = :pk AND sk < :before"
            query["ExpressionAttributeValues"] |= {":before": {"S": before}}
        for items in pages(self._client, **query):
            yield from map(_decode, items)

    def _query(self, partition: str) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": partition}},
        }

    def _item(self, partition: str, delivery: Delivery, now_ms: int) -> Item:
        values: dict[str, Value | None] = {
            "pk": partition,
            "sk": delivery.sort,
            "delivery": compact(asdict(delivery)),
            "expires": (now_ms + KEPT_MS) // SECOND_MS,
        }
        return pack(values)


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to send to a webhook until an instant; `owner` tells one holder from another."""

    place: Place
    owner: str
    until_ms: int


class Turns:
    """Whose turn it is at each webhook, over all tenants; there is none where nothing is sent or waited for."""

    def __init__(self, client: Client, table: str) -> None:
        self._client = client
        self._table = table

    def take(self, place: Place, *, now_ms: int, until_ms: int) -> Turn | None:
        """None where somebody else sends, or the webhook is waited for."""
        turn = Turn(place, secrets.token_hex(8), until_ms)
        free = "attribute_not_exists(pk) OR #until <= :now"
        return turn if self._put(turn, free, {":now": {"N": str(now_ms)}}, names={"#until": "until"}) else None

    def wait(self, turn: Turn, *, until_ms: int) -> bool:
        """Nobody sends before that instant; False where the turn is no longer this one's."""
        waiting = replace(turn, until_ms=until_ms)
        return self._put(waiting, "#owner = :owner", {":owner": {"S": turn.owner}}, names={"#owner": "owner"})

    def release(self, turn: Turn) -> bool:
        """Anybody may send; False where the turn is no longer this one's."""
        return won(
            self._client.delete_item,
            TableName=self._table,
            Key=pack(keys.delivery_turn(*turn.place)),
            ConditionExpression="#owner = :owner",
            ExpressionAttributeNames={"#owner": "owner"},
            ExpressionAttributeValues={":owner": {"S": turn.owner}},
        )

    def forget(self, place: Place) -> None:
        """Of a webhook that is not sent to any more, or that is not waited for any longer."""
        call(self._client.delete_item, TableName=self._table, Key=pack(keys.delivery_turn(*place)))

    def due(self, now_ms: int) -> Iterator[Place]:
        """Webhooks whose wait is over, and those whose sender was cut off."""
        query = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": keys.DELIVERY_TURNS}},
            "ConsistentRead": True,
        }
        for items in pages(self._client, **query):
            for values in map(unpack, items):
                if values["until"] <= now_ms:
                    yield Place(*keys.split_delivery_turn(values["sk"]))

    def _put(self, turn: Turn, condition: str, values: Mapping[str, Any], *, names: Mapping[str, str]) -> bool:
        item: dict[str, Value | None] = {
            **keys.delivery_turn(*turn.place),
            "owner": turn.owner,
            "until": turn.until_ms,
        }
        return won(
            self._client.put_item,
            TableName=self._table,
            Item=pack(item),
            ConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
        )


def _decode(item: Item) -> Delivery:
    values = json.loads(unpack(item)["delivery"])
    tried = values.pop("tried")
    return Delivery(**values, tried=tried and Tried(**tried))


def _merged(one: Iterator[Delivery], other: Iterator[Delivery]) -> Iterator[Delivery]:
    """Both from the newest on; of what is in both, because it is sent again, the one that waits."""
    left, right = next(one, None), next(other, None)
    while left or right:
        if left and right and left.sort == right.sort:
            right = next(other, None)
        elif right is None or (left and left.sort > right.sort):
            assert left is not None
            yield left
            left = next(one, None)
        else:
            yield right
            right = next(other, None)
