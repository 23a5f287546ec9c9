"""A toy kind of long jobs: what a test of the common parts declares."""

from __future__ import annotations

from typing import Any

from regulars.jobs.kind import GIVEN_UP, STOPPED, TOO_MANY_WAIT, Each, JobKind, Line, OneATenant, Step
from regulars.jobs.rights import Worker, right
from regulars.jobs.steps import StepCall, Steps

SENTENCES = {
    STOPPED: "The copy stopped: ask for it again.",
    GIVEN_UP: "The copy was given up: the one after it is whole.",
    TOO_MANY_WAIT: "Too many copies wait: ask again later.",
    "list": "The customers could not be listed: ask for the copy again.",
    "write": "A shard could not be written: ask for the copy again.",
    "settle": "It did not settle: ask for the copy again.",
    "sign": "The link could not be made: ask for the copy again.",
}


def toy_kind(slot: OneATenant | Line, **changes: Any) -> JobKind:
    """A copy of all customers: list -> write every shard -> settle, with waits, also after a failure -> sign."""
    given: dict[str, Any] = {
        "name": "copy",
        "machine": "copies",
        "title": "copy {job} of {tenant}",
        "steps": (
            Step("list", "write_copies"),
            Step("write", "write_copies", each=Each("shards", "shard", at_once="shards"), again=True),
            Step("settle", "write_copies", again=True, waits=True, always=True),
            Step("sign", "write_copies"),
        ),
        "workers": (
            Worker(
                "write_copies",
                description="Writes a copy",
                rights=(right("facts", "dynamodb:Query"), right("files:copies", "s3:PutObject")),
            ),
        ),
        "slot": slot,
        "sentences": SENTENCES,
        "advice": lambda tenant, job_id: f"ask for {job_id} of {tenant.id} again",
    }
    return JobKind(**{**given, **changes})


def toy_steps(kind: JobKind) -> Steps:
    """Two shards of two turns each; `settle` is done when it is asked for the second time."""
    settled: list[int] = []

    def settle(call: StepCall) -> dict[str, Any]:
        settled.append(1)
        return {"done": len(settled) > 1, "waitSeconds": 1}

    def sign(call: StepCall) -> dict[str, Any]:
        found = call.stores.directory.read(call.event["tenant"])
        assert found is not None
        error = kind.sentence_of(call.broken)
        kind.of(call.stores, found.tenant).finish(
            call.event["job"],
            call.event.get("attempt", 0),
            finished_ms=call.clock(),
            error=error,
            result={"link": "https://example.com/copy"},
        )
        return {"error": error or ""}

    return {
        "list": lambda call: {"shards": [{"number": 0}, {"number": 1}]},
        "write": lambda call: {"done": call.event["turn"] == 1},
        "settle": settle,
        "sign": sign,
    }
