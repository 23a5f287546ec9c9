"""A customer's analytics (source 001): what they buy, how often, and what rules and models expect of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...audience.analytics import Analysed, list_analysed, read_analysed
from ...lists.list import list_customers
from ...lists.query import ListQuery
from ...people.customer import Customer
from ...scoring.churn_window import churn_within
from ...scoring.settings import WINDOW_DAYS
from ...stores.reading import Position, Reading
from ..door import paging
from ..door.auth import Role
from ..door.bodies import read_body, required_text, whole
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.paging import Page
from ..door.params import flag, integer, label
from . import answers as rows

if TYPE_CHECKING:
    from .shapes import CustomerAnalytics, CustomerAnalyticsAnswer, CustomerAnalyticsList

routes = Routes()

_MOST_DAYS = 36_500
_DAYS = integer(
    "days", 0, _MOST_DAYS, "`churnRisk` by the orders of this many days back; 0: by all of them.", WINDOW_DAYS
)
_EXPLAIN = flag("explain", "Adds `explanation`: what each number is made of, and the parameters and date of the fit.")


@routes.get(
    "/api/customers/analytics",
    label("customerId", "Only this customer, computed from their orders on the fly."),
    _DAYS,
    _EXPLAIN,
    paging.limit(50),
    paging.OFFSET,
    paging.CURSOR,
)
def get_analytics(call: Call) -> Answer[CustomerAnalyticsList]:
    """Customers' orders, spend, rhythm, preferred products, churn risk and predicted value, newest order first.

    `models` stands beside the rules' churn risk and value, never in their place.
    """
    params = call.params
    if params["customerId"] is None:
        page = _page(call)
    else:
        one = read_analysed(call.shop, params["customerId"])
        page = paging.only([_row(call, one, params["days"], call.now_ms)], params, call.now_ms)
    return Answer({"success": True, "data": page.items, **paging.beside(page, params)})


def _page(call: Call) -> Page[CustomerAnalytics]:
    offset, days, query = paging.offset(call.params), call.params["days"], ListQuery()
    piece = paging.Piece(call, f"analytics|{days}|{query.canonical}", by_settings=True)

    def read(after: Position, most: int) -> Reading[Analysed]:
        return list_analysed(piece.shop, limit=most, after=after, pinned=piece.pinned)

    def skim(after: Position, most: int) -> Reading[Customer]:
        return list_customers(piece.shop, query, limit=most, after=after, pinned=piece.pinned)

    return piece.page_behind(offset, read, lambda one: _row(call, one, days, piece.shop.now_ms), skim=skim)


@routes.post("/api/customers/analytics", _EXPLAIN, role=Role.VIEWER, writes=False)
def post_analytics(call: Call) -> Answer[CustomerAnalyticsAnswer]:
    """One customer's analytics, computed now from their orders. Nothing is stored."""
    body = read_body(call, {"customerId": required_text, "days": whole(0, _MOST_DAYS, WINDOW_DAYS)})
    one = read_analysed(call.shop, body["customerId"])
    return Answer({"success": True, "data": _row(call, one, body["days"], call.now_ms)})


def _row(call: Call, one: Analysed, days: int, as_of_ms: int) -> CustomerAnalytics:
    churn = churn_within(one.customer.facts.purchases, days, as_of_ms)
    row = rows.analytics(one, churn, as_of_ms, call.tenant.exponent)
    if call.params["explain"]:
        row["explanation"] = rows.explanation(one.customer, churn, call.settings, call.tenant.exponent)
    return row
