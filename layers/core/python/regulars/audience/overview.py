"""What a shop owner looks at first: of all customers live within the bound of a page, else as last night left it."""

from __future__ import annotations

from typing import NamedTuple

from ..lists.histories import everybody, not_read
from ..lists.live import left_by_night, live_or_left
from ..population.due import DueWeek
from ..population.overview import OVERVIEW, Overview
from ..population.past import Past
from ..products.due import due_this_week
from ..scoring.derive import derive
from ..scoring.prediction.fit import Fit
from ..scoring.prediction.retrospect import Backtested
from ..stores.shop import Shop
from .past import past_of_last_night


class Looked(NamedTuple):
    """`past` is None where a night of before left none. `due` is of the night at `night_ms`; both None before one.

    `backtested` is the backtest that a command left, None where none has. `then`: it is of an instant of the past, of
    which no night knows who was due.
    """

    overview: Overview
    past: Past | None
    fit: Fit | None
    due: DueWeek | None
    night_ms: int | None
    backtested: Backtested | None
    then: bool


def read_overview(shop: Shop) -> Looked:
    """Everybody is read once. Raises `Conflict` where there are too many and no night has left an overview."""
    fit, night = shop.fits.read(), None if shop.then else shop.night_records.last()

    def live() -> tuple[Overview, Past | None]:
        overview, past = Overview(shop.now_ms, fit), Past(shop.now_ms, shop.settings.timezone)
        for one in everybody(shop, not_read, "an overview"):
            scores = derive(one, shop.settings, shop.now_ms)
            overview.add(one, scores, shop.settings)
            past.add(one, scores, shop.settings)
        return overview, past

    def left() -> tuple[Overview, Past | None] | None:
        found = left_by_night(shop, OVERVIEW, Overview.of)
        return None if found is None else (found, past_of_last_night(shop))

    overview, past = live_or_left(live, left)
    due = due_this_week(night) if night else None
    night_ms = night.as_of_ms if night else None
    return Looked(overview, past, fit, due, night_ms, shop.backtests.read(), shop.then)
