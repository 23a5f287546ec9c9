"""How histories look from outside."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ...facts.time import DAY_MS
from ...people.history import History
from ...scoring.history import Transition, time_in_segments, transitions
from ..door.render import instant

if TYPE_CHECKING:
    from .shapes import (
        Duration,
        SegmentHistory,
        TransitionCount,
    )


def render_history(customer_id: str, history: History) -> SegmentHistory:
    """`until` null: the stay is open. Days are whole days elapsed."""
    spent = time_in_segments(history.stays, history.now_ms)
    return {
        "contactID": customer_id,
        "asOf": instant(history.now_ms),
        "entries": [
            {
                "segment": stay.segment,
                "from": instant(stay.from_ms),
                "until": instant(stay.until_ms),
                **_duration((history.now_ms if stay.until_ms is None else stay.until_ms) - stay.from_ms),
            }
            for stay in history.stays
        ],
        "timeInSegments": [
            {"segment": segment, **_duration(one.total_ms), "stays": one.completed + one.open}
            for segment, one in spent.items()
        ],
        "transitions": counted_transitions(transitions(history.stays)),
    }


def _duration(elapsed_ms: int) -> Duration:
    return {"days": elapsed_ms // DAY_MS, "milliseconds": elapsed_ms}


def counted_transitions(counted: Counter[Transition]) -> list[TransitionCount]:
    return [
        {"from": transition.before, "to": transition.after, "count": count}
        for transition, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    ]
