"""Log lines and metrics, without personal data: people appear as keyed hashes only (`Tenant.customer_hash`).

Powertools reads its own `POWERTOOLS_*` variables when a function's first line is logged.
"""

from __future__ import annotations

import traceback
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics

_FRAMES = 12


@cache
def logger() -> Logger:
    """JSON lines under the service's name; events and requests are never logged whole.

    Where a line was written its message says, and an error's frames: `location` would be 30 bytes of each.
    """
    return Logger(location=None)


@cache
def metrics() -> Metrics:
    """Embedded metrics, one flush an invocation, of the namespace that the alarms read."""
    return Metrics()


def fault_of(error: BaseException) -> dict[str, Any]:
    """Type and place of an error for a log line: its text may hold what a caller wrote."""
    frames = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    code = getattr(error, "response", {}).get("Error", {}).get("Code")
    return {"error": type(error).__name__, "code": code, "frames": frames[-_FRAMES:]}
