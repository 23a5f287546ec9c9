"""Whose turn it is among a tenant's imports: one small item that says who runs, and who waits in which order."""

from __future__ import annotations

import json
from typing import NamedTuple

from ..facts.tenant import Tenant
from . import keys
from .dynamo import Client, Value, call, pack, won

_TURNS = "import-turns"


class Turn(NamedTuple):
    """An attempt at an import that may run, since an instant."""

    import_id: str
    attempt: int
    since_ms: int

    @property
    def execution(self) -> str:
        """The name of its execution, as `ImportRecord.execution` has it."""
        return f"{self.import_id}-{self.attempt}"


class Turns(NamedTuple):
    """`waiting` are attempts in the order in which they came; `revision` counts the item's changes."""

    running: tuple[Turn, ...] = ()
    waiting: tuple[tuple[str, int], ...] = ()
    revision: int = 0

    def position(self, import_id: str) -> int | None:
        """The place of an import among those that wait, from 1; None where it does not."""
        return next((at for at, (waiting, _) in enumerate(self.waiting, 1) if waiting == import_id), None)


class ImportTurns:
    """The turns of one tenant."""

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._key = pack(keys.tenant_item(tenant.id, _TURNS))

    def read(self) -> Turns:
        """The turns, consistently."""
        answer = call(self._client.get_item, TableName=self._table, Key=self._key, ConsistentRead=True)
        if "Item" not in answer:
            return Turns()
        stored = json.loads(answer["Item"]["turns"]["S"])
        running = tuple(Turn(*turn) for turn in stored["running"])
        return Turns(running, tuple((id_, attempt) for id_, attempt in stored["waiting"]), stored["revision"])

    def put(self, turns: Turns) -> bool:
        """Writes the turns over the ones of their revision; False where these are no longer the stored ones."""
        seen = turns.revision
        values: dict[str, Value | None] = {":next": seen + 1, **({":seen": seen} if seen else {})}
        values[":turns"] = json.dumps({"running": turns.running, "waiting": turns.waiting, "revision": seen + 1})
        return won(
            self._client.update_item,
            TableName=self._table,
            Key=self._key,
            UpdateExpression="SET turns = :turns, revision = :next",
            ConditionExpression="revision = :seen" if seen else "attribute_not_exists(pk)",
            ExpressionAttributeValues=pack(values),
        )
