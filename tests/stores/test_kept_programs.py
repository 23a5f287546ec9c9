"""Programs as settings carry them: read once for each edit, and never of a tenant that has none."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from regulars.facts.customer import TimelineEntry
from regulars.facts.tenant import Tenant
from regulars.loyalty.program import Program, Tier
from regulars.scoring.settings import Settings
from regulars.segments.segment import Segment
from regulars.stores.opened import Stores

from testing.aws.requests import requests_of
from testing.builders import NOW_MS
from testing.loyalty import T0, a_program, facts_of
from testing.shops import shop_of

CLUB = a_program(tiers=(Tier("Bronze", 0), Tier("Gold", 50)))
ANN = facts_of((TimelineEntry(T0, 6_000, 1_000),))


@pytest.fixture
def warm(stores: Stores, tenant: Tenant) -> Stores:
    """Its client is made."""
    stores.dynamodb.meta  # noqa: B018
    return stores


def put(stores: Stores, tenant: Tenant, program: Program) -> None:
    store = stores.programs(tenant)
    assert store.put(program, replacing=store.read().revision, announces=True)


def settings_of(stores: Stores, tenant: Tenant) -> Settings:
    return shop_of(stores, tenant.id, NOW_MS).settings


def first_tier(settings: Settings) -> str | None:
    assert settings.tier_moves is not None
    return settings.tier_moves(ANN, settings)[0].after


def test_a_tenant_without_programs_pays_nothing(warm: Stores, tenant: Tenant) -> None:
    store = warm.segments(tenant)
    assert store.put(Segment("s1", "Big", None, 1, 1), replacing=0)
    shop = shop_of(warm, tenant.id, NOW_MS)

    with requests_of(warm.dynamodb) as made:
        assert shop.settings is shop.record.settings
    assert made == []


def test_programs_are_read_once_for_each_edit(warm: Stores, tenant: Tenant) -> None:
    put(warm, tenant, CLUB)
    first = shop_of(warm, tenant.id, NOW_MS)
    with requests_of(warm.dynamodb) as made:
        assert first_tier(first.settings) == "Gold"
    assert made == ["GetItem", "Query"]

    again = shop_of(warm, tenant.id, NOW_MS)
    with requests_of(warm.dynamodb) as made:
        assert first_tier(again.settings) == first_tier(again.settings) == "Gold"
        assert warm.terms.of(again.record).settings.tier_moves is again.settings.tier_moves
    assert made == ["GetItem", "Query", "GetItem"], "the own segments alone, and whether the revision still stands"
    with requests_of(warm.dynamodb) as made:
        warm.terms.of(again.record)
    assert made == []

    put(warm, tenant, replace(CLUB, revision=2, tiers=(Tier("Platinum", 60),)))
    assert first_tier(settings_of(warm, tenant)) == "Platinum"


def test_one_that_is_no_longer_active_is_carried_no_more(warm: Stores, tenant: Tenant) -> None:
    put(warm, tenant, CLUB)
    assert settings_of(warm, tenant).tier_moves is not None

    put(warm, tenant, replace(CLUB, revision=2, active=False))

    assert settings_of(warm, tenant).tier_moves is None


def test_settings_are_stored_and_compared_without_them(warm: Stores, tenant: Tenant) -> None:
    put(warm, tenant, CLUB)
    shop = shop_of(warm, tenant.id, NOW_MS)
    changed = replace(shop.settings, dormant_days=17)

    assert warm.settings(tenant).put(changed, replacing=0)

    stored = shop_of(warm, tenant.id, NOW_MS)
    assert stored.record.settings == changed
    assert stored.record.settings.tier_moves is None
    assert first_tier(stored.settings) == "Gold"


def test_what_is_kept_for_a_minute_is_of_one_edit(warm: Stores, tenant: Tenant) -> None:
    put(warm, tenant, CLUB)
    shop = shop_of(warm, tenant.id, NOW_MS)
    shop.keeper.keep("bands", 1)
    assert shop.keeper.known("bands") == 1

    put(warm, tenant, replace(CLUB, revision=2, active=False))

    edited = replace(shop_of(warm, tenant.id, NOW_MS), kept=shop.kept)
    known = partial(edited.keeper.known, "bands")
    assert known() is None
    edited.keeper.keep("bands", 2)
    assert (known(), shop.keeper.known("bands")) == (2, 1)
