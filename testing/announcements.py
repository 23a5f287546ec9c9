"""Announcements in one line, alone and as the stream of their table tells them."""

from __future__ import annotations

import json
from typing import Any

from regulars.scoring.announced import Value
from regulars.scoring.evaluate import Evaluation, Reason
from regulars.stores.dynamo.calls import pack

from testing.events import stream_arn


def announcement(
    segment: str | None, at_ms: int, n: int | None = None, *, silent: bool = False, job: str | None = None
) -> Evaluation:
    """Of a lifecycle segment, at no high risk; None of who is no customer any more. `n` is the instant unless given; a
    job announces what time has changed."""
    reason = Reason.TIME_PASSED if job else Reason.DATA_CHANGED
    return Evaluation(values(segment), at_ms, at_ms if n is None else n, silent, job, reason=reason)


def values(segment: str | None) -> dict[str, Value]:
    """What is announced of a customer of that segment who is at no high risk."""
    return {"lifecycleSegment": segment, "highChurnRisk": None if segment is None else False}


def announced(
    before: dict[str, Value] | None,
    after: dict[str, Value] | None,
    *,
    customer: str = "ann",
    tenant: str = "acme",
    n: int = 1_760_517_000_000,
    silent: bool = False,
    **beside: str,
) -> dict[str, Any]:
    """A record of the evaluations' stream: values put over others. `after` None: the evaluation was removed.

    `beside` are `reason` and `because` as they are stored.
    """
    keys = {"pk": {"S": f"{tenant}#00"}, "sk": {"S": customer}}
    change: dict[str, Any] = {"Keys": keys, "SequenceNumber": "1", "StreamViewType": "NEW_AND_OLD_IMAGES"}
    if before is not None:
        change["OldImage"] = {**keys, **_image(before, n - 1, silent=False)}
    if after is not None:
        change["NewImage"] = {**keys, **_image(after, n, silent=silent), **pack(beside)}
    name = "REMOVE" if after is None else "INSERT" if before is None else "MODIFY"
    return {"eventName": name, "eventSourceARN": stream_arn("evaluations"), "dynamodb": change}


def _image(values: dict[str, Value], n: int, *, silent: bool) -> dict[str, Any]:
    return pack({"values": json.dumps(values), "at": n, "n": n, "silent": silent})
