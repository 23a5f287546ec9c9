"""Files of orders: an upload starts its state machine, and every step of the machine comes back here.

So does an execution that broke down: its turn is given on.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from regulars.config import names
from regulars.importing.job.begin import begin_import
from regulars.importing.job.kind import IMPORT
from regulars.importing.job.steps import STEPS
from regulars.jobs.door import do_step, now_ms
from regulars.jobs.guard import guarded
from regulars.jobs.turns import give_on
from regulars.stores.opened import Stores

_RESERVE_MS = 60_000


@cache
def stores() -> Stores:
    return Stores(names())


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """An EventBridge event of an uploaded object or of an execution that broke down, or the payload of one step."""
    if "step" not in event:
        return guarded(IMPORT.name, event, lambda: _hear(event))
    left_ms = context.get_remaining_time_in_millis() - _RESERVE_MS
    return do_step(IMPORT, STEPS, event, stores=stores, left_ms=left_ms)


def _hear(event: dict[str, Any]) -> dict[str, Any]:
    if event.get("source") == "aws.states":
        give_on(IMPORT, json.loads(event["detail"]["input"]), stores=stores(), now_ms=now_ms())
        return {"execution": None}
    return {"execution": begin_import(event["detail"]["object"]["key"], stores=stores(), now_ms=now_ms())}
