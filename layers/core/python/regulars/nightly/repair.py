"""Verifying customers of one turn, and repairing at its end those who drifted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from ..errors import ProjectionContended
from ..facts.order import Lane
from ..projection.project import project_customer
from ..stores.jobs import Counts
from ..stores.opened import Stores
from ..stores.queues import Touched
from ..telemetry import logger
from .tally import Tally
from .verify import Finding, Look, confirmed, look_at
from .work import Night


class Verification:
    """What one turn has found.

    Who drifted is noted before anyone is repaired: a turn that broke off and is done again finds him in order.
    """

    def __init__(self, night: Night, shard: int, number: int, *, stores: Stores, clock: Callable[[], int]) -> None:
        self._night = night
        self._turn = shard, number
        self._stores = stores
        self._facts = stores.facts(night.tenant, night.generation)
        self._ledger = stores.ledger(night.tenant)
        self._clock = clock
        self._suspects: dict[str, Look] = {}
        self._drifted = night.drifted(*self._turn)
        self._lagging: list[str] = []
        self._contended: list[str] = []

    @property
    def suspects(self) -> int:
        return len(self._suspects)

    def verify(self, customer_id: str) -> None:
        """Looks at a customer for the first time."""
        if customer_id in self._drifted:
            return
        look = look_at(customer_id, facts=self._facts, ledger=self._ledger, now_ms=self._clock())
        if look.finding is Finding.DRIFT:
            self._suspects[customer_id] = look
        elif look.finding is Finding.LAGGING:
            self._lagging.append(customer_id)

    def settle(self, tally: Tally, overtaken: Iterable[str]) -> None:
        """Looks again at who is suspect: what is still so is drift, and is repaired.

        Who lags is sent to be projected, and so is whom the turn's announcements may have missed.
        """
        noted = len(self._drifted)
        for customer_id, look in self._suspects.items():
            tally.attempt(customer_id, partial(self._look_again, customer_id, look))
        if len(self._drifted) > noted:
            self._night.keep_drifted(*self._turn, self._drifted)
        tally.count(Counts(written=len(self._drifted), drift=len(self._drifted), lagging=len(self._lagging)))
        for customer_id in self._drifted:
            logger().error("customer.drifted", extra=self._night.tells(customer_id))
            tally.attempt(customer_id, partial(self._repair, customer_id))
        sent = sorted({*self._lagging, *self._contended, *overtaken})
        self._stores.queue(Lane.BULK).send([Touched(self._night.tenant.id, customer_id) for customer_id in sent])

    def _look_again(self, customer_id: str, look: Look) -> None:
        finding = confirmed(customer_id, look, facts=self._facts, ledger=self._ledger, now_ms=self._clock())
        if finding is Finding.DRIFT:
            self._drifted.append(customer_id)
        elif finding is Finding.LAGGING:
            self._lagging.append(customer_id)

    def _repair(self, customer_id: str) -> None:
        tenant = self._night.tenant
        try:
            project_customer(
                customer_id,
                ledger=self._ledger,
                facts=self._stores.written_facts(tenant),
                evaluations=self._stores.evaluations(tenant),
                settings=self._night.settings,
                now_ms=self._clock(),
                live=False,
            )
        except ProjectionContended:
            self._contended.append(customer_id)
