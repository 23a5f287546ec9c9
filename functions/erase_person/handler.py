"""An erasure's machine -> one step of it: `{step, tenant, job}`."""

from __future__ import annotations

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from regulars.config import names
from regulars.erasing.job import ERASURE
from regulars.erasing.steps import steps_beside
from regulars.facts.time import MINUTE_MS
from regulars.job_kinds import KINDS
from regulars.jobs.door import do_step
from regulars.stores.opened import Stores

# A turn ends between two pages or two files; a file of 5 GB takes minutes.
_LONGEST_TURN_MS = 5 * MINUTE_MS
_RESERVE_MS = 60_000
_STEPS = steps_beside(KINDS)


@cache
def stores() -> Stores:
    return Stores(names())


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers what the machine goes on by: `done` and `waitSeconds`, or `error`."""
    left_ms = min(context.get_remaining_time_in_millis() - _RESERVE_MS, _LONGEST_TURN_MS)
    return do_step(ERASURE, _STEPS, event, stores=stores, left_ms=left_ms)
