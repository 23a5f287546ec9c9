"""A customer as source 002 profiles him: from the ledger, so that a write is visible in the next read."""

from __future__ import annotations

from typing import NamedTuple

from ..facts.fold import fold
from ..facts.folds.purchases import counted_orders
from ..scoring.derive import derive, with_prediction
from ..scoring.habits import PartOfDay, favourite_categories, usual_part_of_day
from ..scoring.settings import Settings
from ..stores.fits import FitStore
from ..stores.ledger import Ledger
from .customer import Customer
from .one import unknown


class VenueCustomer(NamedTuple):
    """`favourite_categories` the most frequent first; `usual_part_of_day` None without a counted order."""

    customer: Customer
    favourite_categories: list[str]
    usual_part_of_day: PartOfDay | None


def read_venue_customer(
    customer_id: str, *, ledger: Ledger, fits: FitStore, settings: Settings, now_ms: int
) -> VenueCustomer:
    """The customer now, with what the models expect of him and his habits. Raises `NotFound`."""
    record = ledger.read_customer(customer_id)
    facts = fold(record)
    if not facts.known:
        raise unknown(customer_id)
    return VenueCustomer(
        Customer(facts, with_prediction(derive(facts, settings, now_ms), facts, fits.read(), settings, now_ms)),
        favourite_categories(counted_orders(record.orders), facts.products or {}),
        usual_part_of_day([entry.at_ms for entry in facts.purchases.timeline], settings.timezone),
    )
