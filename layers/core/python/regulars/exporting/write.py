"""`write`: one shard, turn by turn, in the order of its keys: pieces of the file, each a few megabytes.

The shard's own keys are walked, not an index: a key does not move while its row changes, so that nobody comes twice or
is passed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from ..errors import StoreUnavailable
from ..facts.customer import FactsRow
from ..people.customer import Customer
from ..stores.dynamo.calls import Item
from ..stores.opened import Stores
from ..telemetry import fault_of, logger
from .counts import Counts
from .judge import Judge, left_out
from .plan import Plan
from .work import TurnLeft, Work

PIECE_BYTES = 8 * 1024**2
# About a megabyte, which is what one Query gives.
_PAGE = 500


def write_shard(
    work: Work, shard: int, number: int, *, stores: Stores, clock: Callable[[], int], deadline_ms: int
) -> bool:
    """Does turn `number` of a shard, at least one page of it; whether that was the last one.

    Done twice, the first that ended stands. Raises `LookupError` where the turn before is missing.
    """
    left = work.turn(shard, number)
    if left is None:
        before = work.turn(shard, number - 1) if number else None
        if number and before is None:
            raise LookupError(f"turn {number - 1} of shard {shard} is missing")
        turn = _Turn(work, work.plan(), shard, number, before.next if before else None, stores, clock, deadline_ms)
        left = work.keep_turn(shard, number, turn.run())
    return left.next is None


class _Turn:
    def __init__(
        self,
        work: Work,
        plan: Plan,
        shard: int,
        number: int,
        start: Item | None,
        stores: Stores,
        clock: Callable[[], int],
        deadline_ms: int,
    ) -> None:
        self._work = work
        self._plan = plan
        self._shard = shard
        self._number = number
        self._start = start
        self._rows = stores.rows(work.tenant, plan.generation)
        self._judge = Judge(work, plan, stores.ledger(work.tenant))
        self._clock = clock
        self._deadline_ms = deadline_ms
        self._counted: Counter[str] = Counter()

    def run(self) -> TurnLeft:
        pieces: list[str] = []
        held: list[bytes] = []
        size = 0
        for line in self._work.format.lines(self._customers(), self._work.layout(self._plan)):
            held.append(line)
            size += len(line)
            if size >= PIECE_BYTES:
                pieces.append(self._keep(held))
                held, size = [], 0
        if held:
            pieces.append(self._keep(held))
        return TurnLeft(self._start, tuple(pieces), Counts(**self._counted))

    def _customers(self) -> Iterator[Customer]:
        """Page by page until the turn is over; where the next one goes on is known then."""
        while True:
            unreadable: dict[str, Exception] = {}
            page = self._rows.shard_page(self._shard, limit=_PAGE, start=self._start, unreadable=unreadable)
            for customer_id, error in unreadable.items():
                self._pass_over(customer_id, error)
            for row in page.rows:
                customer = self._read(row)
                if customer is None:
                    continue
                reason = left_out(customer, self._work)
                self._counted[reason or "customers"] += 1
                if reason is None:
                    yield customer
            self._start = page.next_start
            if self._start is None or self._clock() >= self._deadline_ms:
                return

    def _read(self, row: FactsRow) -> Customer | None:
        """The customer, if they match. One of whom something cannot be read is passed over; the store itself failing
        ends the turn."""
        try:
            return self._judge.customer(row)
        except StoreUnavailable:
            raise
        except Exception as error:
            if fault_of(error)["code"] is not None:  # what AWS refuses, it refuses for all of them
                raise
            self._pass_over(row.customer_id, error)
            return None

    def _pass_over(self, customer_id: str, error: Exception) -> None:
        self._counted["unreadable"] += 1
        tenant = self._work.tenant
        told = {"tenant": tenant.id, "job": self._work.job.job_id, "customer": tenant.customer_hash(customer_id)}
        logger().error("customer.failed", extra={**told, **fault_of(error)})

    def _keep(self, lines: list[bytes]) -> str:
        content = b"".join(lines)
        self._counted["size"] += len(content)
        return self._work.keep_piece(self._shard, self._number, content)
