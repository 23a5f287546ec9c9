"""How many customers are in each venue segment, live within the bound of a page, else of last night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from ..errors import Conflict
from ..scoring.reach import ANY
from ..scoring.settings import Settings
from ..scoring.venue import VenueSegment, venue
from ..stores.indexes import BY_LAST_ORDER
from ..stores.night_records import NightRecords
from ..stores.rows import Rows
from .summary import read_days, too_many
from .walk import Budget, Walk, stretches_of


class VenueSegments(NamedTuple):
    """Customers by segment; those without a counted order are `new`."""

    counts: Mapping[VenueSegment, int]
    as_of_ms: int

    @property
    def customers(self) -> int:
        return sum(self.counts.values())


def count_venue_segments(*, facts: Rows, records: NightRecords, settings: Settings, now_ms: int) -> VenueSegments:
    """The counts at `now_ms`, or those of last night where there are more customers than one page may read.

    Raises `Conflict` where there is no night yet, or none since venue segments are counted.
    """
    try:
        return VenueSegments(_counted(facts, settings, now_ms), now_ms)
    except Conflict:
        for night in read_days(1, records=records):
            of_night = night.summary
            counted = of_night.by_value.get("venueSegment")
            if counted is not None:
                counts = Counter({segment: counted[segment] for segment in VenueSegment})
                counts[VenueSegment.NEW] += of_night.no_orders
                return VenueSegments(counts, of_night.as_of_ms)
        raise


def _counted(facts: Rows, settings: Settings, now_ms: int) -> Counter[VenueSegment]:
    """Sums are all it takes, which an index holds of everybody: neither timelines nor products are read."""
    walk = Walk(facts, BY_LAST_ORDER, stretches_of(ANY, without_orders=True), descending=True, budget=Budget())
    counts = Counter(venue(row.facts.purchases, settings, now_ms).value for _, row in walk)
    if not walk.complete:
        raise too_many()
    return counts
