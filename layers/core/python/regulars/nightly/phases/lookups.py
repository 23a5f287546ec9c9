"""`lookups`: the entries of the shard are compared with those that its rows should have."""

from __future__ import annotations

from ..places import Lookups, Retired
from ..turn import Turn


def compare_lookups(place: Lookups, turn: Turn) -> Lookups | Retired:
    """Partition by partition until the turn is over; where to go on."""
    after = turn.comparison.run(place.after, turn.tally, turn.is_over)
    return Retired() if after is None else Lookups(after)
