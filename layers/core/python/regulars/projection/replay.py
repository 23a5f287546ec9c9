"""Projecting again on purpose: the whole roster of a tenant."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ..facts.tenant import Tenant
from ..stores.queues import CustomerQueue, Touched
from ..stores.registry import ROSTER_BUCKETS, Registry

_AT_ONCE = 100


def replay_roster(tenant: Tenant, *, registry: Registry, queue: CustomerQueue) -> Iterator[int]:
    """Sends every customer of the tenant once; yields how many have been sent so far."""
    customers = (Touched(tenant.id, id_) for bucket in range(ROSTER_BUCKETS) for id_ in registry.roster(bucket))
    sent = 0
    while batch := list(islice(customers, _AT_ONCE)):
        queue.send(batch)
        sent += len(batch)
        yield sent
