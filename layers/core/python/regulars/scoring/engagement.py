"""Engagement: how much a customer does, 0 to 100, by five parts (source 003; docs/scores.md)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from operator import itemgetter
from typing import Any, NamedTuple

from ..facts.attention import SENT_WINDOW_MS, Sent
from ..facts.customer import CustomerFacts
from ..facts.time import days_since
from .activity import MONTH_MS, activity, lacks
from .explain import Explanation, instant, integer, money
from .fields import Field, Filter, Kind, Operator, Score
from .settings import Settings
from .turns import of_activities, of_sent

# The source's weights, in hundredths.
RECENCY, FREQUENCY, MONETARY, BREADTH, DEPTH = 30, 25, 20, 15, 10
_FALLING, _RISING = (100, 80, 60, 40, 20, 0), (0, 20, 40, 60, 80, 100)
# Up to so many days since the last activity, and from so many activities in 30 days.
_RECENCY_DAYS = (7, 14, 30, 60, 90)
_FREQUENCY = (1, 2, 5, 10, 20)
_CHANNEL = 25
# Of somebody to whom nothing was sent neither good nor bad can be said.
_NOTHING_SENT = 50
_OPENED, _CLICKED = (itemgetter(Sent._fields.index(name)) for name in ("opened", "clicked"))


class EngagementBand(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INACTIVE = "inactive"


class Engagement(NamedTuple):
    """The score, its parts (each 0 to 100), and what they are made of."""

    score: int
    recency: int
    frequency: int
    monetary: int
    breadth: int
    depth: int
    last_activity_ms: int | None
    activities_30_days: int
    sent: int
    opened: int
    clicked: int

    @property
    def band(self) -> EngagementBand:
        return band_of(self.score)


def band_of(score: int) -> EngagementBand:
    """High from 70, medium from 40, low from 1."""
    if score >= 40:
        return EngagementBand.HIGH if score >= 70 else EngagementBand.MEDIUM
    return EngagementBand.LOW if score else EngagementBand.INACTIVE


def engagement(facts: CustomerFacts, settings: Settings, now_ms: int) -> Engagement | None:
    """At `now_ms`; None where what decides was not read."""
    found = activity(facts, now_ms)
    if found is None or facts.communications is None:
        return None
    days = None if found.last_at_ms is None else days_since(found.last_at_ms, now_ms)
    sent, opened, clicked = _sent(facts.communications.sent, now_ms)
    parts = (
        recency_part(days),
        frequency_part(found.in_30_days),
        monetary_part(facts.purchases.spend_minor, settings.engagement_spend_minor),
        _CHANNEL * facts.contactability.channels,
        depth_part(sent, opened, clicked),
    )
    return Engagement(score_of(*parts), *parts, found.last_at_ms, found.in_30_days, sent, opened, clicked)


def score_of(recency: int, frequency: int, monetary: int, breadth: int, depth: int) -> int:
    """The weighted sum, rounded half up: whole numbers, as a binary fraction is no tenth."""
    hundredths = RECENCY * recency + FREQUENCY * frequency + MONETARY * monetary + BREADTH * breadth + DEPTH * depth
    return (hundredths + 50) // 100


def recency_part(days: int | None) -> int:
    """By whole days since the last activity, None: never active."""
    return 0 if days is None else _FALLING[bisect_left(_RECENCY_DAYS, days)]


def frequency_part(activities: int) -> int:
    """By activities in 30 days."""
    return _RISING[bisect_right(_FREQUENCY, activities)]


def monetary_part(spend_minor: int, steps_minor: Sequence[int]) -> int:
    """By net spend to date: from the first amount on 100, from the second 80 ..."""
    for at, least_minor in enumerate(steps_minor):
        if spend_minor >= least_minor:
            return _FALLING[at]
    return 0


def depth_part(sent: int, opened: int, clicked: int) -> int:
    """By what became of what was sent in 30 days: `round(opened / sent * 50 + clicked / opened * 50)`, half up."""
    if not sent:
        return _NOTHING_SENT
    # Over one denominator, in whole numbers.
    opens = max(opened, 1)
    numerator, denominator = 50 * (opened * opens + clicked * sent), sent * opens
    return (2 * numerator + denominator) // (2 * denominator)


def _sent(sent: Sequence[Sent], now_ms: int) -> tuple[int, int, int]:
    """How many were sent in the last 30 days, and of them opened and clicked."""
    if not sent:
        return 0, 0, 0
    within = sent[bisect_left(sent, (now_ms - SENT_WINDOW_MS,)) :]
    return len(within), sum(map(_OPENED, within)), sum(map(_CLICKED, within))


def explain(facts: CustomerFacts, scores: Any, settings: Settings) -> Mapping[str, Explanation]:
    found: Engagement | None = scores.engagement
    if found is None:
        return {"engagementScore": None}
    wants = facts.contactability
    return {
        "engagementScore": {
            "value": integer(found.score),
            "recency": {
                "score": integer(found.recency),
                "weight": integer(RECENCY),
                "lastActivityAt": instant(found.last_activity_ms),
            },
            "frequency": {
                "score": integer(found.frequency),
                "weight": integer(FREQUENCY),
                "activitiesIn30Days": integer(found.activities_30_days),
            },
            "monetary": {
                "score": integer(found.monetary),
                "weight": integer(MONETARY),
                "totalSpend": money(facts.purchases.spend_minor),
            },
            "breadth": {
                "score": integer(found.breadth),
                "weight": integer(BREADTH),
                "optedInChannels": integer(wants.channels),
            },
            "depth": {
                "score": integer(found.depth),
                "weight": integer(DEPTH),
                "sentIn30Days": integer(found.sent),
                "opened": integer(found.opened),
                "clicked": integer(found.clicked),
            },
        }
    }


def turns(facts: CustomerFacts, settings: Settings, now_ms: int, wanted: Sequence[Any]) -> Iterator[int]:
    yield from of_activities(facts, now_ms, (days + 1 for days in _RECENCY_DAYS), (MONTH_MS,))
    yield from of_sent(facts)


SCORE = Score(
    "engagement",
    "Engagement",
    (
        Field(
            "engagementScore",
            Kind.INTEGER,
            None,
            lambda facts, scores: scores.engagement and scores.engagement.score,
            doc="0 to 100 by what they do, spend, opted in to and open (source 003).",
            changes_with_time=True,
            turns=turns,
        ),
        Field(
            "engagement",
            Kind.ENUMERATION,
            None,
            lambda facts, scores: scores.engagement and scores.engagement.band,
            doc="high from 70, medium from 40, low from 1, inactive 0.",
            values=EngagementBand,
            filters=(Filter("engagement", Operator.ONE_OF, "Only these bands of engagement."),),
            changes_with_time=True,
            turns=turns,
        ),
    ),
    compute=engagement,
    explain=explain,
    lacks=lambda facts, settings, now_ms: lacks(facts, now_ms),
)
