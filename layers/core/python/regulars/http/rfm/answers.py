"""How RFM scores, their explanation and their distribution look from outside (source 001)."""

from __future__ import annotations

from typing import Any

from ...lists.rfm import Distribution, Grid
from ...people.customer import Customer
from ...population.deciles import CutPoints, RfmDeciles
from ...scoring import rfm_score, setting
from ...scoring.rfm import RfmGroup
from ...scoring.settings import Settings
from ..door.render import explained_by, instant, money, shown, told

_TOO_MANY = (
    "There are more customers than one answer may read, and last night left no distribution of this window: "
    "nights count the groups over 365 days and over all history (0)."
)


def score(customer: Customer, deciles: RfmDeciles | None, days: int, as_of_ms: int, exponent: int) -> dict[str, Any]:
    """`recency` is days since the last order. Without an order everything is null; the group goes by the bands."""
    found = customer.scores.rfm
    return {
        "customerId": customer.facts.customer_id,
        "days": days,
        "recency": found and found.days_since_last_order,
        "frequency": found and found.orders,
        "monetary": money(found.spend_minor, exponent) if found else None,
        "recencyScore": deciles.recency if deciles else shown("recencyScore", customer, exponent),
        "frequencyScore": deciles.frequency if deciles else shown("frequencyScore", customer, exponent),
        "monetaryScore": deciles.monetary if deciles else shown("monetaryScore", customer, exponent),
        "rfmScore": deciles.code if deciles else shown("rfmScore", customer, exponent),
        "rfmSegment": shown("rfmSegment", customer, exponent),
        "windowEmpty": found and found.window_empty,
        "lastCalculatedAt": instant(as_of_ms),
    }


def explanation(
    customer: Customer, row: dict[str, Any], settings: Settings, cut_points: CutPoints | None, exponent: int
) -> dict[str, Any]:
    """Each score with its input and what that was compared with; `bands` gave the group.

    By the bands `upTo` or `from` so much for 5, 4, 3 and 2; by deciles `above` so much for 2, 3 and so on to 10. An
    empty window is 1-1-1 whatever the inputs.
    """
    parts = explained_by(rfm_score.SCORE, customer, settings, exponent)
    recency, frequency, monetary = parts["recencyScore"], parts["frequencyScore"], parts["monetaryScore"]
    if cut_points:
        cuts = decile_cuts(cut_points, row["days"], exponent)
        last_order = instant(customer.facts.purchases.last_at_ms)
        recency = {"value": last_order, "unit": "instant of the last order", "above": cuts["lastOrder"]}
        frequency = {**_input(frequency), "above": cuts["orders"]}
        monetary = {**_input(monetary), "above": cuts["spend"]}
    return {
        "recency": {"score": row["recencyScore"], **_input(recency, "upTo", "above")},
        "frequency": {"score": row["frequencyScore"], **_input(frequency, "from", "above")},
        "monetary": {"score": row["monetaryScore"], **_input(monetary, "from", "above")},
        "windowDays": row["days"] or None,
        "windowEmpty": row["windowEmpty"],
        "bands": told(setting.told(settings.rfm), exponent),
    }


def _input(part: dict[str, Any], *compared: str) -> dict[str, Any]:
    """The input of a score, and what it was compared with."""
    return {name: value for name, value in part.items() if name in ("value", "unit", *compared)}


def decile_cuts(cut_points: CutPoints, days: int, exponent: int) -> dict[str, Any]:
    """Nine values each, ascending; none where no customer had ordered."""
    cuts = cut_points.windows[days]
    return {
        "asOf": instant(cut_points.as_of_ms),
        "customers": cut_points.customers,
        "lastOrder": [instant(at_ms) for at_ms in cut_points.last_order_ms],
        "orders": list(cuts.orders),
        "spend": [money(spend_minor, exponent) for spend_minor in cuts.spend_minor],
    }


def distribution(found: Distribution | None) -> dict[str, Any]:
    """Over all customers, whatever was filtered; every group, zeros too."""
    return {
        "distribution": {group: found.counts.get(group, 0) for group in RfmGroup} if found else None,
        "unscored": found and found.unscored,
        "distributionAsOf": instant(found.as_of_ms) if found else None,
        "distributionReason": None if found else _TOO_MANY,
    }


def grid(found: Grid | None) -> dict[str, Any] | None:
    """All 25 cells, the best first; each with the groups that money makes of it. None where nobody knows them."""
    if found is None:
        return None
    groups: dict[tuple[int, int], dict[str, int]] = {}
    for cell, customers in sorted(found.cells):
        groups.setdefault((cell.recency, cell.frequency), {})[cell.group] = customers
    return {
        "asOf": instant(found.as_of_ms),
        "cells": [
            {
                "recencyScore": recency,
                "frequencyScore": frequency,
                "customers": sum(groups.get((recency, frequency), {}).values()),
                "groups": groups.get((recency, frequency), {}),
            }
            for recency in range(5, 0, -1)
            for frequency in range(5, 0, -1)
        ],
    }
