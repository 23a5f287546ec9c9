"""The steps of an import; whatever broke off may simply be done again."""

from __future__ import annotations

from typing import Any

from ...events.publish import publish
from ...events.types.import_completed import import_completed
from ...facts.order import Lane
from ...facts.tenant import TenantStatus
from ...jobs.steps import StepCall, Steps
from .load import load
from .report import report
from .sentences import BROKE_OFF
from .settle import settle
from .split import split
from .work import open_work


def do_split(call: StepCall) -> dict[str, Any]:
    """Answers `{parts: [{number}]}`."""
    stores = call.stores
    work = open_work(stores, call.event)
    if work.tenant.status is TenantStatus.SUSPENDED:
        return {"parts": []}
    files, imports = stores.files(work.tenant), stores.imports(work.tenant)
    manifest = split(work, files=files, imports=imports, now_ms=call.clock())
    return {"parts": [{"number": number} for number in range(manifest.parts)]}


def do_load(call: StepCall) -> dict[str, Any]:
    """Loads one `part`: `{done}`."""
    stores = call.stores
    work = open_work(stores, call.event)
    done = load(
        work,
        call.event["part"]["number"],
        registry=stores.registry(work.tenant),
        ledger=stores.ledger(work.tenant),
        imports=stores.imports(work.tenant),
        clock=call.clock,
        deadline_ms=call.deadline_ms,
    )
    return {"done": done}


def do_settle(call: StepCall) -> dict[str, Any]:
    """Answers `{done, waitSeconds}`."""
    stores = call.stores
    work = open_work(stores, call.event)
    wait_s = settle(
        work,
        facts=[stores.rows(work.tenant, generation) for generation in work.tenant.writing],
        ledger=stores.ledger(work.tenant),
        queue=stores.queue(Lane.IMPORT),
        imports=stores.imports(work.tenant),
        clock=call.clock,
        deadline_ms=call.deadline_ms,
    )
    return {"done": wait_s == 0, "waitSeconds": wait_s}


def do_report(call: StepCall) -> dict[str, Any]:
    """Answers `{state, error}`: `done`, `refused` (the file is at fault) or `failed`; the execution of an import that
    failed although no step broke off ends well. Killed before it was told, it is told by the repetition."""
    stores = call.stores
    work = open_work(stores, call.event)
    files, imports = stores.files(work.tenant), stores.imports(work.tenant)
    told = report(work, files=files, imports=imports, now_ms=call.clock(), broken=call.broken)
    ended = imports.read(work.record.import_id)
    if ended is not None and ended.has_ended and ended.attempt == work.attempt:
        publish([import_completed(ended, work.tenant.id)], stores=stores)
    state = "refused" if told.refused else "failed" if told.error else "done"
    return {"state": state, "error": (told.error or BROKE_OFF) if call.broken else ""}


STEPS: Steps = {"split": do_split, "load": do_load, "settle": do_settle, "report": do_report}
