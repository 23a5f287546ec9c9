"""An import as callers see it: state, progress, what was recognised, what became of the rows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ...facts.time import rfc3339
from ...stores.tenant.imports import ImportRecord
from ...stores.tenant.job_record import JobState

_OUTCOMES = ("created", "updated", "unchanged", "stale", "refused")
_RECOGNISED = (
    "format", "preset", "encoding", "separator", "decimals", "dates", "dateExamples", "timezone", "localTimes",
    "currency", "mapping", "ignoredColumns", "sha256",
)  # fmt: skip


def show_import(record: ImportRecord, *, now_ms: int) -> dict[str, Any]:
    """The record in the API's words: instants as RFC 3339, money as `Decimal`, unknown as None."""
    result = record.result or {}
    return {
        "importId": record.import_id,
        "fileName": record.file_name,
        "state": record.shown_state(now_ms),
        "dryRun": record.dry_run,
        "attempt": record.attempt,
        "options": {
            "preset": record.preset,
            "mapping": dict(record.mapping),
            "statuses": dict(record.statuses),
            "dates": record.dates,
            "decimal": record.decimal,
            "countPending": record.count_pending,
        },
        "createdAt": rfc3339(record.created_ms),
        "finishedAt": None if record.finished_ms is None else rfc3339(record.finished_ms),
        "error": record.error,
        "progress": {
            "phase": _phase(record),
            "position": record.position,
            "rows": record.rows,
            "rowsDone": record.rows_done,
            "customers": record.customers,
            "customersSettled": record.customers_settled,
        },
        "counts": _counts(result),
        "statuses": [_with_money(sums) for sums in result.get("statuses", [])],
        "withoutCustomer": _with_money(result.get("withoutCustomer")),
        "unknownStatuses": result.get("unknownStatuses", {}),
        "reconciliation": result.get("reconciliation"),
        "advice": result.get("advice", []),
        "recognised": {name: result.get(name) for name in _RECOGNISED} if "format" in result else None,
        "refusals": result.get("refusals", []),
    }


def _with_money(sums: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if sums is None else {**sums, "amount": Decimal(sums["amount"])}


def _phase(record: ImportRecord) -> str:
    """What the import is at while it runs; else its state."""
    if record.state is not JobState.RUNNING:
        return record.state.value
    if record.rows is None:
        return "reading"
    return "loading" if record.customers is None else "settling"


def _counts(result: Mapping[str, Any]) -> dict[str, Any] | None:
    if "orders" not in result:
        return None
    orders = {outcome: result["orders"].get(outcome, 0) for outcome in _OUTCOMES}
    return {
        "rows": result["rows"],
        "rowsRefused": result["rowsRefused"],
        "ordersRead": result["ordersRead"],
        "orders": orders,
        "customers": result["customers"],
    }
