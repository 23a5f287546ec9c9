"""The queues of customers to project and of lookups to bring up to date. The message group is the tenant: a fair
queue, no order."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from ..config import Names
from ..errors import StoreUnavailable
from ..facts.lookup import LookupKey, LookupKind, product_key, word_key
from ..facts.order import Lane
from .dynamo.calls import Client
from .limits import COMES_BACK_S, LOOKUPS_PER_MESSAGE, SEND_MESSAGE_BATCH, SEND_MESSAGE_BYTES


class Touched(NamedTuple):
    """A customer whose facts are to be made anew: the body of a message."""

    tenant_id: str
    customer_id: str


def encode_touched(touched: Touched, hops: int = 0) -> str:
    """`hops`: how often it has been sent again for lack of time; left out where never."""
    values: dict[str, object] = {"tenant": touched.tenant_id, "customer": touched.customer_id}
    return json.dumps({**values, "hops": hops} if hops else values)


def hops_of(body: str) -> int:
    """How often a message that can be decoded has been sent again."""
    return int(json.loads(body).get("hops", 0))


def decode_touched(body: str) -> Touched | None:
    """The customer of a message; None for one that no code of ours has sent."""
    try:
        values = json.loads(body)
        return Touched(values["tenant"], values["customer"])
    except (ValueError, KeyError, TypeError):
        return None


class _Queue:
    def __init__(self, client: Client, url: str) -> None:
        self._client = client
        self._url = url

    def come_back(self, receipts: Sequence[str]) -> None:
        """Lets messages that failed come back in some seconds instead of after the queue's own six minutes.

        One by one: they are few. Where that fails too they come back later.
        """
        for receipt in receipts:
            try:
                self._client.change_message_visibility(
                    QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=random.randint(*COMES_BACK_S)
                )
            except (BotoCoreError, ClientError):
                continue


class CustomerQueue(_Queue):
    """One of the two lanes."""

    def send(self, customers: Sequence[Touched], hops: Mapping[Touched, int] | None = None) -> None:
        """Sends every customer, or raises `StoreUnavailable`; a customer sent twice is projected twice."""
        hops = hops or {}
        _send(self._client, self._url, [(encode_touched(one, hops.get(one, 0)), one.tenant_id) for one in customers])


class LookupChange(NamedTuple):
    """Lookups of one customer in one generation: the row with this revision, or a newer one, says what belongs.

    `keys` are those whose entry may differ; None stands for all that can be known of them. `hops`: how often it has
    been sent again for lack of time.
    """

    tenant_id: str
    generation: int
    customer_id: str
    revision: int
    keys: tuple[LookupKey, ...] | None
    hops: int = 0


def encode_change(change: LookupChange) -> str:
    """The body of a message: names by kind, so that a kind is spelled once; a change of no word has no `words`."""
    values: dict[str, object] = {
        "tenant": change.tenant_id,
        "generation": change.generation,
        "customer": change.customer_id,
        "revision": change.revision,
        "products": None if change.keys is None else _names(change.keys, LookupKind.PRODUCT),
    }
    if change.keys and (words := _names(change.keys, LookupKind.WORD)):
        values["words"] = words
    if change.hops:
        values["hops"] = change.hops
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def decode_change(body: str) -> LookupChange | None:
    """The change of a message; None for one that no code of ours has sent."""
    try:
        values = json.loads(body)
        products, words = values["products"], values.get("words", ())
        return LookupChange(
            values["tenant"],
            int(values["generation"]),
            values["customer"],
            int(values["revision"]),
            None if products is None else (*map(product_key, products), *map(word_key, words)),
            int(values.get("hops", 0)),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _names(keys: Sequence[LookupKey], kind: LookupKind) -> list[str]:
    return [key.name for key in keys if key.kind is kind]


class LookupQueue(_Queue):
    """The changes that wait for `update_lookups`."""

    def send(self, changes: Sequence[LookupChange]) -> None:
        """Sends every change, one of many keys in several messages, or raises `StoreUnavailable`."""
        parts = [part for change in changes for part in _parts(change)]
        _send(self._client, self._url, [(encode_change(part), part.tenant_id) for part in parts])


def _parts(change: LookupChange) -> list[LookupChange]:
    keys = change.keys
    if keys is None:
        return [change]
    starts = range(0, len(keys), LOOKUPS_PER_MESSAGE)
    return [change._replace(keys=keys[start : start + LOOKUPS_PER_MESSAGE]) for start in starts]


def _send(client: Client, url: str, messages: Sequence[tuple[str, str]]) -> None:
    """Sends (body, group) messages, or raises `StoreUnavailable`."""
    for batch in _batches(messages):
        entries = [
            {"Id": str(index), "MessageBody": body, "MessageGroupId": group}
            for index, (body, group) in enumerate(batch)
        ]
        answer = client.send_message_batch(QueueUrl=url, Entries=entries)
        if answer.get("Failed"):
            raise StoreUnavailable(f"{len(answer['Failed'])} messages were not taken")


def _batches(messages: Sequence[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """As many messages a request as one may hold, by number and by bytes."""
    batch: list[tuple[str, str]] = []
    room = SEND_MESSAGE_BYTES
    for message in messages:
        size = len(message[0].encode())
        if batch and (len(batch) == SEND_MESSAGE_BATCH or size > room):
            yield batch
            batch, room = [], SEND_MESSAGE_BYTES
        batch.append(message)
        room -= size
    if batch:
        yield batch


def lane_of(queue_arn: str, names: Names) -> Lane:
    """The lane whose queue an event source ARN names."""
    live = names.live_queue_url.rsplit("/", 1)[-1]
    return Lane.LIVE if queue_arn.rsplit(":", 1)[-1] == live else Lane.BULK
