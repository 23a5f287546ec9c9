"""Customers and the products they bought (source 000)."""

from __future__ import annotations

from ...people.affinities import AffinityQuery, list_affinities
from ...people.pairs import Buyer
from ...people.recommendations import list_recommendations
from ...scoring.affinity import EngagementLevel, PairSegment
from ..door import paging
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import flag, integer, label, several
from .answers import affinity_row, explanation, recommendation_row

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
def get_affinities(call: Call, customer_id: str) -> Answer:
    """What the customer bought, the closest first: by score, then last purchase, then product id.

    Computed from their orders on the fly: a write is visible in the next read.
    """
    params = call.params
    query = AffinityQuery(params["minScore"], params["category"], params["segment"], params["engagementLevel"])
    piece = paging.Piece(call, query.canonical(customer_id))

    def show(buyer: Buyer) -> paging.Row:
        row = affinity_row(buyer, piece.shop)
        return row | {"explanation": explanation(buyer.pair)} if params["explain"] else row

    page = piece.page(list_affinities(piece.shop, customer_id, query, after=piece.after), show)
    return Answer({"success": True, "data": page.items, "count": len(page.items), "nextCursor": page.next_cursor})


@routes.get(
    "/product-affinity/customer/<customer_id>/recommendations",
    paging.limit(10),
    flag("includeOverdue", "Also those whose predicted date has passed."),
)
def get_recommendations(call: Call, customer_id: str) -> Answer:
    """What the customer is likely to buy again within the next days, the soonest first, then by score.

    How many days, and from which score on, are settings: `recommendationDays` and `recommendationMinScore`.
    """
    found = list_recommendations(call.shop, customer_id, include_overdue=call.params["includeOverdue"])
    rows = paging.fitting(recommendation_row(buyer.pair) for buyer in found[: call.params["limit"]])
    message = "Predictive recommendations based on purchase patterns"
    return Answer({"success": True, "message": message, "data": rows, "count": len(rows)})
