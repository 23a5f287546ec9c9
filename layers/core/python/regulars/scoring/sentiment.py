"""What customers say of the shop: their last NPS answer, their ratings, and whether a complaint waits for an answer."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from ..facts.customer import CustomerFacts
from .fields import Field, Filter, Kind, Operator, Score


class NpsBand(StrEnum):
    """Promoters answer 9 or 10, detractors 0 to 6 (Reichheld, "The One Number You Need to Grow", 2003)."""

    PROMOTER = "promoter"
    PASSIVE = "passive"
    DETRACTOR = "detractor"


def nps_band(score: int | None) -> NpsBand | None:
    if score is None:
        return None
    return NpsBand.PROMOTER if score >= 9 else NpsBand.PASSIVE if score >= 7 else NpsBand.DETRACTOR


def nps(facts: CustomerFacts) -> int | None:
    return None if facts.interactions is None else facts.interactions.nps


def average_rating(facts: CustomerFacts) -> float | None:
    told = facts.interactions
    return None if told is None or not told.ratings else told.rating_sum / told.ratings


def unanswered(facts: CustomerFacts) -> bool | None:
    """Whether they were unhappy since the shop last said something to them; None where it was not read.

    Unhappy is who complained, answered as a detractor, or gave one or two stars.
    """
    if facts.interactions is None or facts.communications is None:
        return None
    at_ms = max(
        (at for at in (*facts.complaints[-1:], facts.interactions.unhappy_at_ms) if at is not None), default=None
    )
    answered_ms = facts.communications.last_outbound_at_ms
    return at_ms is not None and (answered_ms is None or answered_ms < at_ms)


def _lacks(facts: CustomerFacts, settings: Any, now_ms: int) -> bool:
    return facts.interactions is None or facts.communications is None


SCORE = Score(
    "sentiment",
    "What they say",
    (
        Field(
            "npsScore",
            Kind.INTEGER,
            None,
            lambda facts, scores: nps(facts),
            doc="Their newest NPS answer, 0 to 10; null without one.",
        ),
        Field(
            "npsBand",
            Kind.ENUMERATION,
            None,
            lambda facts, scores: nps_band(nps(facts)),
            doc="promoter from 9, passive from 7, else detractor; null without an answer.",
            values=NpsBand,
            filters=(Filter("npsBand", Operator.ONE_OF, "Only who answered so last."),),
        ),
        Field(
            "averageRating",
            Kind.NUMBER,
            None,
            lambda facts, scores: average_rating(facts),
            doc="Mean of all ratings of reviews and feedback, 1 to 5; null without any.",
            decimals=2,
        ),
        Field(
            "unanswered",
            Kind.BOOLEAN,
            None,
            lambda facts, scores: unanswered(facts),
            doc="Whether they complained, answered NPS with 6 or less, or rated 2 or less, and heard nothing since.",
            filters=(Filter("unanswered", Operator.IS, "Only unhappy customers whom nobody has answered, or others."),),
        ),
    ),
    lacks=_lacks,
)
