"""Whose turn it is among the jobs of a kind of all tenants: one item says which run, and which wait in what order."""

from __future__ import annotations

import json
import random
import time
from typing import NamedTuple

from .. import keys
from ..dynamo.calls import Client, Value, call, pack, won


class Attempt(NamedTuple):
    """An attempt at a job of a tenant, numbered from 1."""

    tenant_id: str
    job_id: str
    number: int

    @property
    def execution(self) -> str:
        """The name of its execution, as `JobRecord.execution` has it."""
        return f"{self.job_id}-{self.number}"


class Turn(NamedTuple):
    """An attempt that may run. `seen_ms` is when it was given its turn, or found running; `begun` that it has started.

    Whoever gives a turn starts it right after; whoever comes next starts one that is not known to have begun.
    """

    attempt: Attempt
    seen_ms: int
    begun: bool = False


class Turns(NamedTuple):
    """`waiting` are attempts in the order in which they came; `revision` counts the item's changes."""

    running: tuple[Turn, ...] = ()
    waiting: tuple[Attempt, ...] = ()
    revision: int = 0

    def runs(self, attempt: Attempt) -> bool:
        return any(turn.attempt == attempt for turn in self.running)

    def holds(self, attempt: Attempt) -> bool:
        """Whether it runs or waits."""
        return self.runs(attempt) or attempt in self.waiting


class JobTurns:
    """The turns of one kind of jobs, of the whole stack."""

    def __init__(self, client: Client, table: str, kind: str) -> None:
        self._client = client
        self._table = table
        self._key = pack(keys.job_turns(kind))

    def read(self) -> Turns:
        """The turns, consistently."""
        answer = call(self._client.get_item, TableName=self._table, Key=self._key, ConsistentRead=True)
        if "Item" not in answer:
            return Turns()
        stored = json.loads(answer["Item"]["turns"]["S"])
        return Turns(
            tuple(Turn(Attempt(*attempt), seen_ms, begun) for attempt, seen_ms, begun in stored["running"]),
            tuple(Attempt(*attempt) for attempt in stored["waiting"]),
            stored["revision"],
        )

    def put(self, turns: Turns) -> bool:
        """Writes the turns over the ones of their revision; False where these are no longer the stored ones."""
        seen = turns.revision
        values: dict[str, Value | None] = {":next": seen + 1, **({":seen": seen} if seen else {})}
        text = {"running": turns.running, "waiting": turns.waiting, "revision": seen + 1}
        values[":turns"] = json.dumps(text, separators=(",", ":"))
        return won(
            self._client.update_item,
            TableName=self._table,
            Key=self._key,
            UpdateExpression="SET turns = :turns, revision = :next",
            ConditionExpression="revision = :seen" if seen else "attribute_not_exists(pk)",
            ExpressionAttributeValues=pack(values),
        )


def pause(attempt: int) -> None:
    """After a put that lost: at random, so that those who met do not meet again; half a second at most."""
    time.sleep(random.uniform(0, min(0.01 * 2**attempt, 0.5)))
