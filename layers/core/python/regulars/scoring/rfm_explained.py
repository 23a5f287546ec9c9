"""What made up RFM scores: each input, and the bands of the settings that it was compared with.

See docs/scoring.md, RFM.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..facts.customer import CustomerFacts
from .explain import Explanation, Kind, Told, integer, money, quantity, text
from .rfm import Rfm
from .settings import RfmBands, Settings


def explain(facts: CustomerFacts, scores: Any, settings: Settings) -> Mapping[str, Explanation]:
    """Orders and spend of the window; all null without an order. An empty window is 1-1-1 whatever the inputs."""
    found: Rfm | None = scores.rfm
    recency, frequency, monetary = _parts(
        found,
        settings.rfm,
        days=found.days_since_last_order if found else None,
        bought=integer(found and found.orders),
        bought_unit="orders in the window",
        spend_minor=found.spend_minor if found else None,
        spend_unit="spend in the window",
    )
    return {"recencyScore": recency, "frequencyScore": frequency, "monetaryScore": monetary}


def by_units(
    found: Rfm | None, facts: CustomerFacts, days: int | None, settings: Settings
) -> Mapping[str, Explanation]:
    """The same as source 002 takes it: units where RFM proper takes orders, and all history."""
    purchases = facts.purchases
    recency, frequency, monetary = _parts(
        found,
        settings.rfm,
        days=days,
        bought=quantity(purchases.units_milli),
        bought_unit="units",
        spend_minor=purchases.spend_minor,
        spend_unit="spend",
    )
    return {"recency": recency, "frequency": frequency, "monetary": monetary}


def _parts(
    found: Rfm | None,
    compared: RfmBands,
    *,
    days: int | None,
    bought: Told,
    bought_unit: str,
    spend_minor: int | None,
    spend_unit: str,
) -> tuple[Explanation, Explanation, Explanation]:
    """Each score with its input and unit: `upTo` or `from` so much for 5, 4, 3 and 2, else 1."""
    return (
        {
            "score": integer(found and found.recency),
            "value": integer(days),
            "unit": text("days since the last order"),
            "upTo": integer(compared.recency_days),
        },
        {
            "score": integer(found and found.frequency),
            "value": bought,
            "unit": text(bought_unit),
            "from": integer(compared.orders),
        },
        {
            "score": integer(found and found.monetary),
            "value": money(spend_minor),
            "unit": text(spend_unit),
            "from": Told(compared.spend_minor, Kind.MONEY_PLAIN),
        },
    )
