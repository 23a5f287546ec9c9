"""The steps of the night's state machine by name: each takes a payload and answers with what the machine decides on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..stores.opened import Stores
from ..telemetry import logger
from .plan import plan
from .recalculate import recalculate_shard
from .summarise import summarise
from .whole import run_whole
from .work import open_night


def run_step(event: Mapping[str, Any], *, stores: Stores, clock: Callable[[], int], deadline_ms: int) -> dict[str, Any]:
    """Does `event["step"]` of `{tenant, job}`; whatever broke off may simply be done again.

    `plan` answers `{shards: [{number}]}`, `recalculate` of one `shard` and `turn` `{done, turn}`, where to go on,
    `summarise` `{error}`, empty where all is well. `night` does all of it and answers `{outcome}`: done, failed, or
    left where its time was up.
    """
    night = open_night(stores, event["tenant"], event["job"])
    match event["step"]:
        case "plan":
            shards = plan(night, stores=stores, now_ms=clock())
            logger().info("tenant.started", extra={"tenant": night.tenant.id, "job": night.job.job_id})
            return {"shards": [{"number": shard} for shard in shards]}
        case "recalculate":
            shard, number = event["shard"]["number"], event["turn"]
            done = recalculate_shard(night, shard, number, stores=stores, clock=clock, deadline_ms=deadline_ms)
            return {"done": done, "turn": number + 1}
        case "night":
            return {"outcome": run_whole(night, stores=stores, clock=clock, deadline_ms=deadline_ms).value}
        case "summarise":
            return {"error": summarise(night, stores=stores, now_ms=clock()) or ""}
    raise ValueError(f"{event['step']} is no step of a night")
