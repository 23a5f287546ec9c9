"""A night's machine -> one turn of one shard: `{step: recalculate, tenant, job, shard, turn}`.

Or the whole night of a small tenant: `{step: night, tenant, job}`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from regulars.config import names
from regulars.jobs.door import do_step
from regulars.memory import look_for_cycles_rarely
from regulars.nightly.job import RECALCULATION
from regulars.nightly.steps import STEPS
from regulars.nightly.whole import LONGEST_TURN_MS
from regulars.stores.opened import Stores
from regulars.telemetry import metrics

_RESERVE_MS = 120_000


@cache
def stores() -> Stores:
    look_for_cycles_rarely()
    return Stores(names())


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers `{done, turn}`: whether the shard is complete, else the turn to go on with; a night `{outcome}`."""
    left_ms = context.get_remaining_time_in_millis() - _RESERVE_MS
    whole = event["step"] == "night"
    longest_ms = left_ms if whole else min(left_ms, LONGEST_TURN_MS)
    answer = do_step(RECALCULATION, STEPS, event, stores=stores, left_ms=longest_ms)
    if whole:
        metrics().flush_metrics()
    return answer
