"""Long jobs of a tenant: one item each among the tenant's own records, whatever kind they are of, and a slot a kind."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from ...facts.tenant import Tenant
from .. import keys
from ..dynamo.calls import Client, Item, Value, call, pack, unpack, won
from .job_record import JobRecord, JobState, decode_job, ended

R = TypeVar("R", bound=JobRecord)


class JobRecords(ABC, Generic[R]):
    """The jobs of one kind of one tenant. A kind with values of its own says how they are read."""

    kind: str

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant

    @abstractmethod
    def _record(self, values: Mapping[str, Any], job: Mapping[str, Any]) -> R:
        """The record of stored `values`; `job` is what it has in common with all jobs."""

    def create(self, record: R, *, asked: Mapping[str, Any] | None = None) -> bool:
        """Writes a new job; False where the id is taken. `asked` stands for the record's own where it is given."""
        item = {
            **self._key(record.job_id),
            "created": record.created_ms,
            "state": record.state.value,
            "attempt": record.attempt,
            "shared": record.shared,
            "asked": json.dumps(record.asked if asked is None else asked, ensure_ascii=False),
        }
        return won(
            self._client.put_item,
            TableName=self._table,
            Item=pack(item),
            ConditionExpression="attribute_not_exists(pk)",
        )

    def read(self, job_id: str) -> R | None:
        """The job, consistently; None where there is none."""
        item = self._get(self._key(job_id))
        return None if item is None else self._of(item)

    def page(self, limit: int, *, before: str | None = None) -> list[R]:
        """At most `limit` jobs, the last ids first, behind `before`; fewer than `limit` are the last ones."""
        low = self._key("")["sk"]
        query: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :low AND :high",
            "ExpressionAttributeValues": {
                ":pk": {"S": self._tenant.id},
                ":low": {"S": low},
                ":high": {"S": low + (before or "~")},
            },
            "ScanIndexForward": False,
        }
        if before:
            query["ExclusiveStartKey"] = pack(self._key(before))
        found: list[Item] = []
        while len(found) < limit:
            answer = call(self._client.query, **query, Limit=limit - len(found))
            found += answer["Items"]
            if "LastEvaluatedKey" not in answer:
                break
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
        return [self._of(item) for item in found]

    def begin(self, job_id: str, *, attempt: int, now_ms: int) -> bool:
        """Begins an attempt; False where the last one is not the one before it."""
        return self._update(
            job_id,
            {"state": JobState.RUNNING.value, "attempt": attempt, "begun": now_ms},
            condition="attempt = :seen",
            seen=attempt - 1,
        )

    def begun(self, job_id: str, *, now_ms: int) -> bool:
        """Says that a job of a kind without attempts has begun; False where that was said already."""
        running: dict[str, Value] = {"state": JobState.RUNNING.value, "begun": now_ms}
        return self._update(job_id, running, condition="#state = :seen", seen=JobState.WAITING.value)

    def wait(self, job_id: str, *, after: int, forget: tuple[str, ...] = ()) -> bool:
        """Waits for attempt `after + 1`; False where `after` is no longer the last one."""
        return self._update(
            job_id,
            {"state": JobState.WAITING.value},
            remove=("error", "refused", "finished", "result", *forget),
            condition="attempt = :seen",
            seen=after,
        )

    def finish(
        self,
        job_id: str,
        attempt: int = 0,
        *,
        finished_ms: int,
        error: str | None,
        refused: bool = False,
        result: Mapping[str, Any] | None = None,
    ) -> bool:
        """Ends the attempt: failed where there is an error, else done. False for an attempt that is not the last."""
        changes = ended(finished_ms, error, refused, result)
        return self._update(job_id, changes, condition="attempt = :seen", seen=attempt)

    def give_up(self, job_id: str, *, finished_ms: int, error: str) -> bool:
        """Fails a job whose execution is gone; False for one that has ended itself."""
        going = {":waiting": JobState.WAITING.value, ":running": JobState.RUNNING.value}
        changes = ended(finished_ms, error, False, None)
        return self._update(job_id, changes, condition="#state IN (:waiting, :running)", more=going)

    def share(self, job_id: str, shared: str | None) -> bool:
        """Gives a job that is still waiting to an execution; False for one that has begun."""
        # An empty name is one of its own.
        waiting = JobState.WAITING.value
        return self._update(job_id, {"shared": shared or ""}, condition="#state = :seen", seen=waiting)

    def current(self) -> str | None:
        """The id of the job that last took the tenant's slot of this kind."""
        item = self._get(keys.tenant_item(self._tenant.id, keys.job_slot(self.kind)))
        return None if item is None else unpack(item)["job"]

    def take_slot(self, job_id: str, *, after: str | None) -> bool:
        """Makes a job the current one; False where the current one is no longer `after`."""
        condition = "attribute_not_exists(pk)" if after is None else "job = :seen"
        seen = {} if after is None else {"ExpressionAttributeValues": {":seen": {"S": after}}}
        slot = keys.tenant_item(self._tenant.id, keys.job_slot(self.kind))
        return won(
            self._client.put_item,
            TableName=self._table,
            Item=pack({**slot, "job": job_id}),
            ConditionExpression=condition,
            **seen,
        )

    def _of(self, item: Item) -> R:
        values = unpack(item)
        return self._record(values, decode_job(values, self._key("")["sk"]))

    def _get(self, key: keys.Key) -> Item | None:
        answer = call(self._client.get_item, TableName=self._table, Key=pack(key), ConsistentRead=True)
        item: Item | None = answer.get("Item")
        return item

    def _update(
        self,
        job_id: str,
        changes: Mapping[str, Value],
        *,
        condition: str,
        seen: str | int | None = None,
        remove: tuple[str, ...] = (),
        more: Mapping[str, Value] | None = None,
    ) -> bool:
        """Changes a job where the condition holds, in which `seen` stands as `:seen`."""
        names = {f"#{name}": name for name in (*changes, *remove)}
        if "#state" in condition:
            names["#state"] = "state"
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in changes)
        if remove:
            expression += " REMOVE " + ", ".join(f"#{name}" for name in remove)
        values = {**{f":{name}": value for name, value in changes.items()}, ":seen": seen, **(more or {})}
        return won(
            self._client.update_item,
            TableName=self._table,
            Key=pack(self._key(job_id)),
            UpdateExpression=expression,
            ConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=pack(values),
        )

    def _key(self, job_id: str) -> keys.Key:
        return keys.tenant_item(self._tenant.id, keys.job_sort(self.kind, job_id))


class PlainJobs(JobRecords[JobRecord]):
    """The jobs of a kind that keeps nothing beside what all jobs have."""

    def __init__(self, client: Client, table: str, tenant: Tenant, kind: str) -> None:
        super().__init__(client, table, tenant)
        self.kind = kind

    def _record(self, values: Mapping[str, Any], job: Mapping[str, Any]) -> JobRecord:
        return JobRecord(**job)
