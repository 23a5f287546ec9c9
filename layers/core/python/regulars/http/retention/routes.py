"""Customers who come back: from the first order to the third, and by month of the first."""

from __future__ import annotations

from typing import Any

from ...audience.retention import read_cohorts, read_funnel
from ...facts.money import divide_half_up
from ...population.cohorts import KEPT_MONTHS, Cohort, Cohorts, month_name
from ...population.funnel import Funnel
from ..door.as_of import AS_OF, asked_shop
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import integer
from ..door.render import instant

routes = Routes()

_STEPS = ("firstOrder", "secondOrder", "thirdOrder")
_MONTHS = 24


@routes.get("/api/v1/analytics/funnel", AS_OF, kept=True)
def get_funnel(call: Call) -> Answer:
    """How many customers reached their first, second and third order, and the median days since the one before.

    Of this instant, or, with more than 10 000 customers, of last night: `asOf` says which.
    """
    with asked_shop(call) as shop:
        found = read_funnel(shop)
    return Answer({"success": True, "data": _funnel(found)})


@routes.get(
    "/api/v1/analytics/cohorts",
    integer("months", 1, KEPT_MONTHS, "Only this many of the newest cohorts.", _MONTHS),
    AS_OF,
    kept=True,
)
def get_cohorts(call: Call) -> Answer:
    """How many of the customers whose first order was in a month ordered in each later month (retention).

    Months are the tenant's own; the last one is under way. Of this instant, or, with more than 10 000 customers, of
    last night: `asOf` says which.
    """
    with asked_shop(call) as shop:
        found = read_cohorts(shop)
    return Answer({"success": True, "data": _cohorts(found, call.params["months"])})


def _funnel(found: Funnel) -> dict[str, Any]:
    """`share` is of those with any order, `shareOfPrevious` of those who got to the step before."""
    everybody = found.reached[0]
    return {
        "asOf": instant(found.as_of_ms),
        "steps": [
            {
                "step": step,
                "customers": customers,
                "share": _share(customers, everybody),
                "shareOfPrevious": None if place == 0 else _share(customers, found.reached[place - 1]),
                "medianDays": median_days,
            }
            for place, (step, customers, median_days) in enumerate(
                zip(_STEPS, found.reached, found.median_days, strict=True)
            )
        ],
    }


def _cohorts(found: Cohorts, months: int) -> dict[str, Any]:
    newest = found.cohorts[-months:]
    return {"asOf": instant(found.as_of_ms), "cohorts": [_cohort(cohort) for cohort in newest]}


def _cohort(cohort: Cohort) -> dict[str, Any]:
    customers = cohort.active[0]
    return {
        "month": month_name(cohort.month),
        "customers": customers,
        "retention": [
            {
                "month": month_name(cohort.month + later),
                "monthsLater": later,
                "customers": active,
                "share": _share(active, customers),
            }
            for later, active in enumerate(cohort.active)
        ],
    }


def _share(part: int, whole: int) -> float | None:
    """Half up to 4 decimals; null of none."""
    return divide_half_up(10_000 * part, whole) / 10_000 if whole else None
