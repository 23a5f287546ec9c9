"""A night's machine -> the summary of the day and the end of the job: `{step: summarise, tenant, job}`."""

from __future__ import annotations

from functools import cache
from typing import Any

from regulars.config import names
from regulars.jobs.door import do_step
from regulars.nightly.job import RECALCULATION
from regulars.nightly.steps import STEPS
from regulars.stores.opened import Stores
from regulars.telemetry import metrics


@cache
def stores() -> Stores:
    return Stores(names())


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answers `{error}`, empty where the job is done."""
    answer = do_step(RECALCULATION, STEPS, event, stores=stores, left_ms=0)
    metrics().flush_metrics()
    return answer
