"""A customer's activities at an instant: what they bought, did, said and answered, each once (docs/scores.md)."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from ..facts.attention import ACTIVITY_WINDOW_MS
from ..facts.customer import CustomerFacts, PurchaseFacts
from ..facts.time import DAY_MS

MONTH_MS = 30 * DAY_MS


class Activity(NamedTuple):
    """The newest activity (None: never active) and how many there are in the last 30 and in the last 90 days."""

    last_at_ms: int | None
    in_30_days: int
    in_90_days: int


def activity(facts: CustomerFacts, now_ms: int) -> Activity | None:
    """At `now_ms`; None where what decides was not read (`lacks`). A window holds the instant at which it begins."""
    interactions, communications = facts.interactions, facts.communications
    if interactions is None or communications is None or _lacks_timeline(facts.purchases, now_ms):
        return None
    purchases = facts.purchases
    month_ms, quarter_ms = now_ms - MONTH_MS, now_ms - ACTIVITY_WINDOW_MS
    in_30 = in_90 = 0
    # Whoever last ordered before both windows may come without a timeline: none of it counts.
    if purchases.last_at_ms is not None and purchases.last_at_ms >= quarter_ms:
        timeline = purchases.timeline
        in_90 = len(timeline) - bisect_left(timeline, (quarter_ms,))
        in_30 = len(timeline) - bisect_left(timeline, (month_ms,))
    last_at_ms = purchases.last_at_ms
    for instants in (interactions.activities, communications.activities):
        if instants:
            in_90 += len(instants) - bisect_left(instants, quarter_ms)
            in_30 += len(instants) - bisect_left(instants, month_ms)
            if last_at_ms is None or instants[-1] > last_at_ms:
                last_at_ms = instants[-1]
    return Activity(last_at_ms, in_30, in_90)


def lacks(facts: CustomerFacts, now_ms: int) -> bool:
    """Whether activities cannot be counted: an index held neither a long timeline nor long instants."""
    return facts.interactions is None or facts.communications is None or _lacks_timeline(facts.purchases, now_ms)


def _lacks_timeline(purchases: PurchaseFacts, now_ms: int) -> bool:
    last_at_ms = purchases.last_at_ms
    if last_at_ms is None or last_at_ms < now_ms - ACTIVITY_WINDOW_MS:
        return False
    return len(purchases.timeline) != purchases.order_count
