"""RFM scores of customers (source 001)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...errors import FieldError, QueryRefused
from ...lists.rfm import (
    Distribution,
    kept_distribution,
    kept_grid,
    list_scored,
    read_cut_points,
    read_scored,
    scored_query,
    walks_distribution,
)
from ...people.customer import Customer
from ...population.deciles import WINDOWS, CutPoints, rfm_deciles
from ...scoring.rfm import WINDOW_DAYS, RfmGroup
from ...stores.reading import Position, Reading
from ...stores.shop import Shop
from ..door import paging
from ..door.as_of import AS_OF, asked_shop
from ..door.auth import Role
from ..door.bodies import one_of, read_body, required_text, whole
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.paging import Page
from ..door.params import choice, flag, integer, label, several
from . import answers as rfm_rows

if TYPE_CHECKING:
    from .shapes import CustomerRFMScore, CustomerRFMScoreAnswer, RFMScores

routes = Routes()

_MOST_DAYS = 36_500
_BANDS, _DECILES = 5, 10


@routes.get(
    "/api/customers/rfm",
    several("segment", RfmGroup, "Only these RFM groups."),
    label("customerId", "Only this customer, computed from their orders on the fly."),
    integer("days", 0, _MOST_DAYS, "Orders of this many days back; 0: all orders.", WINDOW_DAYS),
    choice("scale", [str(_BANDS), str(_DECILES)], "5: fixed bands; 10: deciles of the tenant's own.", str(_BANDS)),
    flag("explain", "Adds `explanation`: each score's input, and the bands or cut points it was compared with."),
    flag("grid", "Adds `grid`: all customers by recency and frequency score, whatever is filtered."),
    AS_OF,
    paging.limit(50),
    paging.OFFSET,
    paging.CURSOR,
)
def get_rfm(call: Call) -> Answer[RFMScores]:
    """Customers' recency, frequency and monetary scores with the group they name, newest order first.

    `distribution` counts all customers, whatever the filter: as of the first page, or, with more than 10 000, of last
    night (`distributionAsOf`), which knows it for `days` 365 and 0 only; else null with the reason. `scale=10` compares
    with the tenant's own customers as of last night, for the same two windows; the group stays that of the bands.
    `grid` counts all customers by the bands; with more than 10 000 as of last night, over 365 days alone, else null.
    """
    params = call.params
    _refuse_of_now(params)
    cut_points = _cut_points(call, params["days"], int(params["scale"]))
    with asked_shop(call) as shop:
        grid = kept_grid(shop, params["days"]) if params["grid"] else None
        if params["customerId"] is None:
            page, found = _page(call, shop, cut_points)
        else:
            page, found = _one(call, cut_points)
    cuts = rfm_rows.decile_cuts(cut_points, params["days"], call.tenant.exponent) if cut_points else None
    answer: RFMScores = {
        "success": True,
        "scores": page.items,
        **rfm_rows.distribution(found),
        **paging.beside(page, params),
        "grid": rfm_rows.grid(grid),
        "scale": int(params["scale"]),
        "cutPoints": cuts,
    }
    if not params["grid"]:
        del answer["grid"]
    return Answer(answer)


def _refuse_of_now(params: Mapping[str, Any]) -> None:
    """Raises `QueryRefused` for what an instant of the past does not have."""
    if params["asOf"] is None:
        return
    if params["scale"] != str(_BANDS):
        raise QueryRefused([FieldError("asOf", "goes with scale 5: cut points are of last night alone")])
    if params["customerId"] is not None:
        raise QueryRefused([FieldError("asOf", "is of all customers; one has GET /api/customers/{id}?asOf=")])


@routes.post("/api/customers/rfm", flag("explain", "Adds `explanation`."), role=Role.VIEWER, writes=False)
def post_rfm(call: Call) -> Answer[CustomerRFMScoreAnswer]:
    """One customer's scores, computed now from their orders; all null where they never ordered. Nothing is stored."""
    body = read_body(
        call,
        {
            "customerId": required_text,
            "days": whole(0, _MOST_DAYS, WINDOW_DAYS),
            "scale": one_of((_BANDS, _DECILES), _BANDS),
        },
    )
    cut_points = _cut_points(call, body["days"], body["scale"])
    customer = read_scored(call.shop, body["customerId"], body["days"])
    return Answer({"success": True, "data": _row(call, customer, body["days"], cut_points, call.now_ms)})


def _cut_points(call: Call, days: int, scale: int) -> CutPoints | None:
    if scale != _DECILES:
        return None
    if days not in WINDOWS:
        raise QueryRefused([FieldError("days", "must be 365 or 0 with scale 10: nights leave cut points for these")])
    return read_cut_points(call.shop)


def _page(call: Call, shop: Shop, cut_points: CutPoints | None) -> tuple[Page[CustomerRFMScore], Distribution | None]:
    offset, days = paging.offset(call.params), call.params["days"]
    query = scored_query(call.params["segment"], days)
    piece = paging.Piece(call, f"rfm|{query.canonical}", by_settings=True, shop=shop)
    found = walks_distribution(piece.shop, days, piece.pinned)

    def read(after: Position, most: int) -> Reading[Customer]:
        return list_scored(piece.shop, query, found, limit=most, after=after, pinned=piece.pinned)

    page = piece.page_behind(offset, read, lambda one: _row(call, one, days, cut_points, piece.shop.now_ms))
    return page, found


def _one(call: Call, cut_points: CutPoints | None) -> tuple[Page[CustomerRFMScore], Distribution | None]:
    params = call.params
    one = read_scored(call.shop, params["customerId"], params["days"])
    found = one.scores.rfm
    rows: list[CustomerRFMScore] = []
    if found and (not params["segment"] or found.value in params["segment"]):
        rows = [_row(call, one, params["days"], cut_points, call.now_ms)]
    return paging.only(rows, params, call.now_ms), kept_distribution(call.shop, params["days"])


def _row(call: Call, one: Customer, days: int, cut_points: CutPoints | None, as_of_ms: int) -> CustomerRFMScore:
    exponent = call.tenant.exponent
    deciles = rfm_deciles(one.facts.purchases, cut_points, as_of_ms, days) if cut_points else None
    row = rfm_rows.score(one, deciles, days, as_of_ms, exponent)
    if call.params["explain"]:
        row["explanation"] = rfm_rows.explanation(one, deciles, days, call.settings, cut_points, exponent)
    return row
