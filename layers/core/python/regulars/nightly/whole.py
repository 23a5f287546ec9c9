"""`night`: a whole night of a tenant in one call, as far as its time goes. Many small tenants share an execution."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from ..facts.time import MINUTE_MS
from ..jobs import kind
from ..stores.opened import Stores
from ..stores.tenant.job_record import JobState
from ..telemetry import logger
from .plan import plan
from .recalculate import recalculate_shard
from .summarise import summarise, tell_end
from .work import Night, open_night

LONGEST_TURN_MS = 5 * MINUTE_MS
"""A turn that breaks off is done again whole."""


class Outcome(StrEnum):
    """`left`: time was up; asked again, it goes on behind the last turn that ended."""

    DONE = "done"
    FAILED = kind.FAILED
    LEFT = kind.LEFT


def run_whole(night: Night, *, stores: Stores, clock: Callable[[], int], deadline_ms: int) -> Outcome:
    """Plan, every turn of every shard, summary. A night that has ended is not done again, only told again."""
    ended = {JobState.DONE: Outcome.DONE, JobState.FAILED: Outcome.FAILED}.get(night.job.state)
    if ended is not None:
        tell_end(night, stores=stores)
        return ended
    shards = plan(night, stores=stores, now_ms=clock())
    logger().info("tenant.started", extra={"tenant": night.tenant.id, "job": night.job.job_id})
    planned = open_night(stores, night.tenant.id, night.job.job_id)
    for shard in shards:
        if not _whole_shard(planned, shard, stores=stores, clock=clock, deadline_ms=deadline_ms):
            return Outcome.LEFT
    error = summarise(planned, stores=stores, now_ms=clock())
    tell_end(planned, stores=stores)
    return Outcome.FAILED if error else Outcome.DONE


def _whole_shard(night: Night, shard: int, *, stores: Stores, clock: Callable[[], int], deadline_ms: int) -> bool:
    """Whether it is complete. Each call does one turn at least, so that it comes to an end."""
    number = 0
    while (left := night.turn(shard, number)) and left.next is not None:
        number += 1
    while True:
        turn_ends_ms = min(deadline_ms, clock() + LONGEST_TURN_MS)
        if recalculate_shard(night, shard, number, stores=stores, clock=clock, deadline_ms=turn_ends_ms):
            return True
        number += 1
        if clock() >= deadline_ms:
            return False
