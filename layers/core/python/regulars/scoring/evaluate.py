"""What was announced of a customer last, what is announced now, and what changed between the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from ..facts.customer import CustomerFacts
from .announced import Value, announced_values
from .derive import Scores


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The last announcement. `n` orders announcements for consumers; `silent` ones make no event.

    `values` are those of `ANNOUNCED` by name. Never answered from, only compared with. `job` is the recalculation that
    announced it, None where the customer's own data changed.
    """

    values: Mapping[str, Value]
    at_ms: int
    n: int
    silent: bool
    job: str | None = None

    def by(self, job: str) -> Evaluation:
        return replace(self, job=job)


class Change(NamedTuple):
    """One announced value that differs from what was announced before; None: there was, or is, no value."""

    name: str
    before: Value
    after: Value


def evaluate(
    facts: CustomerFacts, scores: Scores, previous: Evaluation | None, now_ms: int, *, live: bool
) -> Evaluation | None:
    """The new announcement, or None where nothing announced has changed.

    `n = max(old + 1, now)` and `at = max(now, previous at)`; a first evaluation off the live lane is silent.
    """
    if previous is None:
        values = announced_values(facts, scores, {})
        return Evaluation(values, now_ms, now_ms, silent=not live) if facts.known else None
    values = announced_values(facts, scores, previous.values)
    if values == previous.values:
        return None
    return Evaluation(values, max(now_ms, previous.at_ms), max(previous.n + 1, now_ms), silent=False)


def changes(before: Evaluation | None, after: Evaluation) -> tuple[Change, ...]:
    """What consumers are told when `after` replaces `before`: nothing of a silent announcement.

    Nor of a value that `before` does not hold, because it was not announced yet then: its first value is only stored.
    """
    if after.silent:
        return ()
    old: Mapping[str, Value] = dict.fromkeys(after.values) if before is None else before.values
    return tuple(
        Change(name, old[name], value) for name, value in after.values.items() if name in old and old[name] != value
    )
