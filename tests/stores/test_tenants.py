"""Tenants: made whole or not at all, with settings that nobody overwrites unseen, and members."""

from __future__ import annotations

from dataclasses import replace

import pytest
from regulars.facts.tenant import Generation, Tenant, TenantStatus
from regulars.scoring.settings import Settings
from regulars.stores.opened import Stores
from regulars.stores.tenant.tenants import Member, TenantRecord

from testing.aws.requests import requests_of
from testing.aws.tenants import make_tenant
from testing.builders import a_tenant
from testing.settings import CUSTOM


@pytest.mark.parametrize(("currency", "exponent"), [("USD", 2), ("JPY", 0), ("KWD", 3)])
def test_a_new_tenant_is_read_back_with_the_default_settings_of_its_currency(
    stores: Stores, currency: str, exponent: int
) -> None:
    made = make_tenant(stores, "acme", currency=currency, exponent=exponent, shards=4)

    assert stores.directory.read("acme") == TenantRecord(made, Settings.defaults(exponent), 0)


def test_a_tenant_with_two_generations_keeps_both(stores: Stores) -> None:
    made = replace(a_tenant(), reading=Generation(3, 2), writing=(Generation(3, 2), Generation(4, 8)))
    assert stores.directory.create(made)

    record = stores.directory.read("acme")

    assert record is not None
    assert record.tenant == made


def test_who_is_no_tenant_is_none(stores: Stores, tenant: Tenant) -> None:
    assert stores.directory.read("other") is None
    assert stores.directory.read("acm") is None


def test_an_id_that_is_taken_is_not_made_again_and_nothing_of_it_changes(stores: Stores, tenant: Tenant) -> None:
    assert not stores.directory.create(replace(tenant, name="Impostor", secret=b"other"))

    record = stores.directory.read("acme")
    assert record is not None
    assert record.tenant == tenant


def test_a_tenant_with_its_settings_is_one_request(stores: Stores, tenant: Tenant) -> None:
    with requests_of(stores.dynamodb) as made:
        stores.directory.read("acme")

    assert made == ["BatchGetItem"]


def test_the_directory_lists_every_tenant_by_id_but_those_made_unlisted(stores: Stores) -> None:
    for tenant_id in ("zulu", "acme", "mike"):
        make_tenant(stores, tenant_id)
    assert stores.directory.create(a_tenant("hidden"), listed=False)

    assert [tenant.id for tenant in stores.directory.all()] == ["acme", "mike", "zulu"]
    assert stores.directory.read("hidden") is not None


@pytest.mark.parametrize("status", TenantStatus)
def test_a_status_is_set_and_read(stores: Stores, tenant: Tenant, status: TenantStatus) -> None:
    assert stores.directory.set_status("acme", status)

    record = stores.directory.read("acme")
    assert record is not None
    assert record.tenant == replace(tenant, status=status)


def test_no_status_is_set_where_there_is_no_tenant(stores: Stores) -> None:
    assert not stores.directory.set_status("acme", TenantStatus.SUSPENDED)
    assert stores.directory.read("acme") is None


def test_settings_are_read_back_as_they_were_put_with_their_revision(stores: Stores, tenant: Tenant) -> None:
    assert stores.settings(tenant).put(CUSTOM, replacing=0)

    assert stores.directory.read("acme") == TenantRecord(tenant, CUSTOM, 1)


def test_settings_are_replaced_only_by_who_has_seen_their_revision(stores: Stores, tenant: Tenant) -> None:
    settings = stores.settings(tenant)
    settings.put(CUSTOM, replacing=0)

    assert not settings.put(Settings.defaults(2), replacing=0)
    assert settings.put(replace(CUSTOM, new_days=9), replacing=1)
    assert not settings.put(CUSTOM, replacing=1)
    assert stores.directory.read("acme") == TenantRecord(tenant, replace(CUSTOM, new_days=9), 2)


def test_settings_are_a_tenants_own(stores: Stores, tenant: Tenant) -> None:
    make_tenant(stores, "other")
    stores.settings(tenant).put(CUSTOM, replacing=0)

    other = stores.directory.read("other")
    assert other is not None
    assert (other.settings, other.settings_revision) == (Settings.defaults(2), 0)


def test_a_member_has_the_tenant_and_role_last_given(stores: Stores) -> None:
    directory = stores.directory
    assert directory.member("sub-1") is None

    directory.put_member("sub-1", Member("acme", "viewer"))
    directory.put_member("sub-1", Member("acme", "admin"))

    assert directory.member("sub-1") == Member("acme", "admin")
    assert directory.member("sub-2") is None
    assert directory.all() == []


def test_the_day_of_a_feed_only_goes_on_and_stays_with_the_tenants_other_values(stores: Stores) -> None:
    tenant = make_tenant(stores, "acme")
    feed = stores.feed(tenant)
    assert [feed.note(7), feed.note(7), feed.note(6), feed.note(8)] == [True, False, False, True]
    stores.directory.set_status("acme", TenantStatus.SUSPENDED)

    record = stores.directory.read("acme")

    assert record is not None
    assert (record.fed_day, record.tenant.status) == (8, TenantStatus.SUSPENDED)
    assert not stores.feed(replace(tenant, id="nobody")).note(9), "makes no tenant"
