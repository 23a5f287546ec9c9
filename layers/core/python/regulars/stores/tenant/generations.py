"""The generation record: which copies of a tenant's read model are written, which one is read, which are to be swept.

A `Generations` is changed by pure functions and put on the condition that nobody has changed it since: repeated after
a crash or a lost answer, a change finds itself done and does nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from ...dataclass import dataclass
from ...errors import Conflict
from ...facts.customer import FACTS_VERSION
from ...facts.tenant import Generation, Tenant
from ...facts.time import DAY_MS
from .. import keys
from ..dynamo.calls import Client, Item, call, pack, unpack, won

# What an invocation that began before the retirement still writes there is swept with the rest: none lives so long.
SWEEP_AFTER_MS = DAY_MS
# What rows were before any record said so.
_UNSAID_FACTS_VERSION = 1


class Retired(NamedTuple):
    """A generation that is neither read nor written since `at_ms`, or emptied at that instant.

    An emptied one stays known for a day: its lookups are deleted after its rows, over a queue.
    """

    generation: Generation
    at_ms: int
    emptied: bool = False

    @property
    def due_ms(self) -> int:
        """The instant from which it may be swept, or forgotten."""
        return self.at_ms + SWEEP_AFTER_MS


@dataclass(frozen=True, slots=True)
class Generations:
    """All of a tenant's generations that have rows. `highest` is the highest number ever given, `facts_version` that
    of every row at the time when the one that is read was completed, `revision` counts the record's changes."""

    reading: Generation
    writing: tuple[Generation, ...]
    highest: int
    facts_version: int = FACTS_VERSION
    retired: tuple[Retired, ...] = ()
    revision: int = 0

    @classmethod
    def of(cls, tenant: Tenant) -> Generations:
        """Those of a tenant that is being made."""
        return cls(tenant.reading, tenant.writing, max(generation.number for generation in tenant.writing))

    @property
    def announced(self) -> Generation | None:
        """The generation that is written and not read yet."""
        return next((generation for generation in self.writing if generation != self.reading), None)

    def due(self, now_ms: int) -> tuple[Retired, ...]:
        """What may be swept, or forgotten, by now."""
        return tuple(retired for retired in self.retired if retired.due_ms <= now_ms)

    def announcing(self, shards: int | None) -> Generations:
        """With a generation in so many shards that is written from now on; as it is where the one that is read has so
        many. None: one like that which is read, to make every row anew.

        Raises `Conflict` where one is announced already that has another number of shards.
        """
        if self.announced is not None:
            if shards not in (None, self.announced.shards):
                raise Conflict(
                    "rebuild_under_way",
                    f"Generation {self.announced.number} in {self.announced.shards} shards is begun and not complete: "
                    "finish it first with a rebuild, which needs no number of shards.",
                )
            return self
        if shards == self.reading.shards:
            return self
        new = Generation(self.highest + 1, shards or self.reading.shards)
        return replace(self, writing=(*self.writing, new), highest=new.number)

    def reading_from(self, new: Generation, *, now_ms: int) -> Generations:
        """With `new` alone read and written; whatever was written beside it is retired at this instant."""
        if new.number <= self.reading.number:
            return self
        left = tuple(Retired(generation, now_ms) for generation in self.writing if generation != new)
        return replace(self, reading=new, writing=(new,), retired=(*self.retired, *left), facts_version=FACTS_VERSION)

    def swept(self, swept: Generation, *, now_ms: int) -> Generations:
        """With a retired generation that has no row any more: emptied now, or forgotten where it has been for a day."""
        left = []
        for retired in self.retired:
            if retired.generation != swept:
                left.append(retired)
            elif not retired.emptied:
                left.append(Retired(swept, now_ms, emptied=True))
            elif retired.due_ms > now_ms:
                left.append(retired)
        return replace(self, retired=tuple(left))


class GenerationStore:
    """The generation record of one tenant."""

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._tenant_id = tenant.id

    def read(self) -> Generations:
        """The record, consistently."""
        key = pack(keys.tenant_item(self._tenant_id, "generation"))
        answer = call(self._client.get_item, TableName=self._table, Key=key, ConsistentRead=True)
        return decode_generations(unpack(answer["Item"]))

    def put(self, generations: Generations) -> bool:
        """Replaces the record whose revision `generations` was read with; False where it has changed since."""
        seen = generations.revision
        condition = "revision = :seen" if seen else "attribute_exists(pk) AND attribute_not_exists(revision)"
        values = {"ExpressionAttributeValues": {":seen": {"N": str(seen)}}} if seen else {}
        return won(
            self._client.put_item,
            TableName=self._table,
            Item=pack(generations_item(self._tenant_id, replace(generations, revision=seen + 1))),
            ConditionExpression=condition,
            **values,
        )

    def change(self, change: Callable[[Generations], Generations]) -> Generations:
        """The record as `change` leaves it, even if others change it meanwhile; written only where it differs."""
        while True:
            seen = self.read()
            changed = change(seen)
            if changed == seen or self.put(changed):
                return changed


def generations_item(tenant_id: str, generations: Generations) -> dict[str, Any]:
    """The record as an item, to be packed. A revision of 0 is left out: it is that of records that never changed."""
    kept = (*generations.writing, *(retired.generation for retired in generations.retired))
    values = {
        "reading": generations.reading.number,
        "writing": [generation.number for generation in generations.writing],
        "retired": [[retired.generation.number, retired.at_ms, retired.emptied] for retired in generations.retired],
        "shards": {str(generation.number): generation.shards for generation in kept},
        "highest": generations.highest,
        "factsVersion": generations.facts_version,
    }
    return {
        **keys.tenant_item(tenant_id, "generation"),
        "generations": json.dumps(values),
        "revision": generations.revision or None,
    }


def decode_generations(item: Item) -> Generations:
    """The record of an unpacked item."""
    values = json.loads(item["generations"])
    known = {int(number): Generation(int(number), shards) for number, shards in values["shards"].items()}
    return Generations(
        reading=known[values["reading"]],
        writing=tuple(known[number] for number in values["writing"]),
        highest=values.get("highest", max(known)),
        facts_version=values.get("factsVersion", _UNSAID_FACTS_VERSION),
        retired=tuple(Retired(known[number], at_ms, emptied) for number, at_ms, emptied in values.get("retired", ())),
        revision=item.get("revision", 0),
    )
