"""Summaries of all customers (source 004)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...audience.past import newest_days, read_summary_and_past
from ...audience.summary import read_summary
from ..door.as_of import AS_OF, asked_shop
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import integer
from ..predictions import answers as prediction_rows
from .answers import erased_days, render_day, render_summary

if TYPE_CHECKING:
    from .shapes import SummaryAnswer, SummaryWithHistory

routes = Routes()

_MOST_HISTORY = 730


@routes.get(
    "/api/customers/summary",
    integer("history", 0, _MOST_HISTORY, "How many of the newest days, the current one included.", 30),
    AS_OF,
    kept=True,
)
def get_summary(call: Call) -> Answer[SummaryAnswer]:
    """All customers in one view: counts, orders, spend and averages by segment, time in each, transitions, pairs.

    Of this instant, or, with more than 10 000 customers, of last night: `asOf` says which. `models` are those that the
    last night fitted. `history` is of the newest days, the newest first, from the first order on: each as it ended, by
    the orders known today and under today's settings. What only a night can know is null where none recorded the day.
    """
    days = call.params["history"]
    with asked_shop(call) as shop:
        now, past = read_summary_and_past(shop) if days else (read_summary(shop), None)
    history = [render_day(day, call.tenant) for day in newest_days(shop, past, days)]
    models = prediction_rows.fit(call.shop.fits.read(), call.tenant.exponent)
    data: SummaryWithHistory = {
        **render_summary(now, call.tenant),
        "models": models,
        "history": history,
        "erased": erased_days(call, days),
    }
    return Answer({"success": True, "data": data})
