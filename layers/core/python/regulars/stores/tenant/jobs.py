"""Recalculations of a tenant: the jobs of the night, or asked for; and a small item a shard with its counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any, NamedTuple

from ...dataclass import dataclass
from ...facts.tenant import Generation
from ...scoring.prediction.fit import Fit
from .. import keys
from ..dynamo.calls import Value, pack, pages, unpack, won
from .job_record import JobRecord, JobState
from .job_records import JobRecords


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(JobRecord):
    """One recalculation. A manual one verifies every customer, a nightly one a seventh of them.

    The plan fixes `as_of_ms`, the tenant-local `day` (YYYY-MM-DD) with its IANA `zone`, the `generation` that is read,
    by the name of a working object the `ranking` of products that are counted together, and the `fit` that says what
    is expected (None: there was none yet). `since_ms` is the instant of the night before (None: there was none): what
    became due behind it is this one's to tell. `shards` gives the counts of each shard so far.
    """

    manual: bool
    as_of_ms: int | None = None
    day: str | None = None
    zone: str | None = None
    generation: Generation | None = None
    ranking: str | None = None
    fit: Fit | None = None
    since_ms: int | None = None
    shards: Mapping[int, Counts] = field(default_factory=dict)

    @property
    def counts(self) -> Counts:
        total = Counts()
        for counts in self.shards.values():
            total = total.plus(counts)
        return total


class Jobs(JobRecords[Job]):
    """The recalculations of one tenant."""

    kind = "recalculation"

    def create(self, record: Job, *, asked: Mapping[str, Any] | None = None) -> bool:
        """Writes a new job; False where the id is taken."""
        return super().create(record, asked={"manual": record.manual})

    def read(self, job_id: str, *, with_shards: bool = True) -> Job | None:
        """The job, consistently; None where there is none. Every step asks for it, and few for what its shards did."""
        job = super().read(job_id)
        return replace(job, shards=self.shards(job_id)) if job is not None and with_shards else job

    def plan(
        self,
        job_id: str,
        *,
        as_of_ms: int,
        day: str,
        zone: str,
        generation: Generation,
        ranking: str,
        fit: Fit | None = None,
        since_ms: int | None = None,
    ) -> None:
        """Fixes what the whole run goes by; what is fixed already stays."""
        planned: dict[str, Value] = {
            "state": JobState.RUNNING.value,
            "as_of": as_of_ms,
            "day": day,
            "zone": zone,
            "generation": generation.number,
            "shards": generation.shards,
            "ranking": ranking,
            **({"fit": json.dumps(fit.as_json())} if fit else {}),
            **({"since": since_ms} if since_ms is not None else {}),
        }
        self._update(job_id, planned, condition="attribute_not_exists(as_of)")

    def note_shard(self, job_id: str, shard: int, number: int, counts: Counts) -> None:
        """The counts of a shard after turn `number`, unless a later turn has noted them. An item of its own: 1 024 of
        them in one would cost 60 write units each."""
        values: dict[str, str | int] = {"turn": number, "counts": json.dumps(counts)}
        key = keys.tenant_item(self._tenant.id, keys.job_shard_sort(job_id, shard))
        won(
            self._client.put_item,
            TableName=self._table,
            Item=pack({**key, **values}),
            ConditionExpression="attribute_not_exists(#turn) OR #turn <= :turn",
            ExpressionAttributeNames={"#turn": "turn"},
            ExpressionAttributeValues={":turn": {"N": str(number)}},
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

    def _record(self, values: Mapping[str, Any], job: Mapping[str, Any]) -> Job:
        return Job(
            **{**job, "asked": {}},
            manual=job["asked"]["manual"],
            as_of_ms=values.get("as_of"),
            day=values.get("day"),
            zone=values.get("zone"),
            generation=Generation(values["generation"], values["shards"]) if "generation" in values else None,
            ranking=values.get("ranking"),
            fit=Fit.of(json.loads(values["fit"])) if "fit" in values else None,
            since_ms=values.get("since"),
        )
