"""Engagement, churn risk and NPS: of all customers (source 003), and of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...audience.intelligence import read_intelligence
from ...people.one import read_scored
from ...population.intelligence import Nps
from ...scoring import churn_risk_score, engagement, loyalty_tiers
from ...scoring.churn_risk import ChurnRiskBand
from ...scoring.engagement import EngagementBand
from ...scoring.lifecycle import LifecycleSegment
from ..door.as_of import AS_OF, asked_shop
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import flag
from ..door.params import instant as instant_param
from ..door.render import explained_by, instant, rounded, shown
from ..predictions import answers as prediction_rows

if TYPE_CHECKING:
    from .shapes import (
        ChurnRiskAnswer,
        CustomerIntelligence,
        EngagementAnswer,
        IntelligenceAnswer,
        NpsAnswer,
        NpsCounts,
        NpsSegment,
    )

routes = Routes()

# As source 003 calls them.
_LABELS = {
    EngagementBand.HIGH: ("High (70-100)", 70, 100),
    EngagementBand.MEDIUM: ("Medium (40-69)", 40, 69),
    EngagementBand.LOW: ("Low (1-39)", 1, 39),
    EngagementBand.INACTIVE: ("Inactive (0)", 0, 0),
}


@routes.get("/api/v1/analytics/engagement", AS_OF, kept=True)
def get_engagement(call: Call) -> Answer[EngagementAnswer]:
    """How many customers are in each band of engagement, without those whose status is inactive or lost.

    Of this instant, or, with more than 10 000 customers, of last night: `asOf` says which. Who they are:
    `GET /api/customers?engagement=`.
    """
    with asked_shop(call) as shop:
        found = read_intelligence(shop)
    return Answer(
        {
            "success": True,
            "distribution": [
                {"label": label, "band": band, "min": low, "max": high, "count": found.engagement[band]}
                for band, (label, low, high) in _LABELS.items()
            ],
            "ordersAlone": found.orders_alone,
            "asOf": instant(found.as_of_ms),
        }
    )


@routes.get("/api/v1/analytics/churn-risk", AS_OF, kept=True)
def get_churn_risk(call: Call) -> Answer[ChurnRiskAnswer]:
    """How many customers are at which risk of churn; without those whose status is inactive or lost.

    Of this instant, or, with more than 10 000 customers, of last night: `asOf` says which. Who they are:
    `GET /api/customers?churnRisk=`.
    """
    with asked_shop(call) as shop:
        found = read_intelligence(shop)
    risk = found.churn_risk
    return Answer(
        {
            "success": True,
            "critical": risk[ChurnRiskBand.CRITICAL],
            "high": risk[ChurnRiskBand.HIGH],
            "medium": risk[ChurnRiskBand.MEDIUM],
            "low": risk[ChurnRiskBand.LOW],
            "total": risk.total(),
            "unanswered": found.unanswered,
            "ordersAlone": found.orders_alone,
            "asOf": instant(found.as_of_ms),
        }
    )


@routes.get("/api/v1/analytics/nps", AS_OF, kept=True)
def get_nps(call: Call) -> Answer[NpsAnswer]:
    """The net promoter score by the newest answer of each customer: of all, and by lifecycle segment.

    Who the detractors are: `GET /api/customers?npsBand=detractor`.
    """
    with asked_shop(call) as shop:
        found = read_intelligence(shop)
    segments: list[NpsSegment] = [{"segment": segment, **_nps(found.nps(segment))} for segment in LifecycleSegment]
    return Answer(
        {"success": True, "data": {**_nps(found.nps()), "segments": segments, "asOf": instant(found.as_of_ms)}}
    )


@routes.get(
    "/api/v1/customers/<customer_id>/intelligence",
    instant_param("asOf", "At that instant, by what is known of it today; models by their rules alone."),
    flag(
        "explain",
        "Adds `explanation`: every part of both scores with what it is made of, and since when each tier is held.",
    ),
)
def get_intelligence(call: Call, customer_id: str) -> Answer[IntelligenceAnswer]:
    """One customer's engagement, churn risk and loyalty tiers, computed now from all that is known of them, and the
    models."""
    customer = read_scored(call.shop, customer_id, as_of_ms=call.params["asOf"])
    at_ms = call.now_ms if call.params["asOf"] is None else call.params["asOf"]
    exponent = call.tenant.exponent
    data: CustomerIntelligence = {
        "customerId": customer.facts.customer_id,
        "engagementScore": shown("engagementScore", customer, exponent),
        "engagement": shown("engagement", customer, exponent),
        "engagementScoreAt": instant(at_ms),
        "churnRiskScore": shown("churnRiskScore", customer, exponent),
        "churnRisk": shown("churnRisk", customer, exponent),
        "churnRiskScoreAt": instant(at_ms),
        "healthScore": shown("healthScore", customer, exponent),
        "loyaltyTiers": shown("loyaltyTiers", customer, exponent),
        "npsScore": shown("npsScore", customer, exponent),
        "averageRating": shown("averageRating", customer, exponent),
        "models": prediction_rows.models(customer, exponent),
    }
    if call.params["explain"]:
        data["explanation"] = {
            **explained_by(engagement.SCORE, customer, call.settings, exponent),
            **explained_by(churn_risk_score.SCORE, customer, call.settings, exponent),
            **explained_by(loyalty_tiers.SCORE, customer, call.settings, exponent),
        }
    return Answer({"success": True, "data": data})


def _nps(one: Nps) -> NpsCounts:
    return {
        "npsScore": rounded(one.score, 1),
        "answers": one.answers,
        "promoters": one.promoters,
        "passives": one.passives,
        "detractors": one.detractors,
    }
