"""What of a customer is announced to others: each value is declared once, in `ANNOUNCED`.

A tenant's own segments that announce are values too (`segments/announcing.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from .churn_risk import CRITICAL, CRITICAL_UNTIL
from .derive import FIELDS, Scores
from .fields import Field
from .settings import Settings

Value: TypeAlias = str | bool | int | None
_FIELDS: Mapping[str, Field] = {field.name: field for field in FIELDS}


@dataclass(frozen=True, slots=True)
class Announced:
    """One announced value, under the name it is stored and told by.

    `read` gives the value at an instant. `turns` gives all instants, or more, at which it may change while facts and
    settings stay. `hold` is its hysteresis: it takes the value announced last (None: never) and the one just read, and
    gives the one to announce; without it the one just read is announced. `decided_by` names what decided it.
    """

    name: str
    read: Callable[[CustomerFacts, Scores, int], Value]
    turns: Callable[[CustomerFacts, Settings, int], Iterable[int]]
    hold: Callable[[Value, Value], Value] | None = None
    decided_by: Callable[[CustomerFacts, Scores, int], str | None] | None = None


def _turns_of(name: str) -> Callable[[CustomerFacts, Settings, int], Iterable[int]]:
    """When the value of a field may change."""
    turns = _FIELDS[name].turns
    assert turns is not None, "it changes with time"
    return lambda facts, settings, now_ms: turns(facts, settings, now_ms, ())


def _at_high_risk(was: Value, score: Value) -> bool:
    """From a churn risk of 80 on; who was so already stays so until they are below 70."""
    return isinstance(score, int) and score >= (CRITICAL_UNTIL if was is True else CRITICAL)


ANNOUNCED: tuple[Announced, ...] = (
    Announced("lifecycleSegment", lambda facts, scores, now_ms: scores.lifecycle.value, _turns_of("segment")),
    Announced(
        "highChurnRisk",
        lambda facts, scores, now_ms: scores.churn_risk and scores.churn_risk.score,
        _turns_of("churnRiskScore"),
        hold=_at_high_risk,
    ),
)


def announced_values(
    announced: Sequence[Announced],
    facts: CustomerFacts,
    scores: Scores,
    now_ms: int,
    previous: Mapping[str, Value],
) -> dict[str, Value]:
    """Every value by its name, given those announced last; all None once they are no customer."""
    if not facts.known:
        return {one.name: None for one in announced}
    values = {}
    for one in announced:
        value = one.read(facts, scores, now_ms)
        values[one.name] = one.hold(previous.get(one.name), value) if one.hold else value
    return values
