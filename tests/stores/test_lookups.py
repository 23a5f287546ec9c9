"""Lookups: an entry a pair, never overwritten or removed by who knows an older row."""

from __future__ import annotations

import pytest
from regulars.facts.lookup import LookupEntry
from regulars.facts.tenant import Generation, Tenant
from regulars.stores.lookups import Lookups, Put
from regulars.stores.opened import Stores

from tests.builders import NOW_MS
from tests.conftest import make_tenant
from tests.stores.requests import requests_of


def entry(product_id: str = "tea", customer_id: str = "ann", *, revision: int = 5, purchases: int = 3) -> LookupEntry:
    return LookupEntry(product_id, customer_id, revision, purchases, 2_500, 10_001, NOW_MS - 1, NOW_MS)


def of(lookups: Lookups, product_id: str = "tea") -> list[LookupEntry]:
    found = lookups.repeat_buyers(product_id, most=1_000)
    assert found is not None
    return found


@pytest.fixture
def lookups(stores: Stores, tenant: Tenant) -> Lookups:
    return stores.lookups(tenant)


@pytest.mark.parametrize("id_", ["tea", "#", "a#b", "#1001", "ä ö/%"])
def test_an_entry_is_read_back_as_it_was_put_whatever_the_ids_hold(lookups: Lookups, id_: str) -> None:
    put = entry(id_, id_)

    assert lookups.put(put) is Put.CREATED

    assert of(lookups, id_) == [put]


def test_an_entry_weighs_about_150_bytes(stores: Stores, lookups: Lookups) -> None:
    lookups.put(entry("85123A", "17850", revision=NOW_MS))

    [item] = stores.dynamodb.scan(TableName="lookups")["Items"]
    assert item["pk"]["S"] == "acme#1#product#000#85123A"
    assert sum(len(name) + len(next(iter(value.values()))) for name, value in item.items()) < 150


def test_a_put_says_whether_an_entry_came_into_being(lookups: Lookups) -> None:
    assert lookups.put(entry(revision=5)) is Put.CREATED
    assert lookups.put(entry(revision=6, purchases=4)) is Put.REPLACED
    assert lookups.put(entry(revision=6, purchases=4)) is Put.REPLACED
    assert of(lookups) == [entry(revision=6, purchases=4)]


def test_an_older_row_neither_overwrites_nor_removes_an_entry(lookups: Lookups) -> None:
    lookups.put(entry(revision=5))

    assert lookups.put(entry(revision=4, purchases=9)) is Put.OLDER
    lookups.remove("tea", "ann", revision=4)

    assert of(lookups) == [entry(revision=5)]


@pytest.mark.parametrize("revision", [5, 6])
def test_the_same_row_or_a_newer_one_removes_it(lookups: Lookups, revision: int) -> None:
    lookups.put(entry(revision=5))
    lookups.put(entry(customer_id="bob"))

    lookups.remove("tea", "ann", revision=revision)

    assert of(lookups) == [entry(customer_id="bob")]


def test_removing_what_is_not_there_leaves_nothing(stores: Stores, lookups: Lookups) -> None:
    lookups.remove("tea", "ann", revision=5)

    assert stores.dynamodb.scan(TableName="lookups")["Count"] == 0


def test_the_buyers_of_all_shards_are_found_and_no_other_products(stores: Stores) -> None:
    tenant = make_tenant(stores, "wide", shards=8)
    lookups = stores.lookups(tenant)
    for number in range(40):
        lookups.put(entry("tea", f"c{number}"))
        lookups.put(entry("tea time", f"c{number}"))

    assert {one.customer_id for one in of(lookups)} == {f"c{number}" for number in range(40)}
    partitions = {item["pk"]["S"] for item in stores.dynamodb.scan(TableName="lookups")["Items"]}
    assert len(partitions) == 16


def test_tenants_and_generations_keep_apart(stores: Stores, tenant: Tenant, lookups: Lookups) -> None:
    other = make_tenant(stores, "other")
    lookups.put(entry())

    assert of(stores.lookups(other)) == []
    assert of(stores.lookups(tenant, Generation(2, 1))) == []


def test_more_buyers_than_are_wanted_are_none_and_no_more_are_read_than_tell_so(stores: Stores) -> None:
    lookups = stores.lookups(make_tenant(stores, "wide", shards=2))
    for number in range(30):
        lookups.put(entry(customer_id=f"c{number}"))

    assert len(lookups.repeat_buyers("tea", most=30) or []) == 30
    with requests_of(stores.dynamodb) as made:
        assert lookups.repeat_buyers("tea", most=5) is None
    assert made == ["Query"]
