"""Files of orders: an upload starts its state machine, and every step of the machine comes back here."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from regulars.config import names
from regulars.importing.begin import begin_import
from regulars.importing.steps import run_step
from regulars.stores.opened import Stores
from regulars.telemetry import logger

_RESERVE_MS = 60_000


@cache
def stores() -> Stores:
    return Stores(names())


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """An EventBridge event of an uploaded object, or the payload of one step."""
    if "step" not in event:
        name = begin_import(event["detail"]["object"]["key"], stores=stores())
        logger().info("import.uploaded", extra={"execution": name})
        return {"execution": name}
    deadline_ms = _now_ms() + context.get_remaining_time_in_millis() - _RESERVE_MS
    answer = run_step(event, stores=stores(), clock=_now_ms, deadline_ms=deadline_ms)
    told = {name: event[name] for name in ("step", "tenant", "importId", "attempt")}
    logger().info("import.step", extra=told)
    return answer
