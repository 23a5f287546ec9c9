"""Announcements in one line."""

from __future__ import annotations

from regulars.scoring.announced import Value
from regulars.scoring.evaluate import Evaluation


def announcement(
    segment: str | None, at_ms: int, n: int | None = None, *, silent: bool = False, job: str | None = None
) -> Evaluation:
    """Of a lifecycle segment, at no high risk; None of who is no customer any more; `n` is the instant unless given."""
    return Evaluation(values(segment), at_ms, at_ms if n is None else n, silent, job)


def values(segment: str | None) -> dict[str, Value]:
    """What is announced of a customer of that segment who is at no high risk."""
    return {"lifecycleSegment": segment, "highChurnRisk": None if segment is None else False}
