"""The steps of an export; whatever broke off may simply be done again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..jobs.steps import StepCall, Steps
from .counts import Counts
from .job import EXPORT
from .plan import Plan, make_plan
from .sentences import BROKE_OFF, TOO_LARGE
from .work import Work, open_work
from .write import write_shard

MOST_GB = 5
"""What one link gives."""
_GB = 1024**3


def do_plan(call: StepCall) -> dict[str, Any]:
    """Answers `{shards: [{number}]}`; none where there is nothing to export any more."""
    work = open_work(call.stores, call.event)
    EXPORT.of(call.stores, work.tenant).begun(work.job.job_id, now_ms=call.clock())
    plan = work.keep_plan(make_plan(work.request, work.record, stores=call.stores, asked_ms=work.job.created_ms))
    return {"shards": [] if plan.refused else [{"number": shard} for shard in range(plan.generation.shards)]}


def do_write(call: StepCall) -> dict[str, Any]:
    """Does one turn of one `shard`: `{done}`."""
    work, shard = open_work(call.stores, call.event), call.event["shard"]["number"]
    done = write_shard(
        work, shard, call.event["turn"], stores=call.stores, clock=call.clock, deadline_ms=call.deadline_ms
    )
    return {"done": done}


def do_join(call: StepCall) -> dict[str, Any]:
    """All pieces in the order of shards and turns become one file, a piece at a time."""
    work = open_work(call.stores, call.event)
    plan = work.plan()
    if plan.refused:
        work.keep_joined({"error": plan.refused})
        return {}
    header = work.format.header(work.layout(plan))
    total = Counts(size=len(header))
    for shard in range(plan.generation.shards):
        for turn in work.turns(shard):
            total = total.plus(turn.counts)
    if total.size > MOST_GB * _GB:
        work.keep_joined({"error": TOO_LARGE.format(most=MOST_GB)})
        return {}
    work.files.put_export(
        work.job.job_id, work.format.extension, _content(work, plan, header), work.format.content_type
    )
    work.keep_joined({"error": None, "counts": total._asdict(), "asOf": plan.as_of_ms})
    return {}


def do_finish(call: StepCall) -> dict[str, Any]:
    """Ends the job, and answers `{error}`: empty where the execution ends well, as it does where nothing broke off."""
    work = open_work(call.stores, call.event)
    broken = EXPORT.sentence_of(call.broken)
    joined = None if broken else work.joined()
    error = BROKE_OFF if joined is None else joined["error"]
    EXPORT.of(call.stores, work.tenant).finish(
        work.job.job_id,
        finished_ms=call.clock(),
        error=broken or error,
        refused=joined is not None and error is not None,
        result=None if joined is None or error else joined,
    )
    return {"error": broken or (BROKE_OFF if joined is None else "")}


def _content(work: Work, plan: Plan, header: bytes) -> Iterator[bytes]:
    yield header
    for shard in range(plan.generation.shards):
        for turn in work.turns(shard):
            yield from map(work.piece, turn.pieces)


STEPS: Steps = {"plan": do_plan, "write": do_write, "join": do_join, "finish": do_finish}
