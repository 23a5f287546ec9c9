"""What is answered from the last night: who is due, and what is expected to be bought (docs/scoring.md, Affinity)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...people.pairs import Buyer
from ...population.demand import FORECAST_DAYS, PRODUCT_DAYS, Expected
from ...population.due import CLOSE_SCORE, DUE_DAYS, WEEK_DAYS
from ...products.demand import DayDemand, read_demand
from ...products.due import DueQuery, due_night, list_due
from ...products.forecast import Sums, Week, read_forecast
from ..door import paging
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import identifier, integer
from ..door.render import instant, money, rounded
from ..predictions import answers as prediction_rows
from .answers import at_risk_row

if TYPE_CHECKING:
    from . import night_shapes as shapes
    from .night_shapes import (
        DueCustomer,
        DueCustomers,
        DueMeta,
        Forecast,
        ForecastAnswer,
        ProductDemand,
        ProductDemandAnswer,
        WeekForecast,
    )

routes = Routes()


@routes.get(
    "/product-affinity/due",
    integer("days", 1, DUE_DAYS, "Predicted within this many days from now.", WEEK_DAYS),
    identifier("productId", "Only this product."),
    integer("minScore", 0, 100, "Affinity score, this much or more.", CLOSE_SCORE),
    paging.limit(50),
    paging.CURSOR,
)
def get_due(call: Call) -> Answer[DueCustomers]:
    """Customers about to buy a product again: found last night, over all customers, and checked now.

    A row is shown only where the customer is still due at this instant and close enough. A pattern that began after the
    night (`asOf`) is found by the next one. The soonest come first within a shard, and shards one after the other.
    """
    params = call.params
    query = DueQuery(params["days"], params["minScore"], params["productId"])
    piece = paging.Piece(call, query.canonical)
    night = due_night(piece.shop, piece.pinned)
    page = piece.page(list_due(piece.shop, query, night, limit=params["limit"], after=piece.after), _due_row)
    place = paging.meta(page)
    meta: DueMeta = {**place, "total": None, "asOf": instant(night.as_of_ms), "checkedAt": instant(page.as_of_ms)}
    return Answer({"success": True, "data": page.items, "meta": meta})


@routes.get(
    "/product-affinity/product/<product_id>/demand",
    integer("days", 1, PRODUCT_DAYS, "So many days from the night on.", 30),
)
def get_demand(call: Call, product_id: str) -> Answer[ProductDemandAnswer]:
    """What is expected to be bought of a product by day, as the last night found it (`asOf`).

    `expected` is a seventh of the mean of the last eight full weeks (four where fewer are known), with its own past
    error (`wape`). `inRhythm` is no forecast: each customer who bought it in a pattern, at their predicted date and at
    every further gap; a pair whose predicted date had passed counts in `overdue` alone. Days are those of the tenant's
    zone; the first begins with the night, and the last ends as many days of 24 hours later.
    """
    found = read_demand(call.shop, product_id, call.params["days"])
    called = call.shop.files.catalogue().called(product_id)
    data: ProductDemand = {
        "productId": product_id,
        "productName": called.name,
        "category": called.category,
        "asOf": instant(found.as_of_ms),
        "overdue": found.overdue,
        "meanOfWeeks": found.usual.weeks,
        "wape": rounded(found.usual.wape, 4),
        **_of_days(found.purchases, found.units_milli, found.in_rhythm),
        "days": [_day(day) for day in found.days],
    }
    return Answer({"success": True, "data": data})


@routes.get(
    "/product-affinity/forecast",
    integer("days", 1, FORECAST_DAYS, "So many days from the night on.", 90),
)
def get_forecast(call: Call) -> Answer[ForecastAnswer]:
    """What is expected to be bought of all products by week, as the last night found it (`asOf`).

    `purchases` and `revenue` are the mean of the last eight full weeks (four where fewer are known), with their own
    past error (`wape`) and those of them that known pairs make (`knownPairs`). `inRhythm` is no forecast: the cycles
    of pairs, as in the demand of a product. Weeks are counted from the night's day on; what lies before the night is
    in none, and the last one may have fewer days. `models`: what BG/NBD and Gamma-Gamma expect of all customers by
    lifecycle segment, over the horizons of the settings.
    """
    found = read_forecast(call.shop, call.params["days"])
    exponent = call.tenant.exponent
    data: Forecast = {
        "asOf": instant(found.as_of_ms),
        "currency": call.tenant.currency,
        "overdue": found.overdue,
        "meanOfWeeks": found.purchases.weeks,
        "seasonal": found.purchases.seasonal,
        **_of_weeks(found.sums, found.purchases.wape, exponent),
        "revenueWape": rounded(found.revenue.wape, 4),
        "weeks": [_week(week, found.purchases.wape, exponent) for week in found.weeks],
        "models": prediction_rows.forecast(found.models, exponent),
    }
    return Answer({"success": True, "data": data})


def _due_row(buyer: Buyer) -> DueCustomer:
    """An at-risk row that names its product."""
    row, product = at_risk_row(buyer), buyer.pair.product
    return {
        "customerId": row["customerId"],
        "customerName": row["customerName"],
        "productId": product.product_id,
        "productName": buyer.pair.name,
        **row,
        "category": product.category,
    }


def _day(day: DayDemand) -> shapes.DayDemand:
    return {"date": day.day.isoformat(), **_of_days(day.purchases, day.units_milli, day.in_rhythm)}


def _of_days(purchases: float | None, units_milli: float | None, in_rhythm: Expected) -> shapes.OfDays:
    units = None if units_milli is None else units_milli / 1_000
    return {
        "expected": {"purchases": rounded(purchases, 2), "units": rounded(units, 2)},
        "inRhythm": {"purchases": in_rhythm.purchases, "units": in_rhythm.units},
    }


def _week(week: Week, wape: float | None, exponent: int) -> WeekForecast:
    """`to` is the day behind the last."""
    return {
        "from": week.first.isoformat(),
        "to": week.behind.isoformat(),
        **_of_weeks(week.sums, wape, exponent),
    }


def _of_weeks(sums: Sums, wape: float | None, exponent: int) -> shapes.OfWeeks:
    """Revenue to the minor unit."""
    revenue_minor, in_rhythm = sums.revenue_minor, sums.in_rhythm
    return {
        "purchases": rounded(sums.purchases, 1),
        "revenue": None if revenue_minor is None else money(round(revenue_minor), exponent),
        "wape": rounded(wape, 4),
        "knownPairs": rounded(sums.known_pairs, 1),
        "inRhythm": {"purchases": in_rhythm.purchases, "revenue": money(in_rhythm.revenue_minor, exponent)},
    }
