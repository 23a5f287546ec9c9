"""What of a customer is announced to others: each value is declared once, in `ANNOUNCED`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..facts.customer import CustomerFacts
from .churn_risk import CRITICAL, CRITICAL_UNTIL
from .derive import Scores

Value: TypeAlias = str | bool | int | None


@dataclass(frozen=True, slots=True)
class Announced:
    """One announced value, under the name it is stored and told by.

    `read` gives the value at an instant. `hold` is its hysteresis: it takes the value announced last (None: never) and
    the one just read, and gives the one to announce. Without it the one just read is announced.
    """

    name: str
    read: Callable[[CustomerFacts, Scores], Value]
    hold: Callable[[Value, Value], Value] | None = None


def _at_high_risk(was: Value, score: Value) -> bool:
    """From a churn risk of 80 on; who was so already stays so until they are below 70."""
    return isinstance(score, int) and score >= (CRITICAL_UNTIL if was is True else CRITICAL)


ANNOUNCED: tuple[Announced, ...] = (
    Announced("lifecycleSegment", lambda facts, scores: scores.lifecycle.value),
    Announced(
        "highChurnRisk",
        lambda facts, scores: scores.churn_risk and scores.churn_risk.score,
        hold=_at_high_risk,
    ),
)


def announced_values(facts: CustomerFacts, scores: Scores, previous: Mapping[str, Value]) -> dict[str, Value]:
    """Every announced value by its name, given those announced last; all None once they are no customer."""
    if not facts.known:
        return {one.name: None for one in ANNOUNCED}
    values = {}
    for one in ANNOUNCED:
        value = one.read(facts, scores)
        values[one.name] = one.hold(previous.get(one.name), value) if one.hold else value
    return values
