"""The probe: one order of a hidden tenant, from the ledger through stream and queue to its facts."""

from __future__ import annotations

import secrets
import time

from ..errors import ProbeLost
from ..facts.order import Lane
from ..facts.tenant import Generation, Tenant, TenantStatus
from ..facts.time import rfc3339
from ..orders.accept import accept_orders
from ..orders.parse import parse_order
from ..scoring.settings import Settings
from ..stores.keys import PROBE_TENANT
from ..stores.opened import Stores

_CUSTOMER = "probe"
_POLL_S = 0.2


def probe_streams(stores: Stores, *, longest_s: float) -> float:
    """Seconds from a write to the ledger until the facts show it. Raises `ProbeLost` where they do not in time."""
    tenant = _probe_tenant(stores)
    began = time.monotonic()
    written_ms = _write_order(stores, tenant)
    facts = stores.rows(tenant)
    while facts.read_ats([_CUSTOMER]).get(_CUSTOMER, 0) <= written_ms:
        if time.monotonic() - began > longest_s:
            raise ProbeLost(
                f"An order has not become facts within {longest_s:.0f} s: the stream or its queue stands still."
            )
        time.sleep(_POLL_S)
    return time.monotonic() - began


def _probe_tenant(stores: Stores) -> Tenant:
    found = stores.directory.read(PROBE_TENANT)
    if found is not None:
        return found.tenant
    generation = Generation(1, 1)
    tenant = Tenant(
        id=PROBE_TENANT,
        name="Probe",
        status=TenantStatus.ACTIVE,
        currency="USD",
        exponent=2,
        secret=secrets.token_bytes(32),
        reading=generation,
        writing=(generation,),
    )
    stores.directory.create(tenant, listed=False)
    # Another probe may have been faster; whose secret stands matters.
    found = stores.directory.read(PROBE_TENANT)
    assert found is not None
    return found.tenant


def _write_order(stores: Stores, tenant: Tenant) -> int:
    """Writes the probe's order anew; an instant after which its write was over is not needed, only one before."""
    now_ms = time.time_ns() // 1_000_000
    order = parse_order(
        {"orderId": "probe", "customerId": _CUSTOMER, "orderedAt": rfc3339(now_ms), "status": "paid", "total": 0},
        tenant=tenant,
        settings=Settings.defaults(tenant.exponent),
        arrived_ms=now_ms,
        now_ms=now_ms,
        lane=Lane.LIVE,
    )
    accept_orders([order], registry=stores.registry(tenant), ledger=stores.ledger(tenant))
    return now_ms
