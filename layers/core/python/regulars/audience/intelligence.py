"""How many customers are engaged, at risk and content: live within the bound of a page, else of last night."""

from __future__ import annotations

from ..lists.histories import everybody
from ..lists.live import left_by_night, live_or_left
from ..population.intelligence import INTELLIGENCE, Intelligence
from ..scoring.churn_risk import lacks
from ..scoring.derive import derive
from ..stores.shop import Shop


def read_intelligence(shop: Shop) -> Intelligence:
    """Raises `Conflict` where there are too many customers and no night has counted them."""

    def live() -> Intelligence:
        found = Intelligence(shop.now_ms)
        for one in everybody(shop, lambda facts: lacks(facts, shop.settings, shop.now_ms), "a count of bands"):
            found.add(one, derive(one, shop.settings, shop.now_ms), shop.settings)
        return found

    return live_or_left(live, lambda: left_by_night(shop, INTELLIGENCE, Intelligence.of))
