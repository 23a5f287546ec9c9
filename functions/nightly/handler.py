"""The schedule's machine -> every tenant's night is started; a night's machine -> its plan."""

from __future__ import annotations

from functools import cache
from typing import Any

from regulars.config import names
from regulars.jobs.door import do_step, now_ms
from regulars.jobs.guard import guarded
from regulars.nightly.job import RECALCULATION
from regulars.nightly.schedule import start_nights
from regulars.nightly.steps import STEPS
from regulars.stores.opened import Stores


@cache
def stores() -> Stores:
    return Stores(names())


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """`{step: start, given}` or `{step: plan, tenant, job}`."""
    if event["step"] == "start":
        return guarded("nights", event, lambda: start_nights(event["given"], stores=stores(), now_ms=now_ms()))
    return do_step(RECALCULATION, STEPS, event, stores=stores, left_ms=0)
