"""HTTP API -> answer. One line is logged a request, without ids: the declared path, the status, the time it took."""

from __future__ import annotations

# ruff: noqa: E402
import time
from functools import cache
from typing import Any

from regulars.memory import look_for_cycles_rarely  # isort: skip

look_for_cycles_rarely()  # a quarter of the start would go into looking at what was just imported

from aws_lambda_powertools.utilities.typing import LambdaContext
from regulars.config import names
from regulars.http.door.app import Application
from regulars.stores.clients import PROMPT
from regulars.stores.opened import Stores
from regulars.telemetry import logger


@cache
def application() -> Application:
    look_for_cycles_rarely()
    return Application(Stores(names(), config=PROMPT))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers one request; an error leaves as a problem, never as an exception."""
    started_ms = time.time_ns() // 1_000_000
    answered = application().answer(event, context, now_ms=started_ms)
    line = {
        "method": event["requestContext"]["http"]["method"],
        "route": answered.route,
        "status": answered.response["statusCode"],
        "ms": time.time_ns() // 1_000_000 - started_ms,
    }
    logger().info("request.answered", extra=line)
    return answered.response
