"""Verifying customers of one turn, and repairing behind it those who drifted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from ..errors import StoreUnavailable
from ..facts.customer import FactsRow
from ..facts.order import Lane, Order
from ..projection.project import Projector
from ..projection.referrals import untold
from ..stores.messages import Touched
from ..stores.opened import Stores
from ..stores.tenant.jobs import Counts
from ..stores.tombstones import Tombstone
from ..telemetry import fault_of, logger
from .tally import Tally
from .turn_left import TurnLeft
from .verify import Finding, Look, confirmed, look_at
from .work import Night

# Rows that are read together, each up to 300 KB.
_AT_ONCE = 25


class Verification:
    """What one turn has found; it only reads. `see` is shown the orders of everybody who is verified."""

    def __init__(
        self, night: Night, *, stores: Stores, clock: Callable[[], int], see: Callable[[Iterable[Order]], None]
    ) -> None:
        # That is read now: the night's own is behind once readers have moved.
        self._facts = stores.rows(night.tenant)
        self._ledger = stores.ledger(night.tenant)
        self._registry = stores.registry(night.tenant)
        self._clock = clock
        self._see = see
        self._suspects: dict[str, Look] = {}
        self._drifted: list[str] = []
        self._lagging: list[str] = []

    @property
    def suspects(self) -> int:
        return len(self._suspects)

    def verify(self, customer_ids: Sequence[str], tally: Tally) -> None:
        """Looks at customers for the first time. Rows are read some at a time, each before its ledger."""
        for start in range(0, len(customer_ids), _AT_ONCE):
            some = customer_ids[start : start + _AT_ONCE]
            unreadable: dict[str, Exception] = {}
            rows = self._facts.rows_of(some, unreadable=unreadable)
            erased = self._ledger.erased(some, consistent=True)
            for customer_id in some:
                if customer_id in unreadable:
                    # No projection on its way explains it, and this is the second time that it was read tonight.
                    tally.fail(customer_id, unreadable[customer_id])
                    self._drifted.append(customer_id)
                else:
                    tally.attempt(customer_id, partial(self._look, customer_id, rows.get(customer_id), erased))

    def _look(self, customer_id: str, row: FactsRow | None, erased: Mapping[str, Tombstone]) -> None:
        now_ms = self._clock()
        look = look_at(
            customer_id,
            row,
            ledger=self._ledger,
            now_ms=now_ms,
            see=self._see,
            erased=erased,
            registry=self._registry,
        )
        if look.finding is Finding.DRIFT:
            self._suspects[customer_id] = look
        elif look.finding is Finding.LAGGING:
            self._lagging.append(customer_id)

    def settle(self, tally: Tally, overtaken: Iterable[str]) -> tuple[list[str], list[str]]:
        """Looks again at suspects: what is still so is drift. Customers to repair, and customers to project again.

        The turn leaves this before anything is repaired: done again, it would find nothing to count.
        """
        for customer_id, look in self._suspects.items():
            tally.attempt(customer_id, partial(self._look_again, customer_id, look))
        tally.count(Counts(written=len(self._drifted), drift=len(self._drifted), lagging=len(self._lagging)))
        return self._drifted, sorted({*self._lagging, *overtaken})

    def _look_again(self, customer_id: str, look: Look) -> None:
        finding = confirmed(customer_id, look, facts=self._facts, ledger=self._ledger, now_ms=self._clock())
        if finding is Finding.DRIFT:
            self._drifted.append(customer_id)
        elif finding is Finding.LAGGING:
            self._lagging.append(customer_id)


def mend(night: Night, left: TurnLeft, *, stores: Stores, clock: Callable[[], int]) -> None:
    """Repairs and sends the customers that a turn has left; done again, it puts the same rows once more.

    A customer that cannot be repaired is sent as well: the queue tries again, and keeps those that still fail. So is
    one of whom somebody else is to be told.
    """
    sent = set(left.sent)
    for customer_id in left.drifted:
        logger().error("customer.drifted", extra=night.tells(customer_id))
        try:
            if _repair(night, customer_id, stores=stores, now_ms=clock()):
                sent.add(customer_id)
        except StoreUnavailable:
            raise
        except Exception as error:
            logger().error("customer.failed", extra={**night.tells(customer_id), **fault_of(error)})
            sent.add(customer_id)
    stores.queue(Lane.BULK).send([Touched(night.tenant.id, customer_id) for customer_id in sorted(sent)])


def _repair(night: Night, customer_id: str, *, stores: Stores, now_ms: int) -> bool:
    """Whether somebody is to be told whom they came by: that is for projections alone."""
    tenant = night.tenant
    ledger, registry = stores.ledger(tenant), stores.registry(tenant)
    projector = Projector.opened(stores, tenant, night.terms, now_ms=now_ms, live=False)
    known = projector.project(customer_id)
    return any(untold(ledger.read_customer(customer_id), known, ledger=ledger, registry=registry))
