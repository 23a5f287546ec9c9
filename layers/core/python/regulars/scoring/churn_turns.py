"""When the churn risk of a customer may change while nothing is known anew of them (`turns.py`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..facts.attention import ACTIVITY_WINDOW_MS
from ..facts.customer import CustomerFacts
from ..facts.time import DAY_MS
from . import engagement, tier_moves
from .activity import MONTH_MS
from .settings import Settings
from .turns import days_after, leaving, of_activities

TIER_WINDOW_MS = 180 * DAY_MS


def turns(facts: CustomerFacts, settings: Settings, now_ms: int, wanted: Sequence[Any]) -> Iterator[int]:
    yield from of_activities(facts, now_ms, (31, 61, 91), (MONTH_MS, ACTIVITY_WINDOW_MS))
    yield from leaving(facts.complaints, ACTIVITY_WINDOW_MS)
    yield from (one.expires_ms for one in facts.signals if one.expires_ms is not None)
    if facts.communications:
        yield from days_after(facts.communications.last_open_at_ms, (15, 31, 61))
    if facts.interactions:
        yield from leaving((*facts.interactions.failed, *facts.interactions.paid), ACTIVITY_WINDOW_MS)
        if facts.interactions.tier_at_ms is not None:
            yield facts.interactions.tier_at_ms + TIER_WINDOW_MS + 1
    if settings.tier_moves is not None and not tier_moves.lacks(facts, settings):
        for move in settings.tier_moves(facts, settings):
            yield from (move.at_ms, move.at_ms + TIER_WINDOW_MS + 1)


def of_health(facts: CustomerFacts, settings: Settings, now_ms: int, wanted: Sequence[Any]) -> Iterator[int]:
    yield from turns(facts, settings, now_ms, wanted)
    yield from engagement.turns(facts, settings, now_ms, wanted)
