"""What a shop owner looks at first: whom to write to today, and how the shop stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...audience.overview import read_overview
from ..door.as_of import AS_OF, asked_shop
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from .answers import render_overview

if TYPE_CHECKING:
    from .shapes import OverviewAnswer

routes = Routes()


@routes.get("/api/v1/analytics/overview", AS_OF, kept=True)
def get_overview(call: Call) -> Answer[OverviewAnswer]:
    """Whom to write to today, and the shop's figures with their change in 30 days and their days of a year.

    Each number says by which call its customers are listed. `due` is of last night (`asOf`), null before the first. Of
    this instant, or, with more than 10 000 customers, of last night: `asOf` says which.
    """
    with asked_shop(call) as shop:
        found = read_overview(shop)
    return Answer({"success": True, "data": render_overview(found, call.settings, call.tenant)})
