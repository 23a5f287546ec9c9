"""Imports: the jobs that take in a file; what is written by an attempt names that attempt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from ...dataclass import dataclass
from ...facts.time import HOUR_MS
from ...scoring.settings import Settings
from ..dynamo.calls import Value, pack, unpack, won
from ..settings_codec import decode_settings, encode_settings
from .job_record import JobRecord, JobState, ended
from .job_records import JobRecords

UPLOAD_VALID_MS = HOUR_MS
_OPTIONS = ("mapping", "statuses", "preset", "dates", "decimal", "count_pending", "dry_run")


class ImportState(StrEnum):
    """`expired`: its file did not come within the hour."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecord(JobRecord):
    """One import. `settings` and their zone are those of the moment it was created.

    `mapping` to `count_pending` say how its caller wants the file read, where the file does not say so itself.
    `exported_ms`: when the file was exported; None: nobody said.

    `version_id` and `size` (bytes) pin the upload; `split_attempt` is the attempt whose split stands. `rows_done` of
    `rows` have been loaded, `customers_settled` of `customers` have facts that show it. `result` is the report.
    `position` is the place among the tenant's imports that wait for their turn, from 1; it is not stored here.
    """

    file_name: str
    object_name: str
    settings: Settings
    mapping: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    preset: str | None = None
    dates: str | None = None
    decimal: str | None = None
    count_pending: str | None = None
    dry_run: bool = False
    exported_ms: int | None = None
    version_id: str | None = None
    size: int | None = None
    split_attempt: int | None = None
    rows: int | None = None
    rows_done: int = 0
    customers: int | None = None
    customers_settled: int = 0
    position: int | None = None

    @property
    def import_id(self) -> str:
        return self.job_id

    def shown_state(self, now_ms: int) -> ImportState:
        """The state; `expired` where the upload did not come within the hour."""
        late = self.version_id is None and now_ms > self.created_ms + UPLOAD_VALID_MS
        return ImportState.EXPIRED if self.state is JobState.WAITING and late else ImportState(self.state.value)


class Imports(JobRecords[ImportRecord]):
    """The imports of one tenant. Their ids begin with the instant, so that they sort by age."""

    kind = "import"

    def create(self, record: ImportRecord, *, asked: Mapping[str, Any] | None = None) -> bool:
        """Writes a new import; False where the id is taken."""
        asked = {
            **{name: getattr(record, name) for name in ("file_name", "object_name", "exported_ms", *_OPTIONS)},
            "settings": encode_settings(record.settings),
        }
        return super().create(record, asked=asked)

    def pin(self, import_id: str, *, version_id: str, size: int) -> bool:
        """Keeps this version of the upload for the import; False where one has been pinned before."""
        condition = "attempt = :seen AND attribute_not_exists(version_id)"
        return self._update(import_id, {"version_id": version_id, "size": size}, condition=condition, seen=0)

    def end_unread(self, import_id: str, *, finished_ms: int, error: str) -> bool:
        """Fails an import before its file was looked at; False where a version is pinned, or it has ended."""
        condition = "attempt = :seen AND attribute_not_exists(version_id) AND #state = :waiting"
        changes, more = ended(finished_ms, error, False, None), {":waiting": JobState.WAITING.value}
        return self._update(import_id, changes, condition=condition, seen=0, more=more)

    def wait(self, job_id: str, *, after: int, forget: tuple[str, ...] = ("customers", "customers_settled")) -> bool:
        """Waits for attempt `after + 1`; False where `after` is no longer the last one."""
        return super().wait(job_id, after=after, forget=forget)

    def note_split(self, import_id: str, attempt: int, *, rows: int) -> bool:
        """The attempt has split the file anew: nothing of it is loaded yet."""
        changes: dict[str, Value] = {"split_attempt": attempt, "rows": rows, "rows_loaded": {}}
        return self._update(import_id, changes, condition="attempt = :seen", seen=attempt)

    def note_loaded(self, import_id: str, attempt: int, *, part: int, rows: int) -> bool:
        """So many rows of a part have been loaded, in all. Its split has made a place for it."""
        return won(
            self._client.update_item,
            TableName=self._table,
            Key=pack(self._key(import_id)),
            UpdateExpression="SET rows_loaded.#part = :rows",
            ConditionExpression="attempt = :seen",
            ExpressionAttributeNames={"#part": str(part)},
            ExpressionAttributeValues=pack({":rows": rows, ":seen": attempt}),
        )

    def note_settled(self, import_id: str, attempt: int, *, customers: int, settled: int) -> bool:
        """The facts of `settled` of `customers` touched customers have caught up."""
        changes: dict[str, Value] = {"customers": customers, "customers_settled": settled}
        return self._update(import_id, changes, condition="attempt = :seen", seen=attempt)

    def _record(self, values: Mapping[str, Any], job: Mapping[str, Any]) -> ImportRecord:
        asked = job["asked"]
        return ImportRecord(
            **{**job, "asked": {}},
            file_name=asked["file_name"],
            object_name=asked["object_name"],
            settings=decode_settings(asked["settings"], self._tenant.exponent),
            **{name: asked[name] for name in _OPTIONS},
            exported_ms=asked.get("exported_ms"),
            version_id=values.get("version_id"),
            size=values.get("size"),
            split_attempt=values.get("split_attempt"),
            rows=values.get("rows"),
            rows_done=sum(unpack(values.get("rows_loaded", {})).values()),
            customers=values.get("customers"),
            customers_settled=values.get("customers_settled", 0),
        )
