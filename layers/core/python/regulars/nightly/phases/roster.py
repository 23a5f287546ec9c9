"""`roster`: the customers whose night it is are compared with their ledger, whether they have a row or not."""

from __future__ import annotations

from ..places import Lookups, Roster
from ..turn import Turn
from ..verify import is_verified


def walk_roster(place: Roster, turn: Turn) -> Roster | Lookups:
    """Page by page until the turn is over, at least one; where to go on."""
    while True:
        page = turn.registry.roster_page(place.bucket, turn.hashes, limit=turn.page, after=place.after)
        tonight = [customer_id for customer_hash, customer_id in page if is_verified(customer_hash, turn.night.job)]
        turn.verification.verify(tonight, turn.tally)
        if len(page) == turn.page:
            place = Roster(place.bucket, after=page[-1][0])
        elif place.bucket + 1 in turn.hashes.buckets:
            place = Roster(place.bucket + 1)
        else:
            return Lookups()
        if turn.is_over():
            return place
