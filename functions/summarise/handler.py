"""A night's machine -> the summary of the day and the end of the job: `{step: summarise, tenant, job}`."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

from regulars.config import names
from regulars.nightly.guard import guarded
from regulars.nightly.steps import run_step
from regulars.stores.opened import Stores
from regulars.telemetry import metrics


@cache
def stores() -> Stores:
    return Stores(names())


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answers `{error}`, empty where the job is done."""
    answer = guarded(event, lambda: run_step(event, stores=stores(), clock=_now_ms, deadline_ms=0))
    metrics().flush_metrics()
    return answer
