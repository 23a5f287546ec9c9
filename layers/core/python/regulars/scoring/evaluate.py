"""What of a customer is announced to others, compared with what was announced last."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..facts.customer import CustomerFacts
from .derive import Scores


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The last announcement. `n` orders announcements for consumers; `silent` ones make no event.

    `lifecycle_segment` is None for who is no customer any more. Never answered from, only compared with. `job` is the
    recalculation that announced it, None a change of the customer's own.
    """

    lifecycle_segment: str | None
    at_ms: int
    n: int
    silent: bool
    job: str | None = None

    def by(self, job: str) -> Evaluation:
        return replace(self, job=job)


def evaluate(
    facts: CustomerFacts, scores: Scores, previous: Evaluation | None, now_ms: int, *, live: bool
) -> Evaluation | None:
    """The new announcement, or None where nothing announced has changed.

    `n = max(old + 1, now)` and `at = max(now, previous at)`; a first evaluation off the live lane is silent.
    """
    segment = scores.lifecycle.value if facts.known else None
    if previous is None:
        return Evaluation(segment, now_ms, now_ms, silent=not live) if segment is not None else None
    if previous.lifecycle_segment == segment:
        return None
    return Evaluation(segment, max(now_ms, previous.at_ms), max(previous.n + 1, now_ms), silent=False)
