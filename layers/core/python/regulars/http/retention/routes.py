"""Customers who come back: from the first order to the third, and by month of the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...audience.retention import read_by_channel, read_by_first_product, read_cohorts, read_funnel
from ...facts.catalogue import Catalogue
from ...population.cohorts import KEPT_MONTHS, Cohort, Cohorts, month_name
from ...population.firsts import First
from ...population.funnel import Funnel
from ..door.as_of import AS_OF, asked_shop
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import choice, integer
from ..door.render import instant, money

if TYPE_CHECKING:
    from . import shapes
    from .shapes import ChannelCohort, CohortsAnswer, FunnelAnswer, LaterMonth, ProductCohort, RetainedMonth, Step

routes = Routes()

_STEPS: tuple[Step, ...] = ("firstOrder", "secondOrder", "thirdOrder")
_MONTHS = 24


@routes.get("/api/v1/analytics/funnel", AS_OF, kept=True)
def get_funnel(call: Call) -> Answer[FunnelAnswer]:
    """How many customers reached their first, second and third order, and the median days since the one before.

    Of this instant, or, with more than 10 000 customers, of last night: `asOf` says which.
    """
    with asked_shop(call) as shop:
        found = read_funnel(shop)
    return Answer({"success": True, "data": _funnel(found)})


@routes.get(
    "/api/v1/analytics/cohorts",
    integer("months", 1, KEPT_MONTHS, "Only this many of the newest cohorts.", _MONTHS),
    choice("value", ["customers", "revenue"], "`revenue` adds what they spent.", "customers"),
    choice("by", ["month", "firstProduct", "channel"], "What customers are grouped by: of their first order.", "month"),
    AS_OF,
    kept=True,
)
def get_cohorts(call: Call) -> Answer[CohortsAnswer]:
    """How many of the customers whose first order was in a month ordered in each later month (retention).

    Months are the tenant's own; the last one is under way. Of this instant, or, with more than 10 000 customers, of
    last night: `asOf` says which. `by=firstProduct` groups by the product on which most was spent in the first order,
    `by=channel` by the channel of the first order: the twenty with most customers, then all others together; with more
    than 10 000 customers 409.
    """
    with_revenue, exponent = call.params["value"] == "revenue", call.tenant.exponent
    with asked_shop(call) as shop:
        if call.params["by"] == "firstProduct":
            catalogue = call.shop.files.catalogue()
            products = [
                _product_cohort(one, catalogue, with_revenue, exponent) for one in read_by_first_product(shop).ranked()
            ]
            return Answer({"success": True, "data": {"asOf": instant(shop.now_ms), "cohorts": products}})
        if call.params["by"] == "channel":
            channels = [_channel_cohort(one, with_revenue, exponent) for one in read_by_channel(shop).ranked()]
            return Answer({"success": True, "data": {"asOf": instant(shop.now_ms), "cohorts": channels}})
        found = read_cohorts(shop)
    return Answer({"success": True, "data": _cohorts(found, call.params["months"], with_revenue, exponent)})


def _funnel(found: Funnel) -> shapes.Funnel:
    return {
        "asOf": instant(found.as_of_ms),
        "steps": [
            {
                "step": name,
                "customers": step.customers,
                "share": step.share,
                "shareOfPrevious": step.share_of_previous,
                "medianDays": step.median_days,
            }
            for name, step in zip(_STEPS, found.steps, strict=True)
        ],
    }


def _cohorts(found: Cohorts, months: int, with_revenue: bool, exponent: int) -> shapes.Cohorts:
    newest = found.cohorts[-months:]
    cohorts = [_cohort(cohort, with_revenue, exponent) for cohort in newest]
    return {"asOf": instant(found.as_of_ms), "cohorts": cohorts}


def _cohort(cohort: Cohort, with_revenue: bool, exponent: int) -> shapes.Cohort:
    retention: list[RetainedMonth] = []
    for later, found in enumerate(cohort.months):
        month: RetainedMonth = {
            "month": month_name(found.month),
            "monthsLater": later,
            "customers": found.active,
            "share": found.share,
        }
        if with_revenue:
            month["revenue"] = money(found.spend_minor, exponent)
            month["revenuePerCustomer"] = money(found.spend_each_minor, exponent)
        retention.append(month)
    return {"month": month_name(cohort.month), "customers": cohort.active[0], "retention": retention}


def _product_cohort(one: First, catalogue: Catalogue, with_revenue: bool, exponent: int) -> ProductCohort:
    name = None if one.name is None else catalogue.called(one.name).name
    retention = _later(one, with_revenue, exponent)
    return {"productId": one.name, "productName": name, "customers": one.customers, "retention": retention}


def _channel_cohort(one: First, with_revenue: bool, exponent: int) -> ChannelCohort:
    return {"channel": one.name, "customers": one.customers, "retention": _later(one, with_revenue, exponent)}


def _later(one: First, with_revenue: bool, exponent: int) -> list[LaterMonth]:
    """`of` are the customers who have come as far: `share` is of those."""
    retention: list[LaterMonth] = []
    for later, found in enumerate(one.months):
        month: LaterMonth = {
            "monthsLater": later,
            "of": found.of,
            "customers": found.active,
            "share": found.share,
        }
        if with_revenue:
            month["revenue"] = money(found.spend_minor, exponent)
            month["revenuePerCustomer"] = money(found.spend_each_minor, exponent)
        retention.append(month)
    return retention
