"""How an import looks from outside: state, progress, what was recognised, what became of the rows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ...stores.tenant.imports import ImportRecord
from ...stores.tenant.job_record import JobState
from ..door.json_text import to_number
from ..door.render import instant

if TYPE_CHECKING:
    from .shapes import Import, ImportCounts, ImportStatus, OrdersWithoutCustomer, Recognised


def show_import(record: ImportRecord, *, now_ms: int) -> Import:
    """The record in the API's words; what is not known yet is null."""
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
            "exportedAt": instant(record.exported_ms),
        },
        "createdAt": instant(record.created_ms),
        "finishedAt": instant(record.finished_ms),
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
        "statuses": [_status(sums) for sums in result.get("statuses", [])],
        "withoutCustomer": _without_customer(result.get("withoutCustomer")),
        "newestAt": result.get("newestAt"),
        "unknownStatuses": result.get("unknownStatuses", {}),
        "reconciliation": result.get("reconciliation"),
        "advice": result.get("advice", []),
        "recognised": _recognised(result),
        "refusals": result.get("refusals", []),
    }


def _phase(record: ImportRecord) -> str:
    """What the import is at while it runs; else its state."""
    if record.state is not JobState.RUNNING:
        return record.state.value
    if record.rows is None:
        return "reading"
    return "loading" if record.customers is None else "settling"


def _counts(result: Mapping[str, Any]) -> ImportCounts | None:
    if "orders" not in result:
        return None
    orders: Mapping[str, int] = result["orders"]
    return {
        "rows": result["rows"],
        "rowsRefused": result["rowsRefused"],
        "ordersRead": result["ordersRead"],
        "orders": {
            "created": orders.get("created", 0),
            "updated": orders.get("updated", 0),
            "unchanged": orders.get("unchanged", 0),
            "stale": orders.get("stale", 0),
            "refused": orders.get("refused", 0),
            "erased": orders.get("erased", 0),
        },
        "customers": result["customers"],
    }


def _status(sums: Mapping[str, Any]) -> ImportStatus:
    return {
        "status": sums["status"],
        "counted": sums["counted"],
        "orders": sums["orders"],
        "amount": _amount(sums["amount"]),
    }


def _without_customer(sums: Mapping[str, Any] | None) -> OrdersWithoutCustomer | None:
    return None if sums is None else {"orders": sums["orders"], "amount": _amount(sums["amount"])}


def _amount(text: str) -> float:
    """Money as the report stores it, exact, as a JSON number."""
    return to_number(Decimal(text))


def _recognised(result: Mapping[str, Any]) -> Recognised | None:
    """None until the file was looked at."""
    if "format" not in result:
        return None
    return {
        "format": result["format"],
        "preset": result.get("preset"),
        "encoding": result.get("encoding"),
        "separator": result.get("separator"),
        "decimals": result["decimals"],
        "dates": result.get("dates"),
        "dateExamples": result["dateExamples"],
        "timezone": result["timezone"],
        "localTimes": result["localTimes"],
        "currency": result["currency"],
        "mapping": result["mapping"],
        "ignoredColumns": result["ignoredColumns"],
        "sha256": result.get("sha256"),
    }
