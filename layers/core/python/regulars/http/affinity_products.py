"""Products and the customers who buy them again and again (source 000)."""

from __future__ import annotations

from typing import Any

from ..affinity.at_risk import at_risk
from ..affinity.best import BestQuery, best
from ..affinity.buyers import Buyer, Ranking, Sources, list_buyers
from ..facts.catalogue import Called
from ..scoring.affinity import EngagementLevel, PairSegment
from ..stores.page import Page
from . import paging
from .call import Call
from .endpoint import Answer, Routes
from .pairs import affinity_row, at_risk_row
from .params import choice, integer, several

routes = Routes()

_NOT_SHOWN = Called()

_REPEAT_SEGMENTS = [segment for segment in PairSegment if segment is not PairSegment.NEW]


@routes.get(
    "/product-affinity/product/<product_id>/at-risk-customers",
    choice(
        "order", ["recent", "longest"], "Just overdue first, who are still to be won; or longest overdue.", "recent"
    ),
    paging.limit(50),
    paging.CURSOR,
)
def get_at_risk_customers(call: Call, product_id: str) -> Answer:
    """Who bought the product three times or more with a pattern, and is past his predicted date; exact now.

    From how many purchases on is a setting: `atRiskMinPurchases`. A purchase takes seconds to show here.
    """
    page = _page(call, product_id, at_risk(product_id, call.settings, longest=call.params["order"] == "longest"))
    rows = [at_risk_row(*buyer) for buyer in page.items]
    message = "Customers who should have repurchased but haven't"
    body: dict[str, Any] = {"success": True, "message": message, "data": rows, "count": len(rows)}
    return Answer(body | {"meta": paging.meta(page)})


@routes.get(
    "/product-affinity/product/<product_id>/customers",
    integer("minScore", 0, 100, "Affinity score, this much or more."),
    several("segment", _REPEAT_SEGMENTS, "Only these pair segments; `new` is none of a repeat buyer."),
    several("engagementLevel", EngagementLevel, "Only these engagement levels."),
    paging.limit(50),
    paging.CURSOR,
)
def get_best_customers(call: Call, product_id: str) -> Answer:
    """The product's repeat buyers, three purchases or more: by score, then last purchase, then id; exact now.

    A purchase takes seconds to show here. What the product is called is of last night, or of an import since.
    """
    params = call.params
    query = BestQuery(params["minScore"], params["segment"], params["engagementLevel"])
    called = call.files.catalogue().called(product_id)
    page = _page(call, product_id, best(product_id, query), called)
    rows = [affinity_row(*buyer, page.as_of_ms, call.tenant.exponent) for buyer in page.items]
    return Answer({"success": True, "data": rows, "meta": paging.meta(page)})


def _page(call: Call, product_id: str, ranking: Ranking, called: Called = _NOT_SHOWN) -> Page[Buyer]:
    return list_buyers(
        product_id,
        ranking,
        limit=call.params["limit"],
        cursor=call.params["cursor"],
        sources=Sources(call.lookups, call.facts, call.ledger),
        called=called,
        record=call.record,
        now_ms=call.now_ms,
    )
