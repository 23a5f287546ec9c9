"""Imports: one small item each among the tenant's own records; what is written by an attempt names that attempt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..facts.tenant import Tenant
from ..facts.time import HOUR_MS
from ..scoring.settings import Settings
from . import keys
from .codec import decode_settings, encode_settings
from .dynamo import Client, Item, Value, call, pack, unpack, won

UPLOAD_VALID_MS = HOUR_MS
# Beside a result an item holds the import's options (100 texts, 200 characters each): together below 400 KB.
_MOST_RESULT_BYTES = 200_000


class ImportState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import. `settings` and their zone are those of the moment it was created.

    `mapping` to `count_pending` say how its caller wants the file read, where the file does not say so itself.

    `version_id` and `size` (bytes) pin the upload; `split_attempt` is the attempt whose split stands. `rows_done` of
    `rows` have been loaded, `customers_settled` of `customers` have facts that show it. `result` is the report;
    `refused` says that the file is at fault and not the machine. `begun_ms` is when the present attempt began.
    `position` is the place among the tenant's imports that wait for their turn, from 1; it is not stored here.
    """

    import_id: str
    file_name: str
    object_name: str
    created_ms: int
    settings: Settings
    mapping: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    preset: str | None = None
    dates: str | None = None
    decimal: str | None = None
    count_pending: str | None = None
    dry_run: bool = False
    state: ImportState = ImportState.WAITING
    attempt: int = 0
    begun_ms: int | None = None
    version_id: str | None = None
    size: int | None = None
    split_attempt: int | None = None
    rows: int | None = None
    rows_done: int = 0
    customers: int | None = None
    customers_settled: int = 0
    finished_ms: int | None = None
    error: str | None = None
    refused: bool = False
    result: Mapping[str, Any] | None = None
    position: int | None = None

    def shown_state(self, now_ms: int) -> ImportState:
        """The state; an import whose upload did not come within the hour has expired."""
        late = self.version_id is None and now_ms > self.created_ms + UPLOAD_VALID_MS
        return ImportState.EXPIRED if self.state is ImportState.WAITING and late else self.state

    def execution(self) -> str:
        """The name of the present attempt's execution."""
        return f"{self.import_id}-{self.attempt}"


class Imports:
    """The imports of one tenant."""

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant

    def create(self, record: ImportRecord) -> bool:
        """Writes a new import; False where the id is taken."""
        options = {
            "mapping": dict(record.mapping),
            "statuses": dict(record.statuses),
            "preset": record.preset,
            "dates": record.dates,
            "decimal": record.decimal,
            "count_pending": record.count_pending,
            "settings": encode_settings(record.settings),
        }
        return won(
            self._client.put_item,
            TableName=self._table,
            Item=pack(
                {
                    **self._key(record.import_id),
                    "file_name": record.file_name,
                    "object_name": record.object_name,
                    "created": record.created_ms,
                    "options": json.dumps(options, ensure_ascii=False),
                    "dry_run": record.dry_run,
                    "state": record.state.value,
                    "attempt": record.attempt,
                }
            ),
            ConditionExpression="attribute_not_exists(pk)",
        )

    def read(self, import_id: str) -> ImportRecord | None:
        """The import, consistently; None where there is none."""
        answer = call(self._client.get_item, TableName=self._table, Key=pack(self._key(import_id)), ConsistentRead=True)
        return _decode(answer["Item"], self._tenant.exponent) if "Item" in answer else None

    def page(self, limit: int, *, before: str | None = None) -> list[ImportRecord]:
        """At most `limit` imports, the newest first, older than `before`; fewer than `limit` are the last ones."""
        high = keys.import_sort(before or "~")
        query: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :low AND :high",
            "ExpressionAttributeValues": {
                ":pk": {"S": self._tenant.id},
                ":low": {"S": keys.IMPORT},
                ":high": {"S": high},
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
        return [_decode(item, self._tenant.exponent) for item in found]

    def pin(self, import_id: str, *, version_id: str, size: int) -> bool:
        """Keeps this version of the upload for the import; False where one has been pinned before."""
        condition = "attempt = :seen AND attribute_not_exists(version_id)"
        return self._update(import_id, {"version_id": version_id, "size": size}, condition=condition, seen=0)

    def begin(self, import_id: str, *, attempt: int, now_ms: int) -> bool:
        """Begins an attempt; False where it is not the one before it that came last."""
        return self._update(
            import_id,
            {"state": ImportState.RUNNING.value, "attempt": attempt, "begun": now_ms},
            condition="attempt = :seen",
            seen=attempt - 1,
        )

    def wait(self, import_id: str, *, after: int) -> bool:
        """Waits for the turn of attempt `after + 1`; False where it is no longer `after` that came last."""
        return self._update(
            import_id,
            {"state": ImportState.WAITING.value},
            remove=("error", "refused", "finished", "result", "customers", "customers_settled"),
            condition="attempt = :seen",
            seen=after,
        )

    def note_split(self, import_id: str, attempt: int, *, rows: int) -> bool:
        """The attempt has split the file anew: nothing of it is loaded yet."""
        changes: dict[str, Value] = {"split_attempt": attempt, "rows": rows, "rows_loaded": {}}
        return self._update(import_id, changes, condition="attempt = :seen", seen=attempt)

    def note_loaded(self, import_id: str, attempt: int, *, part: int, rows: int) -> bool:
        """So many rows of a part have been loaded, in all. Whose split stands, has a place for it."""
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
        changes: dict[str, str | int] = {"customers": customers, "customers_settled": settled}
        return self._update(import_id, changes, condition="attempt = :seen", seen=attempt)

    def finish(
        self,
        import_id: str,
        attempt: int,
        *,
        finished_ms: int,
        error: str | None,
        refused: bool,
        result: Mapping[str, Any],
    ) -> bool:
        """Ends the attempt: failed where there is an error, else done. False for an attempt that is not the last.

        A result that the item could not hold is left out: an attempt must end.
        """
        text = json.dumps(result, ensure_ascii=False)
        state = ImportState.FAILED if error else ImportState.DONE
        changes: dict[str, str | int] = {
            "state": state.value,
            "refused": refused,
            "finished": finished_ms,
            "result": text if len(text.encode()) <= _MOST_RESULT_BYTES else "{}",
            **({"error": error} if error else {}),
        }
        return self._update(import_id, changes, condition="attempt = :seen", seen=attempt)

    def _update(
        self,
        import_id: str,
        changes: Mapping[str, Value],
        *,
        condition: str,
        seen: str | int,
        remove: tuple[str, ...] = (),
    ) -> bool:
        names = {f"#{name}": name for name in (*changes, *remove)}
        if "#state" in condition:
            names["#state"] = "state"
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in changes)
        if remove:
            expression += " REMOVE " + ", ".join(f"#{name}" for name in remove)
        return won(
            self._client.update_item,
            TableName=self._table,
            Key=pack(self._key(import_id)),
            UpdateExpression=expression,
            ConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=pack({f":{name}": value for name, value in changes.items()} | {":seen": seen}),
        )

    def _key(self, import_id: str) -> keys.Key:
        return keys.tenant_item(self._tenant.id, keys.import_sort(import_id))


def _decode(item: Item, exponent: int) -> ImportRecord:
    values = unpack(item)
    options = json.loads(values["options"])
    return ImportRecord(
        import_id=values["sk"].removeprefix(keys.IMPORT),
        file_name=values["file_name"],
        object_name=values["object_name"],
        created_ms=values["created"],
        settings=decode_settings(options["settings"], exponent),
        mapping=options["mapping"],
        statuses=options["statuses"],
        preset=options["preset"],
        dates=options["dates"],
        decimal=options["decimal"],
        count_pending=options["count_pending"],
        dry_run=values["dry_run"],
        state=ImportState(values["state"]),
        attempt=values["attempt"],
        begun_ms=values.get("begun"),
        version_id=values.get("version_id"),
        size=values.get("size"),
        split_attempt=values.get("split_attempt"),
        rows=values.get("rows"),
        rows_done=sum(unpack(values.get("rows_loaded", {})).values()),
        customers=values.get("customers"),
        customers_settled=values.get("customers_settled", 0),
        finished_ms=values.get("finished"),
        error=values.get("error"),
        refused=values.get("refused", False),
        result=json.loads(values["result"]) if "result" in values else None,
    )
