"""Files of orders: an upload starts its state machine, and every step of the machine comes back here.

So does an execution that broke down: its turn is given on.
"""

from __future__ import annotations

import json
import time
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from regulars.config import names
from regulars.importing.begin import begin_import, give_on
from regulars.importing.steps import StepFailed, run_step
from regulars.stores.opened import Stores
from regulars.telemetry import fault_of, logger

_RESERVE_MS = 60_000


@cache
def stores() -> Stores:
    return Stores(names())


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """An EventBridge event of an uploaded object or of an execution that broke down, or the payload of one step.

    Whatever breaks is a `StepFailed`.
    """
    told = {name: event.get(name) for name in ("step", "tenant", "importId", "attempt")}
    try:
        answer = _answer(event, context)
    except Exception as error:
        # Lambda would log the error's whole text, which may quote the file.
        logger().error("import.fault", extra={**told, **fault_of(error)})
        raise StepFailed(f"{event.get('step', 'begin')} broke off: {type(error).__name__}") from None
    logger().info("import.step", extra=told)
    return answer


def _answer(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    if event.get("source") == "aws.states":
        give_on(json.loads(event["detail"]["input"]), stores=stores(), now_ms=_now_ms())
        return {"execution": None}
    if "step" not in event:
        return {"execution": begin_import(event["detail"]["object"]["key"], stores=stores(), now_ms=_now_ms())}
    deadline_ms = _now_ms() + context.get_remaining_time_in_millis() - _RESERVE_MS
    return run_step(event, stores=stores(), clock=_now_ms, deadline_ms=deadline_ms)
