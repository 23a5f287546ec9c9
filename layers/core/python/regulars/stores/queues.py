"""The queues of customers to project, of lookups to bring up to date, and of webhooks to be sent to. The message group
is the tenant: a fair queue, no order."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from ..config import Names
from ..errors import StoreUnavailable
from ..facts.order import Lane
from .batches import batches
from .dynamo.calls import Client, call
from .limits import COMES_BACK_S, LONGEST_DELAY_S, LOOKUPS_PER_MESSAGE, SEND_MESSAGE_BATCH, SEND_MESSAGE_BYTES
from .messages import LookupChange, Touch, Touched, encode_change, encode_touch


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
