"""Tenants' records are kept for half a minute, and never so long that a generation is missed."""

from __future__ import annotations

from dataclasses import replace

from regulars.facts.tenant import Generation, Tenant
from regulars.projection.recent_tenants import RecentTenants
from regulars.scoring.settings import Settings
from regulars.stores.tenant.tenants import Directory, TenantRecord

from testing.builders import a_tenant


class Told(Directory):
    """Answers with `tenant`, and counts how often it is asked."""

    def __init__(self, tenant: Tenant | None) -> None:
        self.tenant = tenant
        self.asked = 0

    def read(self, tenant_id: str) -> TenantRecord | None:
        self.asked += 1
        return TenantRecord(self.tenant, Settings.defaults(2), 0) if self.tenant else None


def test_a_tenant_is_read_once_in_half_a_minute() -> None:
    now_s, directory = [100.0], Told(a_tenant())
    recent = RecentTenants(lambda: now_s[0])

    for at_s in (100.0, 129.9):
        now_s[0] = at_s
        assert recent.read(directory, "acme", generation=1) == a_tenant()
    assert directory.asked == 1

    now_s[0] = 130.0
    recent.read(directory, "acme", generation=1)
    assert directory.asked == 2


def test_a_generation_that_the_kept_record_does_not_know_is_looked_for_at_once() -> None:
    directory = Told(a_tenant())
    recent = RecentTenants(lambda: 0.0)
    recent.read(directory, "acme", generation=1)
    directory.tenant = replace(a_tenant(), writing=(Generation(1, 1), Generation(2, 4)))

    found = recent.read(directory, "acme", generation=2)

    assert found == directory.tenant
    assert directory.asked == 2


def test_a_tenant_that_does_not_exist_is_asked_for_each_time() -> None:
    directory = Told(None)
    recent = RecentTenants(lambda: 0.0)

    assert [recent.read(directory, "acme", generation=1) for _ in range(2)] == [None, None]
    assert directory.asked == 2


def test_no_more_than_a_thousand_tenants_are_kept() -> None:
    directory = Told(a_tenant())
    recent = RecentTenants(lambda: 0.0)
    for number in range(1_001):
        recent.read(directory, f"t{number}", generation=1)

    recent.read(directory, "t1000", generation=1)
    recent.read(directory, "t0", generation=1)

    assert directory.asked == 1_002, "the first had to go"
