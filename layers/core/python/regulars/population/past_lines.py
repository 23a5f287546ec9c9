"""What past days add up to in the lines of a chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..scoring.history import Transition
from .past import PastDay


def trailing_revenue(days: Sequence[PastDay], over: int) -> list[int]:
    """Minor units of each day and the `over` - 1 before it; `days` ascend without gaps."""
    found, running = [], 0
    for place, day in enumerate(days):
        running += day.revenue_minor
        if place >= over:
            running -= days[place - over].revenue_minor
        found.append(running)
    return found


def transitions_within(days: Sequence[PastDay], newest: int) -> Counter[Transition]:
    """How often each segment was left for each other one within the `newest` days."""
    moved = Counter(days[-1].transitions) if days else Counter[Transition]()
    if len(days) > newest:
        moved -= days[-newest - 1].transitions
    return moved
