"""A customer as source 002 profiles them: from the ledger, so that a write is visible in the next read."""

from __future__ import annotations

from typing import NamedTuple

from ..facts.folds.purchases import counted_orders
from ..scoring.habits import PartOfDay, favourite_categories, usual_part_of_day
from ..stores.folded import read_folded
from ..stores.shop import Shop
from .customer import Customer
from .one import predicted


class VenueCustomer(NamedTuple):
    """`favourite_categories` the most frequent first; `usual_part_of_day` None without a counted order."""

    customer: Customer
    favourite_categories: list[str]
    usual_part_of_day: PartOfDay | None


def read_venue_customer(shop: Shop, customer_id: str) -> VenueCustomer:
    """The customer now, with what the models expect of them and their habits. Raises `NotFound`."""
    record, facts = read_folded(customer_id, shop.ledger)
    return VenueCustomer(
        predicted(shop, facts, shop.fits.read()),
        favourite_categories(counted_orders(record.orders), facts.products or {}),
        usual_part_of_day([entry.at_ms for entry in facts.purchases.timeline], shop.settings.timezone),
    )
