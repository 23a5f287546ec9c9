"""What a change of settings would do, before it is saved: who moves from where to where."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import NamedTuple

from ..errors import Conflict
from ..facts.customer import CustomerFacts
from ..scoring.derive import derive
from ..scoring.settings import Settings
from ..stores.facts import BY_LAST_ORDER, Facts
from .values import ANY
from .walk import Budget, Walk, stretches_of

MOST_EXAMPLES = 10


class Move(NamedTuple):
    """So many customers move between two values; the first ten of them, who ordered last first."""

    before: StrEnum
    after: StrEnum
    customers: int
    examples: list[CustomerFacts]


class Preview(NamedTuple):
    """`customers` were looked at. Moves of lifecycle segment and of purchase frequency, each by size."""

    customers: int
    segments: list[Move]
    frequencies: list[Move]


def preview_settings(before: Settings, after: Settings, *, facts: Facts, now_ms: int) -> Preview:
    """Derives every customer under both settings. Raises `Conflict` beyond the bound of a page."""
    segments: dict[tuple[StrEnum, StrEnum], list[CustomerFacts]] = defaultdict(list)
    frequencies: dict[tuple[StrEnum, StrEnum], list[CustomerFacts]] = defaultdict(list)
    everybody = stretches_of(ANY, without_orders=True)
    walk = Walk(facts, BY_LAST_ORDER, everybody, descending=True, budget=Budget())
    customers = 0
    for _, row in walk:
        customers += 1
        was = derive(row.facts, before, now_ms).lifecycle
        becomes = derive(row.facts, after, now_ms).lifecycle
        if was.value != becomes.value:
            segments[was.value, becomes.value].append(row.facts)
        if was.frequency != becomes.frequency:
            frequencies[was.frequency, becomes.frequency].append(row.facts)
    if not walk.complete:
        raise Conflict(
            "too_many_customers_live",
            "There are more customers than a preview may read while somebody waits; "
            "a preview as a job is not offered yet.",
        )
    return Preview(customers, _by_size(segments), _by_size(frequencies))


def _by_size(moved: dict[tuple[StrEnum, StrEnum], list[CustomerFacts]]) -> list[Move]:
    moves = [Move(before, after, len(who), who[:MOST_EXAMPLES]) for (before, after), who in moved.items()]
    return sorted(moves, key=lambda move: (-move.customers, move.before, move.after))
