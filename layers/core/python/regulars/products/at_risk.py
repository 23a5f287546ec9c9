"""Who should have bought a product again and has not (docs/scoring.md, Affinity)."""

from __future__ import annotations

import json

from ..scoring.affinity import Affinity
from ..scoring.reorder import is_at_risk
from ..scoring.settings import Settings
from .buyers import Ranking


def at_risk(product_id: str, settings: Settings, *, longest: bool) -> Ranking:
    """By predicted instant: those just overdue first, who are still to be won, or `longest` overdue first."""

    def belongs(found: Affinity, purchase_count: int, now_ms: int) -> bool:
        return is_at_risk(found, purchase_count, settings, now_ms)

    def place(found: Affinity, last_at_ms: int) -> tuple[int, int]:
        next_at_ms = found.next_at_ms or 0
        return (next_at_ms if longest else -next_at_ms), 0

    return Ranking(belongs, place, json.dumps(["at-risk", product_id, longest]))
