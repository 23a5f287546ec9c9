"""botocore whose requests end in memory: the product pays for signing and parsing, what answers is not counted."""

from __future__ import annotations

import json
import re
import time
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError

from benchmarks.memory_tables import MemoryTables
from benchmarks.units import Item

# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
_CHARGED_BYTES = 64 * 1024
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


class StreamedTables(MemoryTables):
    """Tables whose changes are told: `changes` grows by (table, before, after)."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[tuple[str, Item | None, Item]] = []

    def _put(self, operation: str, table: str, old: Item | None, new: Item) -> None:
        super()._put(operation, table, old, new)
        if old != new:
            self.changes.append((table, old, new))

    def transact_write_items(self, *, TransactItems: Sequence[Mapping[str, Any]], **_: Any) -> dict[str, Any]:
        """Puts alone, each at twice its price, where their conditions hold: a tenant and its members are made so."""
        for put in (one["Put"] for one in TransactItems if "Put" in one):
            for _twice in range(2):
                super()._put("TransactWriteItems", put["TableName"], None, put["Item"])
        return {}


class Wire:
    """Answers every request of a session. `answering_s`: the processor time of that, which no function has."""

    def __init__(self, tables: StreamedTables) -> None:
        self.tables = tables
        self.sent: dict[str, list[str]] = {}
        self.requests: Counter[str] = Counter()
        self.sqs_requests = 0
        self.answering_s = 0.0

    def answer(self, request: Any, **_: Any) -> AWSResponse:
        """A `before-send` handler: what it returns is the answer."""
        began = time.thread_time()
        service, _, operation = request.headers["X-Amz-Target"].decode().partition(".")
        self.requests[operation] += 1
        body = json.loads(request.body)
        status, answer = self._of_queue(body) if service == "AmazonSQS" else self._of_table(operation, body)
        response = AWSResponse(request.url, status, HTTPHeaders(), _Raw(json.dumps(answer).encode()))
        self.answering_s += time.thread_time() - began
        return response

    def _of_table(self, operation: str, body: Any) -> tuple[int, Any]:
        method = getattr(self.tables, _WORD.sub("_", operation).lower())
        try:
            return 200, _encoded(method(**_decoded(body)))
        except ClientError as error:
            return 400, {"__type": f"com.amazonaws.dynamodb.v20120810#{error.response['Error']['Code']}"}

    def _of_queue(self, body: Any) -> tuple[int, Any]:
        entries = body.get("Entries")
        if entries is None:  # a message that failed comes back sooner
            self.sqs_requests += 1
            return 200, {}
        size = sum(len(entry["MessageBody"].encode()) for entry in entries)
        self.sqs_requests += max(1, -(-size // _CHARGED_BYTES))
        name = body["QueueUrl"].rsplit("/", 1)[-1]
        self.sent.setdefault(name, []).extend(entry["MessageBody"] for entry in entries)
        taken = [{"Id": entry["Id"], "MessageId": entry["Id"], "MD5OfMessageBody": ""} for entry in entries]
        return 200, {"Successful": taken}


class _Raw(BytesIO):
    def stream(self, **_: Any) -> Any:
        yield self.read()


def _decoded(value: Any) -> Any:
    if isinstance(value, Mapping):
        if value.keys() == {"B"} and isinstance(value["B"], str):
            return {"B": b64decode(value["B"])}
        return {name: _decoded(one) for name, one in value.items()}
    return [_decoded(one) for one in value] if isinstance(value, list) else value


def _encoded(value: Any) -> Any:
    """The same as JSON carries it: bytes as base64. Streams hand images over so, too."""
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, Mapping):
        return {name: _encoded(one) for name, one in value.items()}
    return [_encoded(one) for one in value] if isinstance(value, list) else value


def as_json(item: Item) -> Any:
    """An item as a stream's record has it."""
    return _encoded(item)
