"""What made up RFM scores from 1 to 10: each input, and the cut points that it was compared with.

See docs/scoring.md, RFM.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..facts.customer import CustomerFacts
from ..scoring.explain import Explanation, Kind, Told, instant, integer, money, text
from ..scoring.rfm import Rfm
from .deciles import CutPoints, RfmDeciles


def explain(
    facts: CustomerFacts, found: Rfm | None, deciles: RfmDeciles | None, cut_points: CutPoints, days: int
) -> Mapping[str, Explanation]:
    """`above` so much for 2, 3 and so on to 10, in a window of `days` that has cut points; all null without an order.

    An empty window is 1-1-1 whatever the inputs.
    """
    cuts = cut_points.windows[days]
    return {
        "recencyScore": {
            "score": integer(deciles and deciles.recency),
            "value": instant(facts.purchases.last_at_ms),
            "unit": text("instant of the last order"),
            "above": Told(cut_points.last_order_ms, Kind.INSTANT),
        },
        "frequencyScore": {
            "score": integer(deciles and deciles.frequency),
            "value": integer(found and found.orders),
            "unit": text("orders in the window"),
            "above": integer(cuts.orders),
        },
        "monetaryScore": {
            "score": integer(deciles and deciles.monetary),
            "value": money(found.spend_minor if found else None),
            "unit": text("spend in the window"),
            "above": Told(cuts.spend_minor, Kind.MONEY),
        },
    }
