"""`recalculate`: one shard, turn by turn: derive its customers, announce changes, verify facts, compare lookups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ..facts.customer import FactsRow
from ..facts.fold import fold
from ..facts.tenant import hashes_of
from ..scoring.derive import derive, with_prediction
from ..scoring.evaluate import Evaluation
from ..stores.jobs import Counts
from ..stores.opened import Stores
from .announce import Announced, Announcer
from .lookups import LookupComparison, send_found
from .parts import Parts
from .repair import Verification, mend
from .retired import sweep_shard
from .tally import Tally
from .verify import is_verified
from .work import Night

_PAGE = 100
# A turn with so many suspects ends, to have time to repair them: a second look and a projection are some 50 ms each.
_MOST_SUSPECTS = 500
_ROWS, _ROSTER, _LOOKUPS, _RETIRED = "rows", "roster", "lookups", "retired"


def recalculate_shard(
    night: Night, shard: int, number: int, *, stores: Stores, clock: Callable[[], int], deadline_ms: int
) -> bool:
    """Does turn `number` of a shard, at least one page of it; whether that was the last one.

    A turn goes on where the one before it says, and leaves what it gathered, what both have counted and where to go on,
    then repairs what it found. Done twice, it does the same: what it announces is announced once by condition, and what
    it has left stands. Raises `LookupError` where the one before is missing.
    """
    stands = night.turn(shard, number)
    if stands is None:
        before = night.left_before(shard, number)
        found = _Turn(night, shard, number, before, stores=stores, clock=clock).run(deadline_ms)
        stands = night.keep_turn(shard, number, found)
    else:
        found = stands
    # What another attempt has left stands; what this one has found is mended all the same.
    mend(night, found, stores=stores, clock=clock)
    send_found(night, found, stores=stores)
    stores.jobs(night.tenant).note_shard(night.job.job_id, shard, number, Counts(*stands["counts"]))
    return stands["next"] is None


class _Turn:
    """One turn, page by page."""

    def __init__(
        self,
        night: Night,
        shard: int,
        number: int,
        before: dict[str, Any] | None,
        *,
        stores: Stores,
        clock: Callable[[], int],
    ) -> None:
        self._night = night
        self._shard = shard
        self._number = number
        self._place: dict[str, Any] | None = before["next"] if before else {"phase": _ROWS, "start": None}
        self._tally = Tally(night, before)
        self._parts = Parts.empty(night)
        self._clock = clock
        self._stores = stores
        self._facts = stores.rows(night.tenant, night.generation)
        self._ledger = stores.ledger(night.tenant)
        self._fit = night.job.fit
        self._registry = stores.registry(night.tenant)
        self._hashes = hashes_of(shard, night.generation.shards)
        evaluations = stores.evaluations(night.tenant)
        self._announced = Announced(evaluations, self._hashes.buckets, (self._place or {}).get("start"))
        self._announcer = Announcer(night, ledger=self._ledger, evaluations=evaluations)
        self._verification = Verification(night, stores=stores, clock=clock, see=self._parts.catalogue.see)
        self._lookups = LookupComparison(night, shard, number, before, self._tally, stores=stores)

    def run(self, deadline_ms: int) -> dict[str, Any]:
        """Goes on until the deadline or the end; what the turn leaves."""
        phases = {
            _ROWS: self._page_of_rows,
            _ROSTER: self._page_of_roster,
            _LOOKUPS: self._some_lookups,
            _RETIRED: self._some_retired,
        }
        place = self._place
        while place is not None:
            place = phases[place["phase"]](place, deadline_ms)
            if self._clock() >= deadline_ms or self._verification.suspects >= _MOST_SUSPECTS or self._lookups.is_full:
                break
        read_now = self._stores.generations(self._night.tenant).read().reading
        overtaken = self._announcer.overtaken(self._stores.rows(self._night.tenant, read_now))
        found = self._verification.settle(self._tally, overtaken)
        self._tally.count(Counts(written=len(self._lookups.found)))
        parts = self._night.keep(self._shard, self._number, "parts", self._parts.as_json())
        return {"next": place, "parts": parts, **self._lookups.keep(), **found, **self._tally.as_json()}

    def _page_of_rows(self, place: dict[str, Any], _: int) -> dict[str, Any]:
        unreadable: dict[str, Exception] = {}
        page = self._facts.shard_page(self._shard, limit=_PAGE, start=place["start"], unreadable=unreadable)
        for customer_id, error in unreadable.items():
            self._tally.fail(customer_id, error)
        for row in page.rows:
            if row.facts.known:
                previous = self._announced.of(row.customer_id)
                self._tally.attempt(row.customer_id, partial(self._derive, row, previous))
        self._verify_strangers([row.customer_id for row in page.rows if row.facts.known])
        if page.next_start is not None:
            return {"phase": _ROWS, "start": page.next_start}
        return {"phase": _ROSTER, "bucket": self._hashes.buckets[0], "after": None}

    def _derive(self, row: FactsRow, previous: Evaluation | None) -> None:
        """Derives a customer, announces what changed since, and counts him into the parts."""
        night = self._night
        # What a heavy customer bought, and when, stands in the ledger only.
        known = fold(self._ledger.read_customer(row.customer_id)) if row.facts.purchases.heavy else row.facts
        scores = derive(known, night.settings, night.as_of_ms)
        if self._fit is not None:
            scores = with_prediction(scores, known, self._fit, night.settings, night.as_of_ms)
        written = self._announcer.announce(row, known, scores, previous)
        self._parts.add(known, scores, night.settings)
        self._lookups.expect(replace(row, facts=known))
        pairs = len(known.products or {})
        self._tally.count(Counts(processed=pairs, updated=pairs, written=written))

    def _verify_strangers(self, customer_ids: Sequence[str]) -> None:
        """Who has a row and is on no roster is met here alone."""
        hash_of = self._night.tenant.customer_hash
        tonight = [one for one in customer_ids if is_verified(hash_of(one), self._night.job)]
        self._verification.verify(self._registry.strangers(tonight), self._tally)

    def _page_of_roster(self, place: dict[str, Any], _: int) -> dict[str, Any]:
        bucket = place["bucket"]
        page = self._registry.roster_page(bucket, self._hashes, limit=_PAGE, after=place["after"])
        verified = [customer_id for customer_hash, customer_id in page if is_verified(customer_hash, self._night.job)]
        self._verification.verify(verified, self._tally)
        if len(page) == _PAGE:
            return place | {"after": page[-1][0]}
        following = bucket + 1
        if following in self._hashes.buckets:
            return {"phase": _ROSTER, "bucket": following, "after": None}
        return {"phase": _LOOKUPS, "after": None}

    def _some_lookups(self, place: dict[str, Any], deadline_ms: int) -> dict[str, Any] | None:
        after = self._lookups.run(place["after"], lambda: self._clock() >= deadline_ms)
        return {"phase": _RETIRED} if after is None else {"phase": _LOOKUPS, "after": after}

    def _some_retired(self, place: dict[str, Any], deadline_ms: int) -> dict[str, Any] | None:
        swept = sweep_shard(self._night, self._shard, stores=self._stores, is_over=lambda: self._clock() >= deadline_ms)
        return None if swept else place
