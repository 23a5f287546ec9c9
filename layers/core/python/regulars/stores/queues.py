"""The two queues of customers to project. The message group is the tenant: a fair queue, no order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from ..config import Names
from ..errors import StoreUnavailable
from ..facts.order import Lane
from .dynamo import Client
from .limits import SEND_MESSAGE_BATCH


class Touched(NamedTuple):
    """A customer whose facts are to be made anew: the body of a message."""

    tenant_id: str
    customer_id: str


def encode_touched(touched: Touched) -> str:
    return json.dumps({"tenant": touched.tenant_id, "customer": touched.customer_id})


def decode_touched(body: str) -> Touched | None:
    """The customer of a message; None for one that no code of ours has sent."""
    try:
        values = json.loads(body)
        return Touched(values["tenant"], values["customer"])
    except (ValueError, KeyError, TypeError):
        return None


class CustomerQueue:
    """One of the two lanes."""

    def __init__(self, client: Client, url: str) -> None:
        self._client = client
        self._url = url

    def send(self, customers: Sequence[Touched]) -> None:
        """Sends every customer, or raises `StoreUnavailable`; a customer sent twice is projected twice."""
        for start in range(0, len(customers), SEND_MESSAGE_BATCH):
            batch = customers[start : start + SEND_MESSAGE_BATCH]
            answer = self._client.send_message_batch(
                QueueUrl=self._url,
                Entries=[
                    {"Id": str(index), "MessageBody": encode_touched(one), "MessageGroupId": one.tenant_id}
                    for index, one in enumerate(batch)
                ],
            )
            if answer.get("Failed"):
                raise StoreUnavailable(f"{len(answer['Failed'])} messages were not taken")


def lane_of(queue_arn: str, names: Names) -> Lane:
    """The lane whose queue an event source ARN names."""
    live = names.live_queue_url.rsplit("/", 1)[-1]
    return Lane.LIVE if queue_arn.rsplit(":", 1)[-1] == live else Lane.BULK
