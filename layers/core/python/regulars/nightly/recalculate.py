"""`recalculate`: one shard, turn by turn: derive every customer, announce what changed, verify against the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from ..errors import StoreUnavailable
from ..facts.customer import FactsRow
from ..facts.fold import fold
from ..facts.order import Lane
from ..facts.tenant import shard_of
from ..projection.project import project_customer
from ..scoring.derive import derive
from ..scoring.evaluate import Evaluation, evaluate
from ..scoring.summary import Summary
from ..stores.jobs import Counts
from ..stores.opened import Stores
from ..stores.queues import Touched
from ..stores.registry import ROSTER_BUCKETS
from ..telemetry import fault_of, logger
from .verify import Finding, Look, confirmed, look_at
from .work import Night

_PAGE = 100
# Every customer is verified once in so many nights.
VERIFIED_EVERY_DAYS = 7
_ROWS, _ROSTER = "rows", "roster"


def recalculate_shard(
    night: Night, shard: int, number: int, *, stores: Stores, clock: Callable[[], int], deadline_ms: int
) -> bool:
    """Does turn `number` of a shard, at least one page of it; whether that was the last one.

    A turn begins where the one before it says, and leaves its part of the summary, its counts and where to go on. Done
    twice, it does the same: what it writes is written once by condition.
    """
    left = night.turn(shard, number)
    if left is None:
        before = night.turn(shard, number - 1) if number else None
        start = before["next"] if before else {"phase": _ROWS, "start": None}
        turn = _Turn(night, shard, stores, clock)
        left = {"next": turn.run(start, deadline_ms), "summary": turn.summary.as_json(), "counts": turn.counts}
        night.keep_turn(shard, number, left)
    stores.jobs(night.tenant).note_shard(night.job.job_id, shard, night.counts(shard))
    return left["next"] is None


class _Turn:
    """What one turn adds up."""

    def __init__(self, night: Night, shard: int, stores: Stores, clock: Callable[[], int]) -> None:
        self._night = night
        self._shard = shard
        self._stores = stores
        self._clock = clock
        self._facts = stores.facts(night.tenant, night.generation)
        self._ledger = stores.ledger(night.tenant)
        self._evaluations = stores.evaluations(night.tenant)
        self._registry = stores.registry(night.tenant)
        self._suspects: dict[str, Look] = {}
        self.summary = Summary(night.as_of_ms)
        self.counts = Counts()

    def run(self, place: dict[str, Any] | None, deadline_ms: int) -> dict[str, Any] | None:
        """Goes on from a place until the deadline; the place to go on from, None at the end."""
        while place is not None:
            place = self._page_of_rows(place) if place["phase"] == _ROWS else self._page_of_roster(place)
            if self._clock() >= deadline_ms:
                break
        self._settle_suspects()
        return place

    def _page_of_rows(self, place: dict[str, Any]) -> dict[str, Any]:
        page = self._facts.shard_page(self._shard, limit=_PAGE, start=place["start"])
        rows = [row for row in page.rows if row.facts.known]
        previous = self._evaluations.of(row.customer_id for row in rows)
        for row in rows:
            self._try(row.customer_id, partial(self._customer, row, previous.get(row.customer_id)))
        if page.next_start is not None:
            return {"phase": _ROWS, "start": page.next_start}
        return {"phase": _ROSTER, "bucket": self._buckets[0], "after": None}

    def _customer(self, row: FactsRow, previous: Evaluation | None) -> None:
        """Derives a customer, announces what changed since, and counts him into the summary."""
        night = self._night
        # What a heavy customer bought, and when, stands in the ledger only.
        known = fold(self._ledger.read_customer(row.customer_id)) if row.facts.purchases.heavy else row.facts
        scores = derive(known, night.settings, night.as_of_ms)
        evaluation = evaluate(known, scores, previous, night.as_of_ms, live=False)
        # What was announced after this night's instant knows better.
        late = previous is not None and previous.at_ms > night.as_of_ms
        if evaluation is not None and not late:
            won = self._evaluations.put(row.customer_id, evaluation, replacing=previous)
            self._count(Counts(written=won))
        self.summary.add(known, scores, night.settings)
        pairs = len(known.products or {})
        self._count(Counts(processed=pairs, updated=pairs))

    def _page_of_roster(self, place: dict[str, Any]) -> dict[str, Any] | None:
        bucket = place["bucket"]
        page = self._registry.roster_page(bucket, limit=_PAGE, after=place["after"])
        for customer_hash, customer_id in page:
            if self._is_verified(customer_hash):
                self._try(customer_id, partial(self._verify, customer_id))
        if len(page) == _PAGE:
            return place | {"after": page[-1][0]}
        following = bucket + 1
        return {"phase": _ROSTER, "bucket": following, "after": None} if following in self._buckets else None

    def _is_verified(self, customer_hash: str) -> bool:
        """Whether it is this customer's night; of a bucket that several shards share, only this one's."""
        if shard_of(customer_hash, self._night.generation.shards) != self._shard:
            return False
        assert self._night.job.day is not None
        today = date.fromisoformat(self._night.job.day).toordinal()
        return self._night.job.manual or int(customer_hash, 16) % VERIFIED_EVERY_DAYS == today % VERIFIED_EVERY_DAYS

    @property
    def _buckets(self) -> range:
        """The roster's buckets that hold this shard's customers."""
        shards = self._night.generation.shards
        first = self._shard * ROSTER_BUCKETS // shards
        return range(first, max(first + 1, (self._shard + 1) * ROSTER_BUCKETS // shards))

    def _verify(self, customer_id: str) -> None:
        look = look_at(customer_id, facts=self._facts, ledger=self._ledger, now_ms=self._clock())
        if look.finding is Finding.DRIFT:
            self._suspects[customer_id] = look
        elif look.finding is Finding.LAGGING:
            self._send_on(customer_id)

    def _settle_suspects(self) -> None:
        """Looks again at the end of the turn: what is still so is drift, and is repaired."""
        for customer_id, look in self._suspects.items():
            self._try(customer_id, partial(self._settle, customer_id, look))

    def _settle(self, customer_id: str, look: Look) -> None:
        finding = confirmed(customer_id, look, facts=self._facts, ledger=self._ledger, now_ms=self._clock())
        if finding is Finding.LAGGING:
            self._send_on(customer_id)
        if finding is not Finding.DRIFT:
            return
        tenant = self._night.tenant
        project_customer(
            customer_id,
            ledger=self._ledger,
            facts=[self._stores.facts(tenant, generation) for generation in tenant.writing],
            evaluations=self._evaluations,
            settings=self._night.settings,
            now_ms=self._clock(),
            live=False,
        )
        logger().error("customer.drifted", extra=self._who(customer_id))
        self._count(Counts(drift=1, written=1))

    def _send_on(self, customer_id: str) -> None:
        self._stores.queue(Lane.BULK).send([Touched(self._night.tenant.id, customer_id)])
        self._count(Counts(lagging=1))

    def _try(self, customer_id: str, do: Callable[[], None]) -> None:
        """A customer that fails is counted, logged and skipped; the store itself failing ends the turn."""
        try:
            do()
        except StoreUnavailable:
            raise
        except Exception as error:
            logger().error("customer.failed", extra={**self._who(customer_id), **fault_of(error)})
            self._count(Counts(processed=1, errors=1))

    def _who(self, customer_id: str) -> dict[str, str]:
        tenant = self._night.tenant
        return {"tenant": tenant.id, "job": self._night.job.job_id, "customer": tenant.customer_hash(customer_id)}

    def _count(self, counts: Counts) -> None:
        self.counts = self.counts.plus(counts)
