"""The steps of an evaluation; whatever broke off may simply be done again: who is sent twice is announced once."""

from __future__ import annotations

from itertools import islice
from typing import Any

from ..errors import NotFound
from ..facts.order import Lane
from ..jobs.steps import StepCall, Steps
from ..stores.messages import Touch, Touched
from ..stores.registry import ROSTER_BUCKETS
from ..stores.tenant.tenants import TenantRecord
from ..stores.tenant.terms import revision_of
from .job import EVALUATION
from .start import edit_of, evaluate_everybody

# A million customers are some 62 000 a part; parts go one after the other.
PARTS = 16
_AT_ONCE = 1_000


def do_plan(call: StepCall) -> dict[str, Any]:
    """Answers `{parts: [{number}]}`."""
    _record(call)
    return {"parts": [{"number": number} for number in range(PARTS)]}


def do_send(call: StepCall) -> dict[str, Any]:
    """Sends one `part` of the roster, of whom no more is known than that time has passed: `{done}`."""
    tenant, part = _record(call).tenant, call.event["part"]["number"]
    registry, queue = call.stores.registry(tenant), call.stores.queue(Lane.BULK)
    customers = (id_ for bucket in range(part, ROSTER_BUCKETS, PARTS) for id_ in registry.roster(bucket))
    while some := list(islice(customers, _AT_ONCE)):
        queue.send_touches([Touch(Touched(tenant.id, id_), frozenset()) for id_ in some])
    return {"done": True}


def do_end(call: StepCall) -> dict[str, Any]:
    """Ends the job, and begins the next one where something was edited since: `{error}`, empty where all is well."""
    tenant, job_id = _record(call).tenant, call.event["job"]
    jobs = EVALUATION.of(call.stores, tenant)
    error = EVALUATION.sentence_of(call.broken)
    jobs.finish(job_id, finished_ms=call.clock(), error=error)
    # Read once the slot is free: who edits from here on starts one themselves.
    edit, job = revision_of(_record(call)), jobs.read(job_id)
    if error is None and job is not None and edit_of(job).is_older_than(edit):
        evaluate_everybody(tenant, edit, stores=call.stores, now_ms=call.clock())
    return {"error": error or ""}


STEPS: Steps = {"plan": do_plan, "send": do_send, "end": do_end}


def _record(call: StepCall) -> TenantRecord:
    record = call.stores.directory.read(call.event["tenant"])
    if record is None:
        raise NotFound(f"There is no tenant {call.event['tenant']}.")
    return record
