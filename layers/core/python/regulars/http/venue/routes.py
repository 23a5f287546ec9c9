"""Venue intelligence (source 002): a venue is the token's tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...audience.venue_segments import count_venue_segments
from ...people.journey import STEP_KINDS, JourneyQuery, read_journey
from ...people.one import read_one, read_predicted
from ...people.venue import read_venue_customer
from ...scoring.insights import insights
from ...scoring.venue_rfm import venue_rfm
from ..door import paging
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.paging import Page, Row
from ..door.params import flag, instant, several
from . import answers as venue_rows
from . import explained as venue_explained

if TYPE_CHECKING:
    from ..door.shapes import Meta
    from .shapes import (
        CustomerInsights,
        CustomerJourney,
        CustomerLifetimeValueAnswer,
        CustomerProfileAnswer,
        RFMAnalysisAnswer,
        VenueSegments,
    )

routes = Routes()

_EXPLAIN = flag("explain", "Adds `explanation`: components, inputs and thresholds that applied.")


@routes.get("/customers/venue/<venue_id>/segments", _EXPLAIN, kept=True)
def get_venue_segments(call: Call) -> Answer[VenueSegments]:
    """How many customers are in each venue segment, and their share in percent.

    Of this instant, or, with more than 10 000 customers, of last night: `asOf` says which.
    """
    counted = count_venue_segments(call.shop)
    rows = venue_rows.segments(counted)
    answer: VenueSegments = {"success": True, "data": rows, "meta": _whole(rows, counted.as_of_ms)}
    if call.params["explain"]:
        answer["explanation"] = venue_explained.segments(counted, call.settings, call.tenant.exponent)
    return Answer(answer)


@routes.get("/customers/venue/<venue_id>/<customer_id>/insights")
def get_venue_insights(call: Call, customer_id: str) -> Answer[CustomerInsights]:
    """What to know about the customer and what to do about it; empty without orders."""
    facts, scores = read_one(call.shop, customer_id)
    found = insights(facts.purchases, scores.venue, call.settings)
    rows = [venue_rows.insight(one, call.tenant.exponent) for one in found]
    return Answer({"success": True, "data": rows, "meta": _whole(rows, call.now_ms)})


@routes.get(
    "/customers/venue/<venue_id>/<customer_id>/journey",
    several("kinds", STEP_KINDS, "Only these kinds of steps."),
    instant("from", "At this instant or later."),
    instant("to", "Before this instant."),
    paging.limit(50),
    paging.CURSOR,
)
def get_venue_journey(call: Call, customer_id: str) -> Answer[CustomerJourney]:
    """The customer's orders, segments and milestones on one timeline, newest first. Reads their whole history."""
    params = call.params
    query = JourneyQuery(customer_id, params["from"], params["to"], params["kinds"])
    piece = paging.Piece(call, query.canonical, by_settings=True)
    found = read_journey(piece.shop, query, after=piece.after)
    page = piece.page(found, lambda step: venue_rows.step(step, call.tenant))
    return Answer({"success": True, "data": page.items, "meta": paging.meta(page)})


@routes.get("/customers/venue/<venue_id>/<customer_id>/rfm", _EXPLAIN)
def get_venue_rfm(call: Call, customer_id: str) -> Answer[RFMAnalysisAnswer]:
    """Recency, frequency (units) and monetary value over all history, scored 1 to 5, and the group they name."""
    facts, scores = customer = read_one(call.shop, customer_id)
    found = venue_rfm(facts.purchases, scores.venue, call.settings)
    data = venue_rows.rfm(customer, found, call.tenant, call.now_ms)
    if call.params["explain"]:
        data["explanation"] = venue_explained.rfm(customer, found, call.settings, call.tenant.exponent)
    return Answer({"success": True, "data": data})


@routes.get("/customers/venue/<venue_id>/<customer_id>/clv", _EXPLAIN)
def get_venue_clv(call: Call, customer_id: str) -> Answer[CustomerLifetimeValueAnswer]:
    """What the customer will be worth: `simple` by source 002's rule over three years, `model` over the horizon."""
    customer = read_predicted(call.shop, customer_id)
    data = venue_rows.lifetime_value(customer, call.settings, call.tenant)
    if call.params["explain"]:
        data["explanation"] = venue_explained.values(customer, call.settings, call.tenant.exponent)
    return Answer({"success": True, "data": data})


@routes.get("/customers/venue/<venue_id>/<customer_id>", _EXPLAIN)
def get_venue_customer(call: Call, customer_id: str) -> Answer[CustomerProfileAnswer]:
    """One customer's profile, computed from their orders on the fly: a write is visible in the next read.

    `models` stands beside the rules' figures, never in their place: what BG/NBD and Gamma-Gamma expect under the fit of
    last night, and what that rests on.
    """
    found = read_venue_customer(call.shop, customer_id)
    data = venue_rows.profile(found, call.tenant)
    if call.params["explain"]:
        data["explanation"] = venue_explained.profile(found, call.settings, call.tenant.exponent)
    return Answer({"success": True, "data": data})


def _whole(rows: list[Row], as_of_ms: int) -> Meta:
    """Of a list that is never cut."""
    return paging.meta(Page(rows, len(rows), None, as_of_ms))
