"""The steps of a recalculation; whatever broke off may simply be done again."""

from __future__ import annotations

from typing import Any

from ..jobs.steps import StepCall, Steps
from ..telemetry import logger
from .plan import plan
from .recalculate import recalculate_shard
from .summarise import summarise, tell_end
from .whole import run_whole
from .work import Night, open_night


def do_plan(call: StepCall) -> dict[str, Any]:
    """Answers `{shards: [{number}]}`."""
    night = _night(call)
    shards = plan(night, stores=call.stores, now_ms=call.clock())
    logger().info("tenant.started", extra={"tenant": night.tenant.id, "job": night.job.job_id})
    return {"shards": [{"number": shard} for shard in shards]}


def do_recalculate(call: StepCall) -> dict[str, Any]:
    """Does one turn of one `shard`: `{done}`."""
    shard, number = call.event["shard"]["number"], call.event["turn"]
    done = recalculate_shard(
        _night(call), shard, number, stores=call.stores, clock=call.clock, deadline_ms=call.deadline_ms
    )
    return {"done": done}


def do_summarise(call: StepCall) -> dict[str, Any]:
    """Answers `{error}`, empty where all is well."""
    night = _night(call)
    error = summarise(night, stores=call.stores, now_ms=call.clock())
    tell_end(night, stores=call.stores)
    return {"error": error or ""}


def do_whole(call: StepCall) -> dict[str, Any]:
    """A whole night in one call: `{outcome}`."""
    night = _night(call)
    return {"outcome": run_whole(night, stores=call.stores, clock=call.clock, deadline_ms=call.deadline_ms).value}


STEPS: Steps = {"plan": do_plan, "recalculate": do_recalculate, "summarise": do_summarise, "night": do_whole}


def _night(call: StepCall) -> Night:
    return open_night(call.stores, call.event["tenant"], call.event["job"])
