"""Lookups: an entry a pair, never overwritten or removed by who knows an older row."""

from __future__ import annotations

import pytest
from regulars.facts.lookup import LookupEntry, product_key, word_key
from regulars.facts.tenant import Generation, Tenant
from regulars.stores.lookups import Lookups, Put
from regulars.stores.opened import Stores

from testing.aws.requests import requests_of
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS
from testing.lookups import pair_entry, word_entry


def of(lookups: Lookups, product_id: str = "tea") -> list[LookupEntry]:
    shards = range(lookups.generation.shards)
    return [one for shard in shards for one in lookups.entries_of(shard, product_key(product_id).partition)]


@pytest.fixture
def lookups(stores: Stores, tenant: Tenant) -> Lookups:
    return stores.lookups(tenant)


@pytest.mark.parametrize("id_", ["tea", "#", "a#b", "#1001", "ä ö/%"])
def test_an_entry_is_read_back_as_it_was_put_whatever_the_ids_hold(lookups: Lookups, id_: str) -> None:
    put = pair_entry(id_, id_)

    assert lookups.put(put) is Put.CREATED

    assert of(lookups, id_) == [put]


def test_an_entry_weighs_about_150_bytes(stores: Stores, lookups: Lookups) -> None:
    lookups.put(pair_entry("85123A", "17850", revision=NOW_MS))

    [item] = stores.dynamodb.scan(TableName="lookups")["Items"]
    assert (item["pk"]["S"], item["sk"]["S"]) == ("acme#1#product#000#85123A", "17850")
    assert sum(len(name) + len(next(iter(value.values()))) for name, value in item.items()) < 150


def test_a_put_says_whether_an_entry_came_into_being(lookups: Lookups) -> None:
    assert lookups.put(pair_entry(revision=5)) is Put.CREATED
    assert lookups.put(pair_entry(revision=6, purchases=4)) is Put.REPLACED
    assert lookups.put(pair_entry(revision=6, purchases=4)) is Put.REPLACED
    assert of(lookups) == [pair_entry(revision=6, purchases=4)]


def test_entries_are_inserted_25_a_request_where_there_are_none(stores: Stores, lookups: Lookups) -> None:
    lookups.put(pair_entry("p7", revision=5))
    entries = [*(pair_entry(f"p{number}", revision=6) for number in range(29)), word_entry("lee", revision=6)]

    with requests_of(stores.dynamodb) as made:
        inserted = lookups.insert(entries)

    assert made == ["BatchExecuteStatement"] * 2
    assert inserted == {entry.key for entry in entries} - {product_key("p7")}
    assert (of(lookups, "p6"), of(lookups, "p7")) == ([entries[6]], [pair_entry("p7", revision=5)])


def test_an_older_row_neither_overwrites_nor_removes_an_pair_entry(lookups: Lookups) -> None:
    lookups.put(pair_entry(revision=5))

    assert lookups.put(pair_entry(revision=4, purchases=9)) is Put.OLDER
    lookups.remove(product_key("tea"), "ann", revision=4)

    assert of(lookups) == [pair_entry(revision=5)]


@pytest.mark.parametrize("revision", [5, 6])
def test_the_same_row_or_a_newer_one_removes_it(lookups: Lookups, revision: int) -> None:
    lookups.put(pair_entry(revision=5))
    lookups.put(pair_entry(customer_id="bob"))

    lookups.remove(product_key("tea"), "ann", revision=revision)

    assert of(lookups) == [pair_entry(customer_id="bob")]


def test_removing_what_is_not_there_leaves_nothing(stores: Stores, lookups: Lookups) -> None:
    lookups.remove(product_key("tea"), "ann", revision=5)

    assert stores.dynamodb.scan(TableName="lookups")["Count"] == 0


def test_the_buyers_of_all_shards_are_found_and_no_other_products(stores: Stores) -> None:
    tenant = make_tenant(stores, "wide", shards=8)
    lookups = stores.lookups(tenant)
    for number in range(40):
        lookups.put(pair_entry("tea", f"c{number}"))
        lookups.put(pair_entry("tea time", f"c{number}"))

    assert {one.customer_id for one in of(lookups)} == {f"c{number}" for number in range(40)}
    partitions = {item["pk"]["S"] for item in stores.dynamodb.scan(TableName="lookups")["Items"]}
    assert len(partitions) == 16
    assert len(lookups.repeat_buyers("tea", most=40) or []) == 40


def test_tenants_and_generations_keep_apart(stores: Stores, tenant: Tenant, lookups: Lookups) -> None:
    other = make_tenant(stores, "other")
    lookups.put(pair_entry())

    assert of(stores.lookups(other)) == []
    assert of(stores.lookups(tenant, Generation(2, 1))) == []


def test_more_buyers_than_are_wanted_are_none_and_no_more_are_read_than_tell_so(stores: Stores) -> None:
    lookups = stores.lookups(make_tenant(stores, "wide", shards=2))
    for number in range(30):
        lookups.put(pair_entry(customer_id=f"c{number}"))

    assert len(lookups.repeat_buyers("tea", most=30) or []) == 30
    with requests_of(stores.dynamodb) as made:
        assert lookups.repeat_buyers("tea", most=5) is None
    assert made == ["Query"]


@pytest.mark.parametrize("customer_id", ["ann", "#", "ann lee", "ä ö/%", " x y"])
@pytest.mark.parametrize("word", ["an", "ann", "ann#1@example.com", "李明", "an" + "n" * 30])
def test_a_word_is_read_back_as_it_was_put_whatever_the_ids_hold(lookups: Lookups, word: str, customer_id: str) -> None:
    put = word_entry(word, customer_id)

    assert lookups.put(put) is Put.CREATED

    assert put.partition == f"word#{word[:2]}"
    assert list(lookups.entries_of(0, put.partition)) == [put]


def test_a_words_entry_lies_with_all_words_that_begin_like_it_and_weighs_less_than_a_hundred_bytes(
    stores: Stores, lookups: Lookups
) -> None:
    lookups.put(word_entry("anderson", "17850", revision=NOW_MS))

    [item] = stores.dynamodb.scan(TableName="lookups")["Items"]
    assert (item["pk"]["S"], item["sk"]["S"]) == ("acme#1#word#000#an", "anderson 17850")
    assert sum(len(name) + len(next(iter(value.values()))) for name, value in item.items()) < 100


def test_words_keep_the_same_revisions_as_pairs(lookups: Lookups) -> None:
    assert lookups.put(word_entry(revision=5)) is Put.CREATED
    assert lookups.put(word_entry(revision=4)) is Put.OLDER
    lookups.remove(word_key("ann"), "ann", revision=4)
    assert list(lookups.entries_of(0, "word#an")) == [word_entry(revision=5)]

    lookups.remove(word_key("ann"), "ann", revision=5)

    assert list(lookups.entries_of(0, "word#an")) == []


def test_a_product_and_a_word_of_one_name_keep_apart(lookups: Lookups) -> None:
    lookups.put(pair_entry("an"))
    lookups.put(word_entry("an"))

    assert list(lookups.entries_of(0, "product#an")) == [pair_entry("an")]
    assert list(lookups.entries_of(0, "word#an")) == [word_entry("an")]


def test_words_of_a_partition_come_by_word_and_then_by_customer_a_page_at_a_time(lookups: Lookups) -> None:
    put = [word_entry(word, id_) for word in ("ann", "anna", "ann@x.y", "and", "an#") for id_ in ("b", "a", "a b")]
    for one in put:
        lookups.put(one)
    in_order = sorted(put, key=lambda one: (one.key.name, one.customer_id))

    assert list(lookups.entries_of(0, "word#an")) == in_order
    first = lookups.page(0, "word#an", limit=4)
    assert (first.entries, first.next_start is None) == (in_order[:4], False)
    rest = lookups.page(0, "word#an", start=first.next_start)
    assert (rest.entries, rest.next_start) == (in_order[4:], None)


def test_a_page_keeps_within_its_sort_keys_both_included(lookups: Lookups) -> None:
    for word in ("and", "ann", "anna", "annb"):
        lookups.put(word_entry(word))

    page = lookups.page(0, "word#an", within=("ann ann", "anna ann"))

    assert [one.key.name for one in page.entries] == ["ann", "anna"]
