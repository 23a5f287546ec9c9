"""What churn risk shows of a customer: the score, its band and the health, and what made them (docs/scores.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..facts.customer import CustomerFacts
from . import churn_turns
from .churn_risk import (
    COMPLAINTS,
    DECLINE,
    ENGAGEMENT_DROP,
    PAYMENT,
    TIER,
    ChurnRisk,
    ChurnRiskBand,
    churn_risk,
    health,
    lacks,
)
from .explain import Explanation, instant, integer, text
from .fields import Field, Filter, Kind, Operator, Score
from .settings import Settings
from .tier_moves import TierMove


def explain(facts: CustomerFacts, scores: Any, settings: Settings) -> Mapping[str, Explanation]:
    found: ChurnRisk | None = scores.churn_risk
    if found is None or facts.interactions is None or facts.communications is None:
        return {"churnRiskScore": None}
    active = found.active
    moved = found.tier_move or TierMove(0, None)
    return {
        "churnRiskScore": {
            "value": integer(found.score),
            "activityDecline": {
                "score": integer(found.activity_decline),
                "weight": integer(DECLINE),
                "activitiesIn30Days": integer(active.in_30_days),
                "activitiesIn60DaysBefore": integer(active.in_90_days - active.in_30_days),
                "lastActivityAt": instant(active.last_at_ms),
            },
            "payment": {
                "score": integer(found.payment),
                "weight": integer(PAYMENT),
                "failedIn90Days": integer(found.failed_payments),
                "receivedIn90Days": integer(found.received_payments),
            },
            "engagementDrop": {
                "score": integer(found.engagement_drop),
                "weight": integer(ENGAGEMENT_DROP),
                "lastEmailOpenAt": instant(facts.communications.last_open_at_ms),
            },
            "tierDowngrade": {
                "score": integer(found.tier_downgrade),
                "weight": integer(TIER),
                "lastChange": text(moved.way),
                "lastChangeAt": instant(moved.at_ms if found.tier_move else None),
                "loyaltyProgramId": text(moved.program_id),
                "loyaltyProgramName": text(moved.program),
            },
            "complaints": {
                "score": integer(found.complaints),
                "weight": integer(COMPLAINTS),
                "notesIn90Days": integer(found.complaint_notes),
            },
            "signals": {"weight": integer(found.signal_weight), "weightedSum": integer(found.signals)},
        }
    }


SCORE = Score(
    "churn_risk",
    "Churn risk",
    (
        Field(
            "churnRiskScore",
            Kind.INTEGER,
            None,
            lambda facts, scores: scores.churn_risk and scores.churn_risk.score,
            doc="0 to 100 by activity, payments, opened e-mails, tier and complaints (source 003), and a shop's own "
            "signals.",
            changes_with_time=True,
            turns=churn_turns.turns,
        ),
        Field(
            "churnRisk",
            Kind.ENUMERATION,
            None,
            lambda facts, scores: scores.churn_risk and scores.churn_risk.band,
            doc="critical from 80, high from 60, medium from 30, else low.",
            values=ChurnRiskBand,
            filters=(Filter("churnRisk", Operator.ONE_OF, "Only these bands of churn risk."),),
            changes_with_time=True,
            turns=churn_turns.turns,
        ),
        Field(
            "healthScore",
            Kind.INTEGER,
            None,
            lambda facts, scores: health(scores),
            doc="0 to 100: half the engagement, half what the churn risk leaves of 100.",
            changes_with_time=True,
            turns=churn_turns.of_health,
        ),
    ),
    compute=churn_risk,
    explain=explain,
    lacks=lacks,
)
