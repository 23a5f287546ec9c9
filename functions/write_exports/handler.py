"""An export's machine -> one step of it: `{step, tenant, job}`, and `{shard, turn}` where a shard is written."""

from __future__ import annotations

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from regulars.config import names
from regulars.exporting.job import EXPORT
from regulars.exporting.steps import STEPS
from regulars.facts.time import MINUTE_MS
from regulars.jobs.door import do_step
from regulars.memory import look_for_cycles_rarely
from regulars.stores.opened import Stores

# A turn that breaks off is done again whole.
_LONGEST_TURN_MS = 5 * MINUTE_MS
_RESERVE_MS = 120_000


@cache
def stores() -> Stores:
    look_for_cycles_rarely()
    return Stores(names())


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers what the machine goes on by: `shards`, `done` with the next `turn`, or `error`."""
    left_ms = min(context.get_remaining_time_in_millis() - _RESERVE_MS, _LONGEST_TURN_MS)
    return do_step(EXPORT, STEPS, event, stores=stores, left_ms=left_ms)
