"""Tenants' records of the last 30 s, for readers that an older record cannot harm: never for writers of facts."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..facts.tenant import Tenant
from ..stores.tenant.tenants import Directory

KEPT_S = 30.0
_MOST = 1_000


class RecentTenants:
    """Of one container. `clock` tells seconds that never step back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[Tenant, float]] = {}

    def read(self, directory: Directory, tenant_id: str, *, generation: int) -> Tenant | None:
        """The tenant as it was at most 30 s ago, or as it is now where it did not write that generation then."""
        kept = self._kept.get(tenant_id)
        if kept is not None and self._clock() - kept[1] < KEPT_S and _writes(kept[0], generation):
            return kept[0]
        at_s = self._clock()
        record = directory.read(tenant_id)
        self._kept.pop(tenant_id, None)
        if record is None:
            return None
        if len(self._kept) >= _MOST:
            del self._kept[next(iter(self._kept))]
        self._kept[tenant_id] = record.tenant, at_s
        return record.tenant


def _writes(tenant: Tenant, generation: int) -> bool:
    return any(one.number == generation for one in tenant.writing)
