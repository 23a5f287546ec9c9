"""A product's best customers: its repeat buyers by score, then last purchase, then id (docs/scoring.md, Affinity)."""

from __future__ import annotations

import json

from ..dataclass import dataclass
from ..facts.lookup import REPEAT_PURCHASES
from ..scoring.affinity import Affinity, EngagementLevel, PairSegment
from .buyers import Ranking


@dataclass(frozen=True, slots=True)
class BestQuery:
    """All filters combine; an empty set or None does not filter."""

    min_score: int | None = None
    segments: frozenset[PairSegment] = frozenset()
    levels: frozenset[EngagementLevel] = frozenset()


def best(product_id: str, query: BestQuery) -> Ranking:
    def belongs(found: Affinity, purchase_count: int, _: int) -> bool:
        if purchase_count < REPEAT_PURCHASES or (query.min_score is not None and found.score < query.min_score):
            return False
        if query.segments and found.segment not in query.segments:
            return False
        return not query.levels or found.engagement_level in query.levels

    def place(found: Affinity, last_at_ms: int) -> tuple[int, int]:
        return -found.score, -last_at_ms

    parts = ("best", product_id, query.min_score, sorted(query.segments), sorted(query.levels))
    return Ranking(belongs, place, json.dumps(parts))
