"""What was announced of a customer last, what is announced now, and what changed between the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from enum import StrEnum
from typing import NamedTuple

from ..dataclass import dataclass
from ..errors import TermsOutdated
from ..facts.customer import CustomerFacts
from ..facts.time import HOUR_MS
from .announced import ANNOUNCED, Announced, Value, announced_values
from .derive import Scores
from .settings import Settings
from .turning import next_change


class Revision(NamedTuple):
    """The revisions of a tenant's settings and of its own segments; both only rise."""

    settings: int = 0
    segments: int = 0

    def is_older_than(self, other: Revision) -> bool:
        return self.settings < other.settings or self.segments < other.segments


FIRST = Revision()


@dataclass(frozen=True, slots=True)
class Terms:
    """By what the customers of a tenant are evaluated: settings, the values that are announced, and which edit of both
    this is."""

    settings: Settings
    announced: tuple[Announced, ...] = ANNOUNCED
    revision: Revision = FIRST


class Reason(StrEnum):
    """Why an announcement was made. Where terms were edited and data changed at once, it is the edit."""

    DATA_CHANGED = "data_changed"
    TIME_PASSED = "time_passed"
    RULE_EDITED = "rule_edited"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The last announcement. `n` orders announcements for consumers; `silent` ones make no event.

    `values` are those of `Terms.announced` by name, evaluated at `at_ms` under the terms of `revision`. Never answered
    from, only compared with. `armed` is the hour (since 1970) whose due entries hold the customer: by its end something
    may be announced although nothing is written; None: nothing will be. `because` says of values that changed what
    decided them. `job` is the recalculation that announced it, None where it was none.
    """

    values: Mapping[str, Value]
    at_ms: int
    n: int
    silent: bool
    job: str | None = None
    armed: int | None = None
    revision: Revision = FIRST
    reason: Reason = Reason.DATA_CHANGED
    because: Mapping[str, str] = field(default_factory=dict)

    def by(self, job: str) -> Evaluation:
        return replace(self, job=job)


class Change(NamedTuple):
    """One announced value that differs from what was announced before; None: there was, or is, no value."""

    name: str
    before: Value
    after: Value


def evaluate(
    facts: CustomerFacts,
    scores: Scores,
    previous: Evaluation | None,
    now_ms: int,
    *,
    terms: Terms,
    live: bool,
    reason: Reason = Reason.DATA_CHANGED,
) -> Evaluation | None:
    """The new announcement, or None where everything that it would hold is stored already.

    `n = max(old + 1, now)` and `at = max(now, previous at)`; a first evaluation off the live lane is silent. Whoever
    evaluates under newer terms says so even where no value changed: nobody with older ones speaks after them. Whose
    `armed` is not that of `previous` has to be put into the due entries first.
    Raises `TermsOutdated` where `previous` was made under newer terms.
    """
    if previous is None:
        if not facts.known:
            return None
        values = announced_values(terms.announced, facts, scores, now_ms, {})
        armed = _armed(facts, terms, values, now_ms, None)
        return Evaluation(values, now_ms, now_ms, not live, armed=armed, revision=terms.revision, reason=reason)
    if terms.revision.is_older_than(previous.revision):
        raise TermsOutdated
    at_ms = max(now_ms, previous.at_ms)
    values = announced_values(terms.announced, facts, scores, at_ms, previous.values)
    armed = _armed(facts, terms, values, at_ms, previous.armed)
    if (values, armed, terms.revision) == (previous.values, previous.armed, previous.revision):
        return None
    if terms.revision != previous.revision:
        reason = Reason.RULE_EDITED
    because = {
        one.name: decided_by
        for one in terms.announced
        if facts.known and one.decided_by and values[one.name] != previous.values.get(one.name)
        if (decided_by := one.decided_by(facts, scores, at_ms)) is not None
    }
    n = max(previous.n + 1, now_ms)
    return Evaluation(values, at_ms, n, False, None, armed, terms.revision, reason, because)


def _armed(
    facts: CustomerFacts, terms: Terms, values: Mapping[str, Value], at_ms: int, previous: int | None
) -> int | None:
    """The hour to be armed for: that of the next change, at least this one.

    One that is armed already for this hour or later stays where the change comes no earlier: who looks then arms anew.
    """
    hour = at_ms // HOUR_MS
    waits = previous is not None and previous >= hour
    before_ms = previous * HOUR_MS if previous is not None and waits else None
    next_ms = next_change(facts, terms.settings, terms.announced, values, at_ms, before_ms) if facts.known else None
    if next_ms is None:
        return previous if waits else None
    return max(next_ms // HOUR_MS, hour)


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
