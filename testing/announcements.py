"""Announcements in one line."""

from __future__ import annotations

from regulars.scoring.evaluate import Evaluation


def announcement(
    segment: str | None, at_ms: int, n: int | None = None, *, silent: bool = False, job: str | None = None
) -> Evaluation:
    """One of a lifecycle segment, None of who is no customer any more; `n` is the instant unless given."""
    return Evaluation({"lifecycleSegment": segment}, at_ms, at_ms if n is None else n, silent, job)
