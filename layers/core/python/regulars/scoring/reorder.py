"""Whether a customer is about to buy a product again, or should have (docs/scoring.md, Affinity)."""

from __future__ import annotations

from ..facts.time import DAY_MS
from .affinity import Affinity
from .settings import Settings


def is_recommended(found: Affinity, settings: Settings, now_ms: int, *, overdue: bool = False) -> bool:
    """Close enough, with a pattern, and predicted from now until `recommendation_days` later, both instants included.

    `overdue`: those whose predicted instant has passed as well.
    """
    next_at_ms = found.next_at_ms
    if next_at_ms is None or found.score < settings.recommendation_min_score:
        return False
    if next_at_ms > now_ms + settings.recommendation_days * DAY_MS:
        return False
    return overdue or next_at_ms >= now_ms


def is_at_risk(found: Affinity, purchase_count: int, settings: Settings, now_ms: int) -> bool:
    """A regular buyer with a pattern whose predicted instant has passed."""
    if found.next_at_ms is None or purchase_count < settings.at_risk_min_purchases:
        return False
    return now_ms > found.next_at_ms
