"""`import.completed`: an attempt at a file of orders has ended, well or not."""

from __future__ import annotations

from ...facts.time import rfc3339
from ...stores.tenant.imports import ImportRecord
from ...stores.tenant.job_record import JobState
from ..event import Event
from ..event_type import EventType
from ..fields import COUNT, INSTANT, JOB_ID

_ORDERS = ("created", "updated", "unchanged", "stale", "refused", "erased")

IMPORT_COMPLETED = EventType(
    "import.completed",
    "A file of orders was taken in, and the customers in it are counted anew; or that failed, and "
    "GET /api/imports/<importId> says why. A retry is an attempt of its own.",
    {
        "importId": JOB_ID,
        "attempt": {"type": "integer", "minimum": 1},
        "state": {"enum": [str(JobState.DONE), str(JobState.FAILED)]},
        "dryRun": {"type": "boolean", "description": "True: the file was only read, and nothing written."},
        "createdAt": INSTANT,
        "rows": COUNT,
        "rowsRefused": COUNT,
        "orders": {
            "type": "object",
            "required": list(_ORDERS),
            "properties": dict.fromkeys(_ORDERS, COUNT),
        },
    },
)


def import_completed(record: ImportRecord, tenant_id: str) -> Event:
    """Of one that has ended. Its file may be called after people: its name stays out of it."""
    assert record.finished_ms is not None, "it has ended"
    result = record.result or {}
    orders = result.get("orders", {})
    data = {
        "schemaVersion": IMPORT_COMPLETED.version,
        "tenant": tenant_id,
        "importId": record.import_id,
        "attempt": record.attempt,
        "state": record.state.value,
        "dryRun": record.dry_run,
        "createdAt": rfc3339(record.created_ms),
        "rows": result.get("rows", 0),
        "rowsRefused": result.get("rowsRefused", 0),
        "orders": {name: orders.get(name, 0) for name in _ORDERS},
    }
    id_ = f"{tenant_id}-{record.import_id}-{record.attempt}"
    return Event(id_, IMPORT_COMPLETED.name, tenant_id, record.import_id, record.finished_ms, data)
