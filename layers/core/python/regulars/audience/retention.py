"""Funnel and cohorts of all customers: live within the bound of a page, else as the last night left them."""

from __future__ import annotations

from typing import Protocol

from ..facts.customer import CustomerFacts
from ..lists.histories import everybody, not_read
from ..lists.live import left_by_night, live_alone, live_or_left
from ..population.cohorts import CohortParts, Cohorts
from ..population.firsts import Firsts, first_channel, first_product
from ..population.funnel import Funnel, FunnelParts
from ..scoring.derive import Scores, derive
from ..scoring.settings import Settings
from ..stores.shop import Shop
from .summary import count_everybody

# Under which names nights leave what is read here (`LastNight.values`).
FUNNEL, COHORTS = "funnel", "cohorts"


class _Parts(Protocol):
    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None: ...


def read_funnel(shop: Shop) -> Funnel:
    """The funnel now, or that of last night. Raises `Conflict` where there is neither."""

    def live() -> Funnel:
        parts = FunnelParts(shop.now_ms)
        _count(shop, "a funnel", parts)
        return parts.funnel()

    return live_or_left(live, lambda: left_by_night(shop, FUNNEL, Funnel.of))


def read_cohorts(shop: Shop) -> Cohorts:
    """The cohorts now, or those of last night. Raises `Conflict` where there are neither."""

    def live() -> Cohorts:
        parts = CohortParts(shop.now_ms, shop.settings.timezone)
        _count(shop, "cohorts", parts)
        return parts.cohorts()

    return live_or_left(live, lambda: left_by_night(shop, COHORTS, Cohorts.of))


def read_by_first_product(shop: Shop) -> Firsts:
    """Of now alone: products lie in whole rows. Raises `Conflict` where there are more than one page may read."""
    found = Firsts(shop.now_ms, shop.settings.timezone, first_product)
    live_alone("cohorts by product", lambda: count_everybody(shop, found))
    return found


def read_by_channel(shop: Shop) -> Firsts:
    """Of now alone: nights leave cohorts by month. Raises `Conflict` where there are more than one page may read."""
    found = Firsts(shop.now_ms, shop.settings.timezone, first_channel)
    live_alone("cohorts by channel", lambda: _count(shop, "cohorts by channel", found))
    return found


def _count(shop: Shop, what: str, parts: _Parts) -> None:
    for one in everybody(shop, not_read, what):
        parts.add(one, derive(one, shop.settings, shop.now_ms), shop.settings)
