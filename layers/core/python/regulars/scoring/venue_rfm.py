"""RFM as source 002 takes it: units where RFM proper takes orders, and all history (docs/scoring.md, Venue)."""

from __future__ import annotations

from ..facts.customer import PurchaseFacts
from .rfm import ALL_HISTORY, Rfm, scored
from .settings import Settings
from .venue import Venue


def venue_rfm(purchases: PurchaseFacts, venue: Venue, settings: Settings) -> Rfm | None:
    """The scores and the group; None without a counted order.

    Whole units count, and less than one as one: a customer who has ordered has bought something.
    """
    days = venue.days_since_last_order
    if days is None:
        return None
    return scored(days, max(1, purchases.units_milli // 1_000), purchases.spend_minor, settings.rfm, ALL_HISTORY)
