"""A table's stream and its mapping as AWS runs them: at least once, order per item only, filtered, with an age."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from typing import Any

from .gate import Call

Record = dict[str, Any]
ItemKey = tuple[str, str]

# As infra/streams.py sets it.
MAX_RECORD_AGE_MS = 6 * 3_600_000


def passes_ledger_filter(record: Record) -> bool:
    """The filter of the ledger's mapping: the lanes live and bulk, and every removal."""
    image = record["dynamodb"].get("NewImage")
    return record["eventName"] == "REMOVE" or image["lane"]["S"] in ("live", "bulk")


class Stream:
    """Pending records by item. A batch takes a prefix of some items' records and locks them until it ends."""

    def __init__(self, invoke: Callable[[list[Record]], Any], passes: Callable[[Record], bool] | None = None) -> None:
        self._invoke = invoke
        self._passes = passes or (lambda record: True)
        self._pending: dict[ItemKey, deque[tuple[int, Record]]] = {}
        self._taken: dict[Call, list[tuple[ItemKey, int]]] = {}
        self._delivered: list[Record] = []
        self.expired: list[Record] = []

    def add(self, record: Record, now_ms: int) -> None:
        if self._passes(record):
            keys = record["dynamodb"]["Keys"]
            self._pending.setdefault((keys["pk"]["S"], keys["sk"]["S"]), deque()).append((now_ms, record))

    @property
    def idle(self) -> bool:
        return not any(self._pending.values())

    def expire(self, now_ms: int) -> None:
        """What is older than the record age goes to the failure bucket, not to the function."""
        for records in self._pending.values():
            while records and now_ms - records[0][0] > MAX_RECORD_AGE_MS:
                self.expired.append(records.popleft()[1])

    def deliver(self, chance: random.Random, most: int) -> Call | None:
        """Starts an invocation with a batch of at most `most` records; None where nothing is free."""
        locked = {key for taken in self._taken.values() for key, _ in taken}
        free = [key for key, records in self._pending.items() if records and key not in locked]
        chance.shuffle(free)
        taken: list[tuple[ItemKey, int]] = []
        per_item: list[list[Record]] = []
        for key in free:
            room = most - sum(count for _, count in taken)
            if not room:
                break
            count = chance.randint(1, min(room, len(self._pending[key])))
            taken.append((key, count))
            per_item.append([record for _, record in list(self._pending[key])[:count]])
        if not taken:
            return None
        batch = _interleaved(per_item, chance)
        call = Call("dispatch_changes", lambda: self._invoke(batch))
        self._taken[call] = taken
        return call

    def deliver_again(self, chance: random.Random) -> Call | None:
        """At least once: a record whose batch had succeeded comes again."""
        if not self._delivered:
            return None
        record = chance.choice(self._delivered)
        return Call("dispatch_changes (again)", lambda: self._invoke([record]))

    def settle(self, call: Call) -> None:
        """Moves the checkpoint past a batch that succeeded; one that failed or died stays pending and is retried."""
        taken = self._taken.pop(call, None)
        if taken is None or call.crashed or call.error is not None:
            return
        assert call.result == {"batchItemFailures": []}
        for key, count in taken:
            for _ in range(count):
                if self._pending[key]:
                    self._delivered.append(self._pending[key].popleft()[1])


def _interleaved(per_item: list[list[Record]], chance: random.Random) -> list[Record]:
    """One batch in which only the order within each item is kept."""
    queues = [deque(records) for records in per_item]
    batch = []
    while queues:
        queue = chance.choice(queues)
        batch.append(queue.popleft())
        if not queue:
            queues.remove(queue)
    return batch
