"""One long job of any kind, and how it is written among the tenant's own records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from ...dataclass import dataclass
from ..dynamo.calls import Value

# Beside a result an item holds what was asked for; together they stay below the 400 KB of an item.
_MOST_RESULT_BYTES = 200_000


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class JobRecord:
    """One job of any kind. `asked` is what was asked for, `result` what the job left; both as JSON.

    `attempt` counts the attempts of a kind that may be retried, 0 for kinds that are not; `begun_ms` is when the
    present one began. `error` is the sentence of a failed job; `refused` says that its input is at fault: no retry
    helps. `shared` names the execution that does it together with other tenants' jobs; None: it has one of its own.
    """

    job_id: str
    created_ms: int
    state: JobState = JobState.WAITING
    attempt: int = 0
    begun_ms: int | None = None
    finished_ms: int | None = None
    error: str | None = None
    refused: bool = False
    shared: str | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)
    result: Mapping[str, Any] | None = None

    @property
    def has_ended(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED)

    def execution(self, tenant_id: str) -> str:
        """The name of its execution: it starts once. Ids of kinds that are retried are unique over all tenants."""
        own = f"{self.job_id}-{self.attempt}" if self.attempt else f"{tenant_id}-{self.job_id}"
        return self.shared or own


def ended(finished_ms: int, error: str | None, refused: bool, result: Mapping[str, Any] | None) -> dict[str, Value]:
    """The values of a job that has ended. A result that the item could not hold is left out: an attempt must end."""
    text = None if result is None else json.dumps(result, ensure_ascii=False)
    ended: dict[str, Value] = {"state": (JobState.FAILED if error else JobState.DONE).value, "finished": finished_ms}
    if error:
        ended |= {"error": error, "refused": refused}
    if text is not None:
        ended["result"] = text if len(text.encode()) <= _MOST_RESULT_BYTES else "{}"
    return ended


def decode_job(values: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """What stored values say of any job; its id stands behind the prefix of its sort key."""
    return {
        "job_id": values["sk"].removeprefix(prefix),
        "created_ms": values["created"],
        "state": JobState(values["state"]),
        "attempt": values["attempt"],
        "begun_ms": values.get("begun"),
        "finished_ms": values.get("finished"),
        "error": values.get("error"),
        "refused": values.get("refused", False),
        "shared": values.get("shared") or None,
        "asked": json.loads(values["asked"]),
        "result": json.loads(values["result"]) if "result" in values else None,
    }
