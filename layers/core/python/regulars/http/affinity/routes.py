"""Customers and the products they bought (source 000)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import FieldError, QueryRefused
from ...people.affinities import AffinityQuery, list_affinities
from ...people.pairs import Buyer
from ...people.recommendations import list_recommendations
from ...products.probable import list_probable
from ...scoring.affinity import EngagementLevel, PairSegment
from ..door import paging
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import choice, flag, integer, label, several
from ..door.render import instant
from .answers import affinity_row, explanation, probable_row, recommendation_row

if TYPE_CHECKING:
    from .shapes import CustomerProductAffinities, CustomerProductAffinity, PredictiveRecommendations

routes = Routes()


@routes.get(
    "/product-affinity/customer/<customer_id>/affinities",
    integer("minScore", 0, 100, "Affinity score, this much or more."),
    label("category", "Only products of this category; upper and lower case are the same."),
    several("segment", PairSegment, "Only these pair segments."),
    several("engagementLevel", EngagementLevel, "Only these engagement levels."),
    flag("explain", "Adds `explanation`: the points of each part, its input and the band that held."),
    paging.limit(50),
    paging.CURSOR,
)
def get_affinities(call: Call, customer_id: str) -> Answer[CustomerProductAffinities]:
    """What the customer bought, the closest first: by score, then last purchase, then product id.

    Computed from their orders on the fly: a write is visible in the next read.
    """
    params = call.params
    query = AffinityQuery(params["minScore"], params["category"], params["segment"], params["engagementLevel"])
    piece = paging.Piece(call, query.canonical(customer_id))

    def show(buyer: Buyer) -> CustomerProductAffinity:
        row = affinity_row(buyer, piece.shop)
        return {**row, "explanation": explanation(buyer.pair, call.tenant.exponent)} if params["explain"] else row

    page = piece.page(list_affinities(piece.shop, customer_id, query, after=piece.after), show)
    return Answer({"success": True, "data": page.items, "count": len(page.items), "nextCursor": page.next_cursor})


@routes.get(
    "/product-affinity/customer/<customer_id>/recommendations",
    choice(
        "order",
        ["date", "probability"],
        "By the predicted date, as source 000 has it; or by the probability of a purchase, of whatever score.",
        "date",
    ),
    paging.limit(10),
    flag("includeOverdue", "By date alone: also those whose predicted date has passed."),
)
def get_recommendations(call: Call, customer_id: str) -> Answer[PredictiveRecommendations]:
    """What the customer is likely to buy again.

    By date: within the next days, the soonest first, then by score. How many days, and from which score on, are
    settings: `recommendationDays` and `recommendationMinScore`. By probability: everything they have bought, the most
    probable first, with `probability` of a purchase within `probabilityDays` and `expectedDate`, under what last night
    learnt (`asOf`); before a first night 409. A backtest tells which of the two to rely on.
    """
    if call.params["order"] == "probability":
        return _by_probability(call, customer_id)
    found = list_recommendations(call.shop, customer_id, include_overdue=call.params["includeOverdue"])
    rows = paging.fitting(recommendation_row(buyer.pair) for buyer in found[: call.params["limit"]])
    message = "Predictive recommendations based on purchase patterns"
    return Answer({"success": True, "message": message, "data": rows, "count": len(rows)})


def _by_probability(call: Call, customer_id: str) -> Answer[PredictiveRecommendations]:
    if call.params["includeOverdue"]:
        fault = FieldError("includeOverdue", "is of order=date alone: by probability nothing is left out")
        raise QueryRefused([fault])
    found = list_probable(call.shop, customer_id)
    rows = paging.fitting(probable_row(one) for one in found.pairs[: call.params["limit"]])
    message = "Products by the probability of a purchase"
    return Answer(
        {
            "success": True,
            "message": message,
            "data": rows,
            "count": len(rows),
            "corrected": found.corrected,
            "asOf": instant(found.as_of_ms),
        }
    )
