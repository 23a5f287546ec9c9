"""The queues of customers to project and of lookups to bring up to date. The message group is the tenant: a fair
queue, no order."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from ..config import Names
from ..errors import StoreUnavailable
from ..facts.lookup import LookupKey, LookupKind, product_key, word_key
from ..facts.order import Lane
from ..facts.ranges import Range, Ranges
from .batches import batches
from .compact import compact
from .dynamo.calls import Client, call
from .limits import COMES_BACK_S, LONGEST_DELAY_S, LOOKUPS_PER_MESSAGE, SEND_MESSAGE_BATCH, SEND_MESSAGE_BYTES


class Touched(NamedTuple):
    """A customer whose facts are to be made anew."""

    tenant_id: str
    customer_id: str


class Touch(NamedTuple):
    """The body of a message: a customer, and the ranges of their record that changed, None where it may be all.

    `hops`: how often it has been sent again for lack of time. `members`: who may be members of theirs by now and is
    projected with them, so that the person's row is made once.
    """

    customer: Touched
    changed: Ranges | None = None
    hops: int = 0
    members: tuple[str, ...] = ()


def encode_touch(touch: Touch) -> str:
    """What is not known or never happened is left out. Several customers have a name of their own: code that knows only
    one has the message come again, and passes over nobody."""
    customer = touch.customer
    values: dict[str, object] = {"tenant": customer.tenant_id}
    if touch.members:
        values["customers"] = [customer.customer_id, *touch.members]
    else:
        values["customer"] = customer.customer_id
    if touch.changed is not None:
        values["changed"] = sorted(touch.changed)
    if touch.hops:
        values["hops"] = touch.hops
    return json.dumps(values)


def decode_touch(body: str) -> Touch | None:
    """What `encode_touch` gave; None for what no code of ours has sent. Ranges that this code does not know are all."""
    try:
        values = json.loads(body)
        customer_id, *members = values["customers"] if "customers" in values else [values["customer"]]
        named, known = values.get("changed"), {str(one) for one in Range}
        changed = None if named is None or not known.issuperset(named) else frozenset(map(Range, named))
        return Touch(Touched(values["tenant"], customer_id), changed, int(values.get("hops", 0)), tuple(members))
    except (ValueError, KeyError, TypeError):
        return None


def decode_anew(body: str) -> Touch | None:
    """Whom a message names, for whoever sends it as if for the first time: from their whole records."""
    touch = decode_touch(body)
    return touch and Touch(touch.customer, members=touch.members)


def decode_touched(body: str) -> Touched | None:
    """The customer of a message; None for one that no code of ours has sent."""
    touch = decode_touch(body)
    return touch and touch.customer


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

    def send(self, customers: Sequence[Touched]) -> None:
        """Sends every customer to be made anew from their whole record, or raises `StoreUnavailable`; one sent twice is
        projected twice."""
        self.send_touches([Touch(one) for one in customers])

    def send_touches(self, touches: Sequence[Touch]) -> None:
        """The same with what changed."""
        _send(self._client, self._url, [(encode_touch(one), one.customer.tenant_id) for one in touches])


class LookupChange(NamedTuple):
    """Lookups of one customer in one generation: the row with this revision, or a newer one, says what belongs.

    `keys` are those whose entry may differ; None stands for all that can be known of them. `hops`: how often it has
    been sent again for lack of time. `fresh`: the row before had none of these entries, so they are inserted together;
    whoever is told so and finds one pays for a write that is refused.
    """

    tenant_id: str
    generation: int
    customer_id: str
    revision: int
    keys: tuple[LookupKey, ...] | None
    hops: int = 0
    fresh: bool = False


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
    if change.fresh:
        values["fresh"] = True
    return compact(values)


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
            bool(values.get("fresh", False)),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _names(keys: Sequence[LookupKey], kind: LookupKind) -> list[str]:
    return [key.name for key in keys if key.kind is kind]


def decode_webhook_message(body: str) -> Mapping[str, Any] | None:
    """An event as the bus's rule sends it (`detail`), or the webhook that is to be sent to (`tenant`, `webhook`).

    None for a message that neither the bus nor our own code has sent.
    """
    try:
        values: Mapping[str, Any] = json.loads(body)
        event = values.get("detail")
        if event is None:
            known = isinstance(values["tenant"], str) and isinstance(values["webhook"], str)
        else:
            known = all(isinstance(event[name], str) for name in ("id", "type", "time"))
            known = known and isinstance(event["data"]["tenant"], str)
        return values if known else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


class WebhookQueue(_Queue):
    """Webhooks that something is to be sent to. Events come into the same queue by a rule on the bus."""

    def send(self, tenant_id: str, webhook_id: str, *, delay_ms: int = 0) -> None:
        """At most 15 minutes from now: a queue waits no longer."""
        delay_s = min(-(-delay_ms // 1_000), LONGEST_DELAY_S)
        body = json.dumps({"tenant": tenant_id, "webhook": webhook_id})
        call(
            self._client.send_message,
            QueueUrl=self._url,
            MessageBody=body,
            DelaySeconds=delay_s,
            MessageGroupId=tenant_id,
        )

    def send_again(self, messages: Sequence[Mapping[str, Any]]) -> None:
        """Messages as `decode_webhook_message` gave them. Raises `StoreUnavailable`."""
        _send(self._client, self._url, [(json.dumps(one, ensure_ascii=False), _tenant_of(one)) for one in messages])


def _tenant_of(message: Mapping[str, Any]) -> str:
    tenant: str = message["detail"]["data"]["tenant"] if "detail" in message else message["tenant"]
    return tenant


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
    for batch in batches(messages, _bytes, most=SEND_MESSAGE_BATCH, most_bytes=SEND_MESSAGE_BYTES):
        entries = [
            {"Id": str(index), "MessageBody": body, "MessageGroupId": group}
            for index, (body, group) in enumerate(batch)
        ]
        answer = client.send_message_batch(QueueUrl=url, Entries=entries)
        if answer.get("Failed"):
            raise StoreUnavailable(f"{len(answer['Failed'])} messages were not taken")


def _bytes(message: tuple[str, str]) -> int:
    return len(message[0].encode())


def lane_of(queue_arn: str, names: Names) -> Lane:
    """The lane whose queue an event source ARN names."""
    live = names.live_queue_url.rsplit("/", 1)[-1]
    return Lane.LIVE if queue_arn.rsplit(":", 1)[-1] == live else Lane.BULK
