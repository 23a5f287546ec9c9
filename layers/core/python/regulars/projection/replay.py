"""Projecting again on purpose: the whole roster of a tenant, and its lookups."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ..facts.tenant import Tenant
from ..stores.messages import LookupChange, Touched
from ..stores.queues import CustomerQueue, LookupQueue
from ..stores.registry import ROSTER_BUCKETS, Registry
from ..stores.rows.rows import NO_ROW

_AT_ONCE = 100


def replay_roster(tenant: Tenant, *, registry: Registry, queue: CustomerQueue, lookups: LookupQueue) -> Iterator[int]:
    """Sends every customer of the tenant once; yields how many have been sent so far.

    A row that is made anew with the same products touches no lookup: those of the row as it stands are sent beside it.
    What a lost change should have removed is a stray, which no answer shows and the night sweeps.
    """
    customers = (Touched(tenant.id, id_) for bucket in range(ROSTER_BUCKETS) for id_ in registry.roster(bucket))
    sent = 0
    while batch := list(islice(customers, _AT_ONCE)):
        queue.send(batch)
        lookups.send([_all_lookups(customer, generation.number) for customer in batch for generation in tenant.writing])
        sent += len(batch)
        yield sent


def _all_lookups(customer: Touched, generation: int) -> LookupChange:
    return LookupChange(customer.tenant_id, generation, customer.customer_id, NO_ROW, None)
