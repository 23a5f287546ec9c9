"""Schemathesis asks every operation of the description thousands of questions, right ones and wrong ones.

Each answer has a status, a content type, headers and a shape that the description names, none is a fault of ours, and
what the description forbids is refused. The seed is the same in each run, but for `make machines`, and printed:
`SCHEMATHESIS_SEED=<seed> .venv/bin/python -m pytest tests/functions/test_description_holds.py` asks the same again.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections import Counter
from random import Random
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import StopReason, events, from_schema

from openapi.calls import TENANT
from openapi.examples import NOW_MS
from openapi.shop import open_shop
from testing.api.gateway import TOKEN, Gateway
from testing.examples import STEADY

# Of this process, so that a busy machine fails nobody; alone it takes about 40 s.
LONGEST_S = 180
EXAMPLES = 3
FEWEST_CALLS = 1_500
STEADY_SEED = 20_261_130
# One bad order or event of a call is refused by itself, in an answer of 200: `each_bad_one_is_refused` looks there.
ONE_BY_ONE = {"/api/orders": "orders", "/api/orders/events": "batch"}
CONFIG: dict[str, Any] = {
    "headers": {"Authorization": f"Bearer {TOKEN}"},
    "cache": {"enabled": False},
    "continue-on-failure": True,
    "generation": {"max-examples": EXAMPLES, "database": "none", "no-shrink": True},
    "phases": {"stateful": {"enabled": False}},
    "checks": {
        # The gateway's: tests/functions/test_matrix.py and tests/stack look at tokens.
        "ignored_auth": {"enabled": False},
        # A schema cannot say that a date exists or that a cursor is ours.
        "positive_data_acceptance": {"enabled": False},
        "missing_required_header": {"expected-statuses": [400, 401, 403, 422, 428]},
        "negative_data_rejection": {"expected-statuses": [400, 401, 403, 404, 405, 409, 412, 413, 422, 428]},
    },
    "operations": [
        {"include-method": "POST", "include-path": path, "checks": {"negative_data_rejection": {"enabled": False}}}
        for path in ONE_BY_ONE
    ],
}


@schemathesis.check
def each_bad_one_is_refused(_context: Any, response: Any, case: Any) -> None:
    """An answer of 200 to a body that the description forbids says of what it was refused or ignored."""
    if case.method != "POST" or case.path not in ONE_BY_ONE or response.status_code != 200:
        return
    meta = case.meta
    if meta is None or not any(
        component.mode.is_negative and location.value == "body" for location, component in meta.components.items()
    ):
        return
    told = response.json()["meta"]
    assert told["refused"] + told.get("ignored", 0) > 0, "what the description forbids was taken"


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Thousands of refusals are of no interest, nor is Flask, which Schemathesis looks for on the disk at each call."""
    monkeypatch.setitem(sys.modules, "flask", None)
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_every_answer_is_as_described_and_what_is_forbidden_is_refused() -> None:
    seed = int(os.environ.get("SCHEMATHESIS_SEED") or (STEADY_SEED if STEADY else Random().getrandbits(32)))
    print(f"SCHEMATHESIS_SEED={seed}")
    config = SchemathesisConfig.from_dict(CONFIG | {"seed": seed})
    with open_shop(night=True) as shop:
        gateway = Gateway(shop.application, TENANT, now_ms=NOW_MS)
        schema = schemathesis.openapi.from_wsgi("/openapi.json", gateway, config=config)
        found, asked, stopped = _run(schema, time.process_time() + LONGEST_S)

    assert not found, f"SCHEMATHESIS_SEED={seed}\n" + "\n\n".join(found)
    assert stopped is StopReason.COMPLETED
    operations = {
        f"{method.upper()} {path}" for path, methods in schema.raw_schema["paths"].items() for method in methods
    }
    # What it reads the description from it asks no more.
    assert operations - set(asked) <= {"GET /openapi.json"}
    assert gateway.calls > FEWEST_CALLS


def _run(schema: Any, until: float) -> tuple[list[str], Counter[str], StopReason | None]:
    """Each kind of violation once, with a call that shows it; the scenarios of each operation; why it ended."""
    found: dict[tuple[str, str, str], str] = {}
    asked: Counter[str] = Counter()
    for event in from_schema(schema).execute():
        assert time.process_time() < until, f"not done after {LONGEST_S} s"
        match event:
            case events.ScenarioFinished():
                asked[event.recorder.label] += 1
                for checks in event.recorder.checks.values():
                    for check in checks:
                        if check.failure_info is None:
                            continue
                        failure = check.failure_info.failure
                        key = (event.recorder.label, check.name, failure.title)
                        found.setdefault(key, f"{key}\n{failure.message}\n{check.failure_info.code_sample}"[:2_000])
            case events.NonFatalError() | events.FatalError():
                found[str(event), "", ""] = f"{event}"[:2_000]
            case events.EngineFinished():
                return list(found.values()), asked, event.stop_reason
    return list(found.values()), asked, None


def test_the_description_that_is_asked_is_the_committed_one() -> None:
    from openapi.__main__ import PATH

    with open_shop() as shop:
        schema = schemathesis.openapi.from_wsgi("/openapi.json", Gateway(shop.application, TENANT, now_ms=NOW_MS))

    assert schema.raw_schema == json.loads(PATH.read_text("utf-8"))
