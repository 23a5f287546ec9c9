"""What is answered from the last night: who is due, and what is expected to be bought (docs/scoring.md, Affinity)."""

from __future__ import annotations

from typing import Any

from ...facts.money import divide_half_up
from ...people.pairs import Buyer
from ...population.demand import FORECAST_DAYS, PRODUCT_DAYS, REVENUE_PARTS, Expected
from ...population.due import CLOSE_SCORE, DUE_DAYS, WEEK_DAYS
from ...products.demand import read_demand
from ...products.due import DueQuery, due_night, list_due
from ...products.forecast import Week, read_forecast
from ..door import paging
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import identifier, integer
from ..door.render import instant, money, plain
from ..predictions import answers as prediction_rows
from .answers import at_risk_row

routes = Routes()


@routes.get(
    "/product-affinity/due",
    integer("days", 1, DUE_DAYS, "Predicted within this many days from now.", WEEK_DAYS),
    identifier("productId", "Only this product."),
    integer("minScore", 0, 100, "Affinity score, this much or more.", CLOSE_SCORE),
    paging.limit(50),
    paging.CURSOR,
)
def get_due(call: Call) -> Answer:
    """Customers about to buy a product again: found last night, over all customers, and checked now.

    A row is shown only where the customer is still due at this instant and close enough. A pattern that began after the
    night (`asOf`) is found by the next one. The soonest come first within a shard, and shards one after the other.
    """
    params = call.params
    query = DueQuery(params["days"], params["minScore"], params["productId"])
    piece = paging.Piece(call, query.canonical)
    night = due_night(piece.shop, piece.pinned)
    page = piece.page(list_due(piece.shop, query, night, limit=params["limit"], after=piece.after), _due_row)
    meta = paging.meta(page._replace(total=None, as_of_ms=night.as_of_ms)) | {"checkedAt": instant(page.as_of_ms)}
    return Answer({"success": True, "data": page.items, "meta": meta})


@routes.get(
    "/product-affinity/product/<product_id>/demand",
    integer("days", 1, PRODUCT_DAYS, "So many days from the night on.", 30),
)
def get_demand(call: Call, product_id: str) -> Answer:
    """What is expected to be bought of a product by day, as the last night found it (`asOf`).

    Each customer who bought it in a pattern is expected at their predicted date and at every further gap, with their
    average quantity. A pair whose predicted date had passed counts in `overdue` alone. Days are those of
    the tenant's zone; the first begins with the night, and the last ends as many days of 24 hours later.
    """
    found = read_demand(call.shop, product_id, call.params["days"])
    called = call.shop.files.catalogue().called(product_id)
    data = {
        "productId": product_id,
        "productName": called.name,
        "category": called.category,
        "asOf": instant(found.as_of_ms),
        "overdue": found.overdue,
        **_units(found.whole),
        "days": [{"date": day.isoformat(), **_units(expected)} for day, expected in found.days],
    }
    return Answer({"success": True, "data": data})


@routes.get(
    "/product-affinity/forecast",
    integer("days", 1, FORECAST_DAYS, "So many days from the night on.", 90),
)
def get_forecast(call: Call) -> Answer:
    """What is expected to be bought of all products by week, as the last night found it (`asOf`).

    From the same cycles as the demand of a product, with the average order value of each pair. Weeks are counted from
    the night's day on; the last one may have fewer days. One-time buyers are in none of them, but in `models`: what
    BG/NBD and Gamma-Gamma expect of all customers by lifecycle segment, over the horizons of the settings.
    """
    found = read_forecast(call.shop, call.params["days"])
    exponent = call.tenant.exponent
    data = {
        "asOf": instant(found.as_of_ms),
        "currency": call.tenant.currency,
        "overdue": found.overdue,
        **_revenue(found.whole, exponent),
        "weeks": [_week(week, exponent) for week in found.weeks],
        "models": prediction_rows.forecast(found.models, exponent),
    }
    return Answer({"success": True, "data": data})


def _due_row(buyer: Buyer) -> dict[str, Any]:
    """An at-risk row that names its product."""
    row = at_risk_row(buyer)
    product = buyer.pair.product
    named = {"customerId": row.pop("customerId"), "customerName": row.pop("customerName")}
    return {
        **named,
        "productId": product.product_id,
        "productName": buyer.pair.name,
        **row,
        "category": product.category,
    }


def _units(expected: Expected) -> dict[str, Any]:
    """Units to 2 decimals, half up."""
    units = plain(divide_half_up(expected.amount, 10), 100)
    return {"expectedPurchases": expected.purchases, "expectedUnits": units}


def _revenue(expected: Expected, exponent: int) -> dict[str, Any]:
    """Half up to the minor unit."""
    revenue = money(divide_half_up(expected.amount, REVENUE_PARTS), exponent)
    return {"expectedPurchases": expected.purchases, "expectedRevenue": revenue}


def _week(week: Week, exponent: int) -> dict[str, Any]:
    """`to` is the day behind the last."""
    return {
        "from": week.first.isoformat(),
        "to": week.behind.isoformat(),
        **_revenue(week.expected, exponent),
    }
