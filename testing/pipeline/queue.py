"""A standard queue with its dead-letter queue: at least once, any order, visibility, bounded receives."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .gate import Call

# As infra/streams.py sets it, without what brings a failed message back sooner; and half of its receives, so that
# dead letters are reached.
VISIBILITY_MS = 6 * 60_000
MAX_RECEIVES = 5


@dataclass(eq=False)
class Message:
    id: str
    body: str
    visible_ms: int
    receives: int = 0


class Queue:
    """One queue and its `worker`. `invoke` gets the records of a batch and answers with `batchItemFailures`."""

    def __init__(self, arn: str, worker: str, invoke: Callable[[list[dict[str, Any]]], Any]) -> None:
        self.arn = arn
        self._worker = worker
        self._invoke = invoke
        self._messages: list[Message] = []
        self._in_flight: dict[Call, list[Message]] = {}
        self._deleted: list[Message] = []
        self._count = 0
        self.dead: list[Message] = []

    def send(self, body: str, now_ms: int) -> None:
        self._count += 1
        self._messages.append(Message(f"{self.arn}-{self._count}", body, now_ms))

    @property
    def idle(self) -> bool:
        return not self._messages and not self._in_flight

    @property
    def waiting(self) -> int:
        """How many messages nobody has done yet."""
        return len(self._messages)

    def receive(self, chance: random.Random, most: int, now_ms: int) -> Call | None:
        """Starts an invocation with up to `most` visible messages; those received too often are dead."""
        visible = [message for message in self._messages if message.visible_ms <= now_ms]
        chance.shuffle(visible)
        batch = []
        for message in visible[:most]:
            if message.receives >= MAX_RECEIVES:
                self._messages.remove(message)
                self.dead.append(message)
                continue
            message.receives += 1
            message.visible_ms = now_ms + VISIBILITY_MS
            batch.append(message)
        return self._start(batch) if batch else None

    def receive_again(self, chance: random.Random) -> Call | None:
        """At least once: a message that was deleted, perhaps days ago, comes again."""
        if not self._deleted:
            return None
        return self._start([chance.choice(self._deleted)])

    def settle(self, call: Call) -> None:
        """Deletes what the answer does not name as failed; after a crash everything becomes visible again in time."""
        batch = self._in_flight.pop(call, None)
        if batch is None or call.crashed or call.error is not None:
            return
        failed = {failure["itemIdentifier"] for failure in call.result["batchItemFailures"]}
        for message in batch:
            if message.id not in failed and message in self._messages:
                self._messages.remove(message)
                self._deleted.append(message)

    def redrive(self, now_ms: int) -> None:
        """The operator's replay: dead messages go back."""
        for message in self.dead:
            self.send(message.body, now_ms)
        self.dead.clear()

    def _start(self, batch: list[Message]) -> Call:
        records = [
            {
                "messageId": message.id,
                "body": message.body,
                "eventSourceARN": self.arn,
                "eventSource": "aws:sqs",
                "receiptHandle": message.id,
                "attributes": {"ApproximateReceiveCount": str(message.receives)},
                "messageAttributes": {},
                "awsRegion": "us-east-1",
            }
            for message in batch
        ]
        call = Call(self._worker, lambda: self._invoke(records))
        self._in_flight[call] = batch
        return call
