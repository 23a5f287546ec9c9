"""One step of a night, alone in its process: `python -m benchmarks.night_step ENDPOINT PAYLOAD NOW`.

Prints what the step answers, processor seconds from the call to the answer (botocore in them, the tables not), its
requests, and the most memory that was ever resident. The clock begins at NOW.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import boto3
from regulars.facts.time import MINUTE_MS
from regulars.jobs.steps import run_step
from regulars.nightly.job import RECALCULATION
from regulars.nightly.steps import STEPS
from regulars.stores.opened import Stores

from benchmarks.models_step import peak_mb
from benchmarks.night_server import NAMES

# As the function `recalculate` has it.
TURN_MS = 5 * MINUTE_MS


def stores_at(endpoint: str) -> Stores:
    """The stores of the world behind an endpoint."""
    return Stores(NAMES, _Session(endpoint))


def step(endpoint: str, payload: dict[str, Any], now_ms: int) -> dict[str, Any]:
    session = _Session(endpoint)
    began, processor = time.monotonic(), time.process_time()

    def clock() -> int:
        # Time goes on where turns end by it; a plan is as of the instant itself.
        gone_ms = round((time.monotonic() - began) * 1_000) if payload["step"] in ("recalculate", "night") else 0
        return now_ms + gone_ms

    stores = Stores(NAMES, session)
    answer = run_step(RECALCULATION, STEPS, payload, stores=stores, clock=clock, deadline_ms=now_ms + TURN_MS)
    return {
        "answer": answer,
        "seconds": time.process_time() - processor,
        "requests": session.requests,
        "peak_mb": peak_mb(),
    }


class _Session:
    """A session whose clients call the endpoint, and what they send is counted."""

    def __init__(self, endpoint: str) -> None:
        self._session = boto3.session.Session(
            aws_access_key_id="world", aws_secret_access_key="world", region_name="us-east-1"
        )
        self._endpoint = endpoint
        self.requests = 0

    def client(self, name: Any, **arguments: Any) -> Any:
        made = self._session.client(name, endpoint_url=self._endpoint, **arguments)
        made.meta.events.register("before-send", self._count)
        return made

    def _count(self, **_: Any) -> None:
        self.requests += 1


if __name__ == "__main__":
    print(json.dumps(step(sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3]))))
