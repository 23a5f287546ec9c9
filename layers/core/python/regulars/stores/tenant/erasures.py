"""Erasures of persons: long jobs that know who it is about by a keyed hash alone."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from ...dataclass import dataclass
from .. import keys
from ..dynamo.calls import Value, call, pack, pages, unpack, won
from .job_record import JobRecord, JobState
from .job_records import JobRecords


class ErasureState(StrEnum):
    """`waiting`: it can be cancelled. `settling`: what was begun before it ends, and is swept then."""

    WAITING = "waiting"
    RUNNING = "running"
    SETTLING = "settling"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRecord(JobRecord):
    """One erasure. `person` is the hash of the id under which the person was known, `actor` the subject of who asked.

    `runs` counts how often it was begun again after it failed. `released_ms`: the person may come back since.
    """

    person: str
    reason: str | None
    actor: str | None
    begins_ms: int
    settling_ms: int | None = None
    cancelled: bool = False
    released_ms: int | None = None
    runs: int = 0

    @property
    def shown_state(self) -> ErasureState:
        if self.cancelled:
            return ErasureState.CANCELLED
        if self.state is JobState.RUNNING and self.settling_ms is not None:
            return ErasureState.SETTLING
        return ErasureState(self.state.value)


class Erasures(JobRecords[ErasureRecord]):
    """The erasures of one tenant. Their ids begin with the instant, so that they sort by age."""

    kind = "erasure"

    def create(self, record: ErasureRecord, *, asked: Mapping[str, Any] | None = None) -> bool:
        """Writes a new erasure; False where the id is taken."""
        asked = {
            "person": record.person,
            "reason": record.reason,
            "actor": record.actor,
            "begins": record.begins_ms,
        }
        return super().create(record, asked=asked)

    def last_of(self, person: str) -> str | None:
        """Which erasure was the last that was asked for of this hash."""
        item = self._get(keys.tenant_item(self._tenant.id, keys.erasing_sort(person)))
        return None if item is None else unpack(item)["job"]

    def hold(self, person: str, job_id: str, *, after: str | None) -> bool:
        """Makes this the last one; False where that is no longer `after`."""
        condition = "attribute_not_exists(pk)" if after is None else "job = :seen"
        seen = {} if after is None else {"ExpressionAttributeValues": {":seen": {"S": after}}}
        item = {**keys.tenant_item(self._tenant.id, keys.erasing_sort(person)), "job": job_id}
        return won(self._client.put_item, TableName=self._table, Item=pack(item), ConditionExpression=condition, **seen)

    def cancel(self, job_id: str, *, now_ms: int) -> bool:
        """False for one that has begun."""
        changes: dict[str, Value] = {
            "state": JobState.FAILED.value,
            "cancelled": True,
            "error": "cancelled",
            "refused": True,
            "finished": now_ms,
        }
        return self._update(job_id, changes, condition="#state = :seen", seen=JobState.WAITING.value)

    def settles(self, job_id: str, *, now_ms: int) -> None:
        """The first sweep is over."""
        self._update(job_id, {"settling": now_ms}, condition="attribute_exists(pk)")

    def again(self, record: ErasureRecord, *, execution: str) -> bool:
        """Begins a failed one again; False where it has not failed, or was begun again by somebody else."""
        changes: dict[str, Value] = {"state": JobState.WAITING.value, "runs": record.runs + 1, "shared": execution}
        return self._update(
            record.job_id,
            changes,
            remove=("error", "refused", "finished", "settling"),
            condition="#state = :seen",
            seen=JobState.FAILED.value,
        )

    def released(self, job_id: str, *, now_ms: int) -> None:
        """The person may come back."""
        self._update(job_id, {"released": now_ms}, condition="attribute_exists(pk)")

    def note_day(self, day: str, job_id: str) -> None:
        """Counts this erasure for a tenant-local day, however often it is said."""
        item = keys.tenant_item(self._tenant.id, keys.erased_sort(day, job_id))
        call(self._client.put_item, TableName=self._table, Item=pack(item))

    def days(self, first: str, last: str) -> dict[str, int]:
        """How many were erased on each day of these, both included; days without any are left out."""
        query = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :low AND :high",
            "ExpressionAttributeValues": pack(
                {":pk": self._tenant.id, ":low": keys.ERASED_DAY + first, ":high": keys.erased_sort(last, "~")}
            ),
            "ProjectionExpression": "sk",
        }
        found: dict[str, int] = {}
        for items in pages(self._client, **query):
            for item in items:
                day = item["sk"]["S"].removeprefix(keys.ERASED_DAY).partition("#")[0]
                found[day] = found.get(day, 0) + 1
        return found

    def _record(self, values: Mapping[str, Any], job: Mapping[str, Any]) -> ErasureRecord:
        asked = job["asked"]
        return ErasureRecord(
            **{**job, "asked": {}},
            person=asked["person"],
            reason=asked["reason"],
            actor=asked["actor"],
            begins_ms=asked["begins"],
            settling_ms=values.get("settling"),
            cancelled=values.get("cancelled", False),
            released_ms=values.get("released"),
            runs=values.get("runs", 0),
        )
