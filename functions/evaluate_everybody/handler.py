"""The machine of evaluations -> one step: `{step, tenant, job}`, of a part of the roster with `{part, turn}`."""

from __future__ import annotations

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from regulars.config import names
from regulars.evaluating.job import EVALUATION
from regulars.evaluating.steps import STEPS
from regulars.jobs.door import do_step
from regulars.stores.opened import Stores

_RESERVE_MS = 60_000


@cache
def stores() -> Stores:
    return Stores(names())


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    left_ms = context.get_remaining_time_in_millis() - _RESERVE_MS
    return do_step(EVALUATION, STEPS, event, stores=stores, left_ms=left_ms)
