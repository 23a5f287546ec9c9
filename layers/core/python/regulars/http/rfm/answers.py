"""How RFM scores, their explanation and their distribution look from outside (source 001)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...lists.rfm import Distribution, Grid
from ...people.customer import Customer
from ...population.deciles import CutPoints, RfmDeciles
from ...population.deciles_explained import explain as by_deciles
from ...scoring import setting
from ...scoring.rfm import RfmGroup
from ...scoring.rfm_explained import explain as by_bands
from ...scoring.settings import Settings
from ..door.render import instant, money, shown, told

if TYPE_CHECKING:
    from .shapes import (
        CustomerRFMScore,
        OfEverybody,
        RFMCutPoints,
        RFMGrid,
        RFMScoreExplanation,
    )

_TOO_MANY = (
    "There are more customers than one answer may read, and last night left no distribution of this window: "
    "nights count the groups over 365 days and over all history (0)."
)


def score(customer: Customer, deciles: RfmDeciles | None, days: int, as_of_ms: int, exponent: int) -> CustomerRFMScore:
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
    customer: Customer,
    deciles: RfmDeciles | None,
    days: int,
    settings: Settings,
    cut_points: CutPoints | None,
    exponent: int,
) -> RFMScoreExplanation:
    """Each score with its input and what that was compared with; `bands` gave the group."""
    facts, found = customer.facts, customer.scores.rfm
    if cut_points:
        parts = by_deciles(facts, found, deciles, cut_points, days)
    else:
        parts = by_bands(facts, customer.scores, settings)
    return {
        "recency": told(parts["recencyScore"], exponent),
        "frequency": told(parts["frequencyScore"], exponent),
        "monetary": told(parts["monetaryScore"], exponent),
        "windowDays": days or None,
        "windowEmpty": found and found.window_empty,
        "bands": told(setting.told(settings.rfm), exponent),
    }


def decile_cuts(cut_points: CutPoints, days: int, exponent: int) -> RFMCutPoints:
    """Nine values each, ascending; none where no customer had ordered."""
    cuts = cut_points.windows[days]
    return {
        "asOf": instant(cut_points.as_of_ms),
        "customers": cut_points.customers,
        "lastOrder": [instant(at_ms) for at_ms in cut_points.last_order_ms],
        "orders": list(cuts.orders),
        "spend": [money(spend_minor, exponent) for spend_minor in cuts.spend_minor],
    }


def distribution(found: Distribution | None) -> OfEverybody:
    """Over all customers, whatever was filtered; every group, zeros too."""
    return {
        "distribution": {group: found.counts.get(group, 0) for group in RfmGroup} if found else None,
        "unscored": found and found.unscored,
        "distributionAsOf": instant(found.as_of_ms) if found else None,
        "distributionReason": None if found else _TOO_MANY,
    }


def grid(found: Grid | None) -> RFMGrid | None:
    """All 25 cells, the best first; each with the groups that money makes of it. None where nobody knows them."""
    if found is None:
        return None
    groups: dict[tuple[int, int], dict[RfmGroup, int]] = {}
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
