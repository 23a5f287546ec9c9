"""`rows`: every row of the shard is derived, told of where it changed, and counted into the parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from ...facts.customer import FactsRow
from ...scoring.derive import derive, with_prediction
from ...scoring.evaluate import Evaluation
from ...stores.folded import whole
from ...stores.tenant.jobs import Counts
from ..announce import Announced
from ..places import Roster, Rows
from ..turn import Turn
from ..verify import is_verified


def walk_rows(place: Rows, turn: Turn) -> Rows | Roster:
    """Page by page until the turn is over, at least one; where to go on."""
    facts = turn.stores.rows(turn.night.tenant, turn.night.generation)
    announced = Announced(turn.stores.evaluations(turn.night.tenant), turn.hashes.buckets, place.start)
    while True:
        unreadable: dict[str, Exception] = {}
        page = facts.shard_page(turn.shard, limit=turn.page, start=place.start, unreadable=unreadable)
        for customer_id, error in unreadable.items():
            turn.tally.fail(customer_id, error)
        known = [row for row in page.rows if row.facts.known]
        for row in known:
            previous = announced.of(row.customer_id)
            turn.tally.attempt(row.customer_id, partial(_derive, row, previous, turn))
        _verify_strangers([row.customer_id for row in known], turn)
        if page.next_start is None:
            return Roster(turn.hashes.buckets[0])
        place = Rows(page.next_start)
        if turn.is_over():
            return place


def _derive(row: FactsRow, previous: Evaluation | None, turn: Turn) -> None:
    night = turn.night
    known = whole(row, turn.stores.ledger(night.tenant))
    scores = derive(known, night.settings, night.as_of_ms)
    if night.job.fit is not None:
        scores = with_prediction(scores, known, night.job.fit, night.settings, night.as_of_ms)
    written = turn.announcer.announce(row, known, scores, previous)
    turn.gathered.add(known, scores, night.settings)
    turn.comparison.expect(replace(row, facts=known))
    pairs = len(known.products or {})
    turn.tally.count(Counts(processed=pairs, updated=pairs, written=written))


def _verify_strangers(customer_ids: Sequence[str], turn: Turn) -> None:
    """Customers that have a row and are on no roster: no other phase meets them."""
    hash_of = turn.night.tenant.customer_hash
    tonight = [one for one in customer_ids if is_verified(hash_of(one), turn.night.job)]
    turn.verification.verify(turn.registry.strangers(tonight), turn.tally)
