"""Every five minutes: of the hours that are over, who is due is sent on to be looked at."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from regulars.config import names
from regulars.projection.due import send_due
from regulars.stores.opened import Stores
from regulars.telemetry import logger

_RESERVE_MS = 10_000


@cache
def stores() -> Stores:
    return Stores(names())


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """A tenant that broke off is looked at again: what was sent twice is projected twice, and announced once."""
    now_ms = time.time_ns() // 1_000_000
    out_of_time = lambda: context.get_remaining_time_in_millis() < _RESERVE_MS  # noqa: E731
    sent = send_due(stores(), now_ms=now_ms, out_of_time=out_of_time)
    logger().info("due.sent", extra={"customers": sent})
    return {"customers": sent}
