"""The steps of the state machine by name: each takes a payload and answers with what the machine decides on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..errors import RegularsError
from ..facts.order import Lane
from ..facts.tenant import TenantStatus
from ..stores.opened import Stores
from .line import ended
from .load import load
from .report import report
from .settle import settle
from .split import split
from .turns import take_turns
from .work import Work, open_work


class StepFailed(RegularsError):
    """A step broke off; it may simply be done again. Says which and at what kind of error, never what it had read."""


def run_step(event: Mapping[str, Any], *, stores: Stores, clock: Callable[[], int], deadline_ms: int) -> dict[str, Any]:
    """Does `event["step"]` of `{tenant, importId, attempt}`; whatever broke off may simply be done again.

    `split` answers `{parts: [...]}`, `load` of one `part` `{done}`, `settle` `{settled, waitSeconds}`, `report`
    `{state, error}`: `done`, `refused` (the file is at fault) or `failed` (the machine is).
    """
    work = open_work(stores, event)
    imports = stores.imports(work.tenant)
    match event["step"]:
        case "split":
            return _parts(work, stores, clock())
        case "load":
            done = load(
                work,
                event["part"]["number"],
                registry=stores.registry(work.tenant),
                ledger=stores.ledger(work.tenant),
                imports=imports,
                clock=clock,
                deadline_ms=deadline_ms,
            )
            return {"done": done}
        case "settle":
            facts = [stores.rows(work.tenant, generation) for generation in work.tenant.writing]
            wait_s = settle(
                work,
                facts=facts,
                queue=stores.queue(Lane.IMPORT),
                imports=imports,
                clock=clock,
                deadline_ms=deadline_ms,
            )
            return {"settled": wait_s == 0, "waitSeconds": wait_s}
        case "report":
            told = report(work, files=stores.files(work.tenant), imports=imports, now_ms=clock())
            take_turns(ended(work.turn), stores=stores, now_ms=clock())
            state = "refused" if told.refused else "failed" if told.error else "done"
            return {"state": state, "error": told.error or ""}
    raise ValueError(f"{event['step']} is no step of an import")


def _parts(work: Work, stores: Stores, now_ms: int) -> dict[str, Any]:
    if work.tenant.status is TenantStatus.SUSPENDED:
        return {"parts": []}
    manifest = split(work, files=stores.files(work.tenant), imports=stores.imports(work.tenant), now_ms=now_ms)
    return {"parts": [{"number": number} for number in range(manifest.parts)]}
