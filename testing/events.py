"""The events that AWS hands to the functions, and what the tests look for afterwards."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any, NamedTuple

from moto.dynamodb.models import dynamodb_backends
from regulars.stores.opened import Stores


class Context:
    """A Lambda context with a scripted clock: each question takes the next answer, the last one stays."""

    function_name = "function"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:function"
    aws_request_id = "request-1"

    def __init__(self, *remaining_ms: int) -> None:
        self._remaining_ms = list(remaining_ms or (60_000,))

    def get_remaining_time_in_millis(self) -> int:
        return self._remaining_ms.pop(0) if len(self._remaining_ms) > 1 else self._remaining_ms[0]


class Sent(NamedTuple):
    """A message that lies in a queue."""

    tenant: str
    customer: str
    group: str


def sent(stores: Stores, queue_url: str) -> list[Sent]:
    """Takes every message out of the queue."""
    found: list[Sent] = []
    while messages := stores.sqs.receive_message(
        QueueUrl=queue_url, MaxNumberOfMessages=10, AttributeNames=["MessageGroupId"]
    ).get("Messages"):
        for message in messages:
            body = json.loads(message["Body"])
            found.append(Sent(body["tenant"], body["customer"], message["Attributes"]["MessageGroupId"]))
            stores.sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
    return found


def stream_record(
    customer: str = "ann", *, tenant: str = "acme", lane: str | None = "live", sort: str = "order#1001"
) -> dict[str, Any]:
    """A change of a ledger item as the stream carries it; without a lane it is a removal."""
    keys = {"pk": {"S": f"{tenant}#{customer}"}, "sk": {"S": sort}}
    change: dict[str, Any] = {"Keys": keys, "SequenceNumber": "1", "StreamViewType": "NEW_IMAGE"}
    if lane is not None:
        change["NewImage"] = {**keys, "lane": {"S": lane}}
    return {
        "eventID": "1",
        "eventName": "REMOVE" if lane is None else "MODIFY",
        "eventSource": "aws:dynamodb",
        "eventSourceARN": stream_arn("ledger"),
        "awsRegion": "us-east-1",
        "dynamodb": change,
    }


def stream_arn(table: str) -> str:
    return f"arn:aws:dynamodb:us-east-1:123456789012:table/{table}/stream/2025-10-15T00:00:00.000"


def as_event(record: dict[str, Any], table: str) -> dict[str, Any]:
    """A record of moto's stream of a table as Lambda hands it over: JSON, with bytes as base64."""

    def told(image: dict[str, Any]) -> dict[str, Any]:
        return {name: {"B": b64encode(value["B"]).decode()} if "B" in value else value for name, value in image.items()}

    change = record["dynamodb"]
    images = {name: told(change[name]) for name in ("OldImage", "NewImage") if change.get(name)}
    rest = {name: value for name, value in change.items() if name not in ("OldImage", "NewImage")}
    return {**record, "dynamodb": {**rest, **images}, "eventSourceARN": stream_arn(table)}


def stream_of_facts(stores: Stores) -> list[dict[str, Any]]:
    """Every change of the facts table so far."""
    return stream_of(stores.names.facts_table)


def stream_of(table: str) -> list[dict[str, Any]]:
    """Every change of a table so far."""
    shard = dynamodb_backends["123456789012"]["us-east-1"].tables[table].stream_shard
    assert shard is not None
    return [as_event(item.to_json(), table) for item in shard.items]


def queue_event(*bodies: dict[str, str] | str, queue: str = "live") -> dict[str, Any]:
    """Messages of one queue as Lambda hands them over, with ids `m0`, `m1` ..."""
    return {
        "Records": [
            {
                "messageId": f"m{index}",
                "receiptHandle": f"r{index}",
                "body": body if isinstance(body, str) else json.dumps(body),
                "attributes": {
                    "ApproximateReceiveCount": "1",
                    "SentTimestamp": "1760517000000",
                    "SenderId": "sender",
                    "ApproximateFirstReceiveTimestamp": "1760517000000",
                },
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:us-east-1:123456789012:{queue}",
                "awsRegion": "us-east-1",
            }
            for index, body in enumerate(bodies)
        ]
    }


def touched(customer: str = "ann", tenant: str = "acme") -> dict[str, str]:
    """The body of a message."""
    return {"tenant": tenant, "customer": customer}
