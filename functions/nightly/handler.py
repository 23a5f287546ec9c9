"""The schedule's machine -> every tenant's night is started; a night's machine -> its plan."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

from regulars.config import names
from regulars.nightly.guard import guarded
from regulars.nightly.schedule import start_nights
from regulars.nightly.steps import run_step
from regulars.stores.opened import Stores


@cache
def stores() -> Stores:
    return Stores(names())


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """`{step: start, given}` or `{step: plan, tenant, job}`."""
    return guarded(event, lambda: _answer(event))


def _answer(event: dict[str, Any]) -> dict[str, Any]:
    if event["step"] == "start":
        return start_nights(event["given"], stores=stores(), now_ms=_now_ms())
    return run_step(event, stores=stores(), clock=_now_ms, deadline_ms=0)
