"""Products and the customers who buy them again and again (source 000)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ...facts.catalogue import Called
from ...people.pairs import Buyer
from ...products.at_risk import at_risk
from ...products.best import BestQuery, best
from ...products.buyers import Ranking, list_buyers
from ...scoring.affinity import EngagementLevel, PairSegment
from ...stores.shop import Shop
from ..door import paging
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.paging import Page, Row
from ..door.params import choice, integer, several
from .answers import affinity_row, at_risk_row

if TYPE_CHECKING:
    from .shapes import AtRiskCustomers, ProductCustomer, ProductCustomers

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
def get_at_risk_customers(call: Call, product_id: str) -> Answer[AtRiskCustomers]:
    """Customers who bought the product three times or more in a pattern and are past their predicted date; exact now.

    From how many purchases on is a setting: `atRiskMinPurchases`. A purchase takes seconds to show here.
    """
    ranking = at_risk(product_id, call.settings, longest=call.params["order"] == "longest")
    page = _page(call, product_id, ranking, lambda buyer, _: at_risk_row(buyer))
    message = "Customers who should have repurchased but haven't"
    rows = page.items
    return Answer({"success": True, "message": message, "data": rows, "count": len(rows), "meta": paging.meta(page)})


@routes.get(
    "/product-affinity/product/<product_id>/customers",
    integer("minScore", 0, 100, "Affinity score, this much or more."),
    several("segment", _REPEAT_SEGMENTS, "Only these pair segments; repeat buyers are never `new`."),
    several("engagementLevel", EngagementLevel, "Only these engagement levels."),
    paging.limit(50),
    paging.CURSOR,
)
def get_best_customers(call: Call, product_id: str) -> Answer[ProductCustomers]:
    """The product's repeat buyers, three purchases or more: by score, then last purchase, then id; exact now.

    A purchase takes seconds to show here. What the product is called is of last night, or of an import since.
    """
    params = call.params
    query = BestQuery(params["minScore"], params["segment"], params["engagementLevel"])
    called = call.shop.files.catalogue().called(product_id)
    page: Page[ProductCustomer] = _page(call, product_id, best(product_id, query), affinity_row, called)
    return Answer({"success": True, "data": page.items, "meta": paging.meta(page)})


def _page(
    call: Call,
    product_id: str,
    ranking: Ranking,
    show: Callable[[Buyer, Shop], Row],
    called: Called = _NOT_SHOWN,
) -> Page[Row]:
    piece = paging.Piece(call, ranking.canonical, by_settings=True)
    limit = call.params["limit"]
    found = list_buyers(piece.shop, product_id, ranking, called=called, limit=limit, after=piece.after)
    return piece.page(found, lambda buyer: show(buyer, piece.shop))
