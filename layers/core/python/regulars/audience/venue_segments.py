"""How many customers are in each venue segment, live within the bound of a page, else of last night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from ..facts.money import divide_half_up, plain
from ..lists.live import live_or_left, too_many
from ..lists.walk import Budget, Walk, stretches_of
from ..scoring.reach import ANY
from ..scoring.venue import VenueSegment, venue
from ..stores.rows.indexes import BY_LAST_ORDER
from ..stores.shop import Shop
from .summary import read_days


class VenueSegments(NamedTuple):
    """Customers by segment; those without a counted order are `new`."""

    counts: Mapping[VenueSegment, int]
    as_of_ms: int

    @property
    def customers(self) -> int:
        return sum(self.counts.values())

    def percentage(self, segment: VenueSegment) -> int | float:
        """Of all customers, half up to 2 decimals; 0 where there are none."""
        customers = self.customers
        return plain(divide_half_up(10_000 * self.counts.get(segment, 0), customers), 100) if customers else 0


def count_venue_segments(shop: Shop) -> VenueSegments:
    """The counts now, or those of last night where there are more customers than one page may read.

    Raises `Conflict` where there is no night yet, or none since venue segments are counted.
    """
    return live_or_left(lambda: _counted(shop), lambda: _of_last_night(shop))


def _counted(shop: Shop) -> VenueSegments:
    """Sums are all it takes, which an index holds of everybody: neither timelines nor products are read."""
    walk = Walk(shop.rows, BY_LAST_ORDER, stretches_of(ANY, without_orders=True), descending=True, budget=Budget())
    counts = Counter(venue(row.facts.purchases, shop.settings, shop.now_ms).value for _, row in walk)
    if not walk.complete:
        raise too_many()
    return VenueSegments(counts, shop.now_ms)


def _of_last_night(shop: Shop) -> VenueSegments | None:
    for night in read_days(shop, 1):
        summary = night.summary
        counted = summary.by_value.get("venueSegment")
        if counted is not None:
            counts = Counter({segment: counted[segment] for segment in VenueSegment})
            counts[VenueSegment.NEW] += summary.no_orders
            return VenueSegments(counts, summary.as_of_ms)
    return None
