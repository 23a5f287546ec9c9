"""The customers of one invocation: what can be read for all of them at once is, and each is projected once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from ..errors import NeverDone, UnreadableMessage
from ..facts.order import Lane
from ..facts.ranges import Ranges
from ..stores.limits import MOST_HOPS, PROMISED_ORDERS
from ..stores.messages import Touch, Touched, decode_touch, decode_touched
from ..stores.opened import Stores
from ..stores.tenant.tenants import TenantRecord
from .project import Projector


class ProjectionBatch:
    """Projects customers of one lane, one at a time, so that one that fails is retried alone.

    `now_ms` is the instant at which the invocation began. After `out_of_time` customers are only collected; they are
    sent as new messages, since a message that merely waits must not count its receives towards the dead-letter queue.
    """

    def __init__(
        self,
        messages: Sequence[str],
        *,
        stores: Stores,
        lane: Lane,
        now_ms: int,
        out_of_time: Callable[[], bool],
    ) -> None:
        self._changed = _merged(touch for body in messages if (touch := decode_touch(body)))
        self._stores = stores
        self._lane = lane
        self._now_ms = now_ms
        self._out_of_time = out_of_time
        self._tenants: dict[str, _OfTenant | None] = {}
        self._done: set[Touched] = set()
        self._late: dict[Touched, int] = {}
        self.beyond_promise = 0

    def project(self, message: str) -> None:
        """Makes the rows anew of the customer that a message names, and of their members; nothing for one that this
        batch has done, or whose tenant does not exist. Raises `UnreadableMessage`, and `NeverDone` where time was never
        enough."""
        touch = decode_touch(message)
        if touch is None:
            raise UnreadableMessage
        for customer in _named(touch):
            self._project(customer, touch.hops)

    def _project(self, customer: Touched, hops: int) -> None:
        if customer in self._done:
            return
        if self._out_of_time():
            self._late[customer] = one_more_hop(hops)
            return
        tenant = self._tenant(customer.tenant_id)
        if tenant is not None:
            self.beyond_promise += tenant.project(customer.customer_id) > PROMISED_ORDERS
        self._done.add(customer)

    def send_again(self) -> int:
        """Sends the customers that found no time as new messages; how many."""
        if self._late:
            late = [Touch(one, self._changed[one], hops) for one, hops in sorted(self._late.items())]
            self._stores.queue(self._lane).send_touches(late)
        return len(self._late)

    def hash_of(self, message: str) -> str | None:
        """The customer of a message as logs may show them; None where the tenant could not be read."""
        customer = decode_touched(message)
        of_tenant = self._tenants.get(customer.tenant_id) if customer else None
        return of_tenant.tenant.customer_hash(customer.customer_id) if customer and of_tenant else None

    def _tenant(self, tenant_id: str) -> _OfTenant | None:
        if tenant_id not in self._tenants:
            # Read consistently, once an invocation and never longer: a new generation must not be missed.
            record = self._stores.directory.read(tenant_id)
            changed = {one.customer_id: ranges for one, ranges in self._changed.items() if one.tenant_id == tenant_id}
            live = self._lane is Lane.LIVE
            self._tenants[tenant_id] = record and _OfTenant(record, changed, self._stores, self._now_ms, live=live)
        return self._tenants[tenant_id]


def _merged(touches: Iterable[Touch]) -> dict[Touched, Ranges | None]:
    """What changed of each customer, by all messages that name them."""
    changed: dict[Touched, Ranges | None] = {}
    for touch in touches:
        for customer in _named(touch):
            before = changed.get(customer, frozenset())
            changed[customer] = None if before is None or touch.changed is None else before | touch.changed
    return changed


def _named(touch: Touch) -> list[Touched]:
    return [touch.customer, *(touch.customer._replace(customer_id=one) for one in touch.members)]


def one_more_hop(hops: int) -> int:
    """Raises `NeverDone` for a message that has been sent again too often."""
    if hops >= MOST_HOPS:
        raise NeverDone(f"sent again {hops} times")
    return hops + 1


class _OfTenant:
    """One tenant's customers, with what was read of all of them before any of their ledgers."""

    def __init__(
        self, record: TenantRecord, changed: Mapping[str, Ranges | None], stores: Stores, now_ms: int, *, live: bool
    ) -> None:
        self.tenant = record.tenant
        terms = stores.terms.of(record)
        self._projector = Projector.opened(stores, self.tenant, terms, now_ms=now_ms, live=live, tells_referrers=True)
        # Every message of the batch was sent before any of these was read.
        self._done: set[str] = set()
        self._changed = changed
        partly = [customer_id for customer_id, ranges in changed.items() if ranges is not None]
        self._seen = self._projector.see(changed, partly=partly)

    def project(self, customer_id: str) -> int:
        """The customer's number of counted orders; 0 for one whose row was made with a member's."""
        if customer_id in self._done:
            return 0
        known = self._projector.project(
            customer_id, changed=self._changed[customer_id], seen=self._seen, done=self._done
        )
        return known.purchases.order_count
