"""Recalculations of a tenant: one item each among his own records, a small one a shard, and which is under way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from ..facts.tenant import Generation, Tenant
from ..scoring.prediction.fit import Fit
from . import keys
from .dynamo import Client, Item, call, pack, pages, unpack, won


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Counts(NamedTuple):
    """What a recalculation did. `processed` to `errors` are pairs of customer and product, as source 000 counts them.

    A customer that fails is one processed and one error. `written` are evaluations and repaired rows, `drift` customers
    whose stored facts differed from the ledger, `lagging` those who were about to be projected.
    """

    processed: int = 0
    updated: int = 0
    errors: int = 0
    written: int = 0
    drift: int = 0
    lagging: int = 0

    def plus(self, other: Counts) -> Counts:
        return Counts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class Job:
    """One recalculation. A manual one verifies every customer, a nightly one a seventh of them.

    The plan fixes `as_of_ms`, the tenant-local `day` (YYYY-MM-DD) with its IANA `zone`, the `generation` that is read,
    by the name of a working object the `ranking` of products that are counted together, and the `fit` that says what
    is expected (None: there was none yet). `shards` gives the counts of each shard so far. `shared` names the execution
    that does it with other tenants' nights; None: it has one of its own.
    """

    job_id: str
    manual: bool
    created_ms: int
    state: JobState = JobState.WAITING
    as_of_ms: int | None = None
    day: str | None = None
    zone: str | None = None
    generation: Generation | None = None
    ranking: str | None = None
    fit: Fit | None = None
    finished_ms: int | None = None
    error: str | None = None
    shared: str | None = None
    shards: Mapping[int, Counts] = field(default_factory=dict)

    @property
    def counts(self) -> Counts:
        total = Counts()
        for counts in self.shards.values():
            total = total.plus(counts)
        return total

    def execution(self, tenant_id: str) -> str:
        """The name of its execution: it starts once."""
        return self.shared or f"{tenant_id}-{self.job_id}"


class Jobs:
    """The jobs of one tenant."""

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant

    def create(self, job: Job) -> bool:
        """Writes a new job; False where the id is taken."""
        item = {
            **self._key(keys.job_sort(job.job_id)),
            "manual": job.manual,
            "created": job.created_ms,
            "state": job.state.value,
            "shared": job.shared,
        }
        return won(
            self._client.put_item,
            TableName=self._table,
            Item=pack(item),
            ConditionExpression="attribute_not_exists(pk)",
        )

    def read(self, job_id: str, *, with_shards: bool = True) -> Job | None:
        """The job, consistently; None where there is none. Every step asks for it, and few for what its shards did."""
        item = self._get(keys.job_sort(job_id))
        return None if item is None else _job(item, self.shards(job_id) if with_shards else {})

    def share(self, job_id: str, shared: str | None) -> bool:
        """Gives a job that is still waiting to an execution; False for one that has begun."""
        # An empty name is one of its own.
        changes = self._changes(job_id, {"shared": shared or ""})
        changes["ExpressionAttributeNames"] |= {"#state": "state"}
        changes["ExpressionAttributeValues"] |= {":waiting": {"S": JobState.WAITING.value}}
        return won(self._client.update_item, **changes, ConditionExpression="#state = :waiting")

    def current(self) -> str | None:
        """The id of the job that last became the tenant's current one."""
        item = self._get(keys.CURRENT_JOB)
        return None if item is None else unpack(item)["job"]

    def take_turn(self, job_id: str, *, after: str | None) -> bool:
        """Makes a job the current one; False where it is no longer `after` that is."""
        condition = "attribute_not_exists(pk)" if after is None else "job = :seen"
        seen = {} if after is None else {"ExpressionAttributeValues": {":seen": {"S": after}}}
        return won(
            self._client.put_item,
            TableName=self._table,
            Item=pack({**self._key(keys.CURRENT_JOB), "job": job_id}),
            ConditionExpression=condition,
            **seen,
        )

    def plan(
        self,
        job_id: str,
        *,
        as_of_ms: int,
        day: str,
        zone: str,
        generation: Generation,
        ranking: str | None = None,
        fit: Fit | None = None,
    ) -> None:
        """Fixes what the whole run goes by; what is fixed already stays."""
        planned: dict[str, str | int] = {
            "state": JobState.RUNNING.value,
            "as_of": as_of_ms,
            "day": day,
            "zone": zone,
            "generation": generation.number,
            "shards": generation.shards,
            **({"ranking": ranking} if ranking else {}),
            **({"fit": json.dumps(fit.as_json())} if fit else {}),
        }
        won(
            self._client.update_item,
            **self._changes(job_id, planned),
            ConditionExpression="attribute_not_exists(as_of)",
        )

    def note_shard(self, job_id: str, shard: int, number: int, counts: Counts) -> None:
        """The counts of a shard after turn `number`, unless a later turn has noted them. An item of its own: 1 024 of
        them in one would cost 60 write units each."""
        values: dict[str, str | int] = {"turn": number, "counts": json.dumps(counts)}
        item = {**self._key(keys.job_shard_sort(job_id, shard)), **values}
        won(
            self._client.put_item,
            TableName=self._table,
            Item=pack(item),
            ConditionExpression="attribute_not_exists(#turn) OR #turn <= :turn",
            ExpressionAttributeNames={"#turn": "turn"},
            ExpressionAttributeValues={":turn": {"N": str(number)}},
        )

    def finish(self, job_id: str, *, finished_ms: int, error: str | None) -> None:
        """Ends the job: failed where there is an error, else done."""
        call(self._client.update_item, **self._changes(job_id, _ended(finished_ms, error)))

    def give_up(self, job_id: str, *, finished_ms: int, error: str) -> bool:
        """Fails a job whose execution is gone; False for one that has ended itself."""
        changes = self._changes(job_id, _ended(finished_ms, error))
        going = {":waiting": {"S": JobState.WAITING.value}, ":running": {"S": JobState.RUNNING.value}}
        return won(
            self._client.update_item,
            **changes | {"ExpressionAttributeValues": changes["ExpressionAttributeValues"] | going},
            ConditionExpression="#state IN (:waiting, :running)",
        )

    def shards(self, job_id: str) -> dict[int, Counts]:
        """The counts of each shard so far, consistently."""
        prefix = keys.job_shard_sort(job_id)
        query = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :kind)",
            "ExpressionAttributeValues": {":pk": {"S": self._tenant.id}, ":kind": {"S": prefix}},
            "ConsistentRead": True,
        }
        return {
            int(item["sk"].removeprefix(prefix)): Counts(*json.loads(item["counts"]))
            for items in pages(self._client, **query)
            for item in map(unpack, items)
        }

    def _get(self, kind: str) -> Item | None:
        answer = call(self._client.get_item, TableName=self._table, Key=pack(self._key(kind)), ConsistentRead=True)
        item: Item | None = answer.get("Item")
        return item

    def _changes(self, job_id: str, changes: Mapping[str, str | int]) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "Key": pack(self._key(keys.job_sort(job_id))),
            "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in changes),
            "ExpressionAttributeNames": {f"#{name}": name for name in changes},
            "ExpressionAttributeValues": pack({f":{name}": value for name, value in changes.items()}),
        }

    def _key(self, kind: str) -> keys.Key:
        return keys.tenant_item(self._tenant.id, kind)


def _ended(finished_ms: int, error: str | None) -> dict[str, str | int]:
    state = JobState.FAILED if error else JobState.DONE
    return {"state": state.value, "finished": finished_ms, **({"error": error} if error else {})}


def _job(item: Item, shards: Mapping[int, Counts]) -> Job:
    values = unpack(item)
    return Job(
        job_id=values["sk"].removeprefix(keys.JOB),
        manual=values["manual"],
        created_ms=values["created"],
        state=JobState(values["state"]),
        as_of_ms=values.get("as_of"),
        day=values.get("day"),
        zone=values.get("zone"),
        generation=Generation(values["generation"], values["shards"]) if "generation" in values else None,
        ranking=values.get("ranking"),
        fit=Fit.of(json.loads(values["fit"])) if "fit" in values else None,
        finished_ms=values.get("finished"),
        error=values.get("error"),
        shared=values.get("shared") or None,
        shards=shards,
    )
