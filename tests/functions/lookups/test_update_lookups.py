"""update_lookups: what the messages name is put or removed as each customer's row stands now."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import pytest
from regulars.facts.order import Contact
from regulars.facts.tenant import Tenant
from regulars.projection.lookups import lookup_entries
from regulars.stores.opened import Stores
from regulars.stores.rows.rows import NO_ROW, Rows

from testing.aws.requests import requests_of
from testing.builders import an_order
from testing.lookup_worker import OK, bought, change, entries, pairs, products_of, stand, stored_words, update
from testing.lookups import pair_entry, products, stored_entries, words


def test_what_belongs_is_put_and_what_does_not_is_removed(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea"), *bought(3, "cup"), revision=1)
    assert update(function, change("tea", "cup", "pot")) == OK
    assert len(entries(stores, tenant)) == 2

    row = stand(facts, *bought(3, "tea"), *bought(2, "cup"), revision=2)
    assert update(function, change("cup", revision=2)) == OK

    assert {entry._replace(revision=2) for entry in entries(stores, tenant)} == pairs(row)


def test_fresh_entries_are_inserted_together_and_one_that_is_there_is_put(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea"), revision=1)
    update(function, change("tea"))
    row = stand(facts, *bought(4, "tea"), *bought(3, "cup", "pot"), revision=2)

    with requests_of(function.stores().dynamodb) as made:
        asked = change("tea", "cup", "pot", "jug", revision=2)._replace(fresh=True)
        assert update(function, asked) == OK

    assert entries(stores, tenant) == pairs(row)
    writes = [one for one in made if one in ("BatchExecuteStatement", "PutItem", "DeleteItem")]
    assert writes == ["BatchExecuteStatement", "PutItem", "DeleteItem"]


def test_a_fresh_change_that_comes_late_neither_overwrites_nor_brings_back(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea"), *bought(3, "cup"), revision=1)
    late = change("tea", "cup")._replace(fresh=True)
    assert update(function, late) == OK
    row = stand(facts, *bought(4, "tea"), revision=2)
    assert update(function, change("tea", "cup", revision=2)) == OK

    assert update(function, late) == OK

    assert entries(stores, tenant) == pairs(row)


def test_a_row_that_cannot_be_decoded_fails_its_own_message_alone(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    row = stand(facts, *bought(3, "tea"))
    stand(facts, *bought(3, "cup", customer_id="bob"), customer_id="bob")
    table = stores.names.facts_table
    [item] = [item for item in stores.dynamodb.scan(TableName=table)["Items"] if item["sk"]["S"] == "bob"]
    stores.dynamodb.put_item(TableName=table, Item=item | {"timeline": {"B": b"\xff"}})

    answer = update(function, change("cup", customer_id="bob"), change("tea"))

    assert len(answer["batchItemFailures"]) == 1
    assert entries(stores, tenant) == pairs(row)


def test_words_are_put_and_removed_by_the_same_message_as_pairs(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    called = [an_order("1", contact=Contact(name=name)) for name in ("Ann Lee", "Ann Smith")]
    row = stand(facts, called[0], revision=1)
    asked = change("tea")._replace(keys=(*products("tea"), *words("ann", "lee", "smith")))
    assert update(function, asked) == OK
    assert stored_words(stores, tenant) == lookup_entries(row)

    row = stand(facts, called[1], revision=2)
    assert update(function, asked._replace(keys=words("lee", "smith"), revision=2)) == OK

    assert {entry._replace(revision=2) for entry in stored_words(stores, tenant)} == lookup_entries(row)


def test_an_erased_customers_words_go_and_anothers_stay(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    for customer_id in ("ann", "bob"):
        order = an_order(customer_id, customer_id, contact=Contact(name="Lee"))
        stand(facts, order, customer_id=customer_id)
        assert update(function, change(customer_id=customer_id)._replace(keys=None)) == OK
    stand(facts, revision=2)

    assert update(function, change(revision=2)._replace(keys=words("ann", "lee"))) == OK

    assert {(entry.key.name, entry.customer_id) for entry in stored_words(stores, tenant)} == {
        ("bob", "bob"),
        ("lee", "bob"),
    }


def test_only_the_named_products_are_written(function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows) -> None:
    stand(facts, *bought(3, "tea", "cup", "pot"))

    with requests_of(function.stores().dynamodb) as made:
        update(function, change("tea"))

    assert made.count("PutItem") == 1
    assert made.count("DeleteItem") == 0
    assert products_of(entries(stores, tenant)) == {"tea"}


def test_a_late_message_writes_the_row_as_it_stands_not_as_it_was(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea"), revision=1)
    row = stand(facts, *bought(4, "tea"), revision=2)

    assert update(function, change("tea", revision=1)) == OK

    assert entries(stores, tenant) == pairs(row)


def test_an_emptied_row_takes_its_entries_with_it(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea", "cup"), revision=1)
    update(function, change("tea", "cup"))
    stand(facts, revision=2)

    assert update(function, change("tea", "cup", revision=2)) == OK

    assert stores.dynamodb.scan(TableName="lookups")["Count"] == 0


def test_a_row_that_is_gone_takes_its_entries_with_it(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea"), revision=5)
    update(function, change("tea", revision=5))
    stores.dynamodb.delete_item(TableName="facts", Key={"pk": {"S": "acme#1#000"}, "sk": {"S": "ann"}})

    assert update(function, change("tea", revision=5)) == OK

    assert entries(stores, tenant) == set()


def test_a_message_that_comes_twice_changes_nothing(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea"))
    update(function, change("tea"), change("tea"))
    before = stores.dynamodb.scan(TableName="lookups")["Items"]

    assert update(function, change("tea")) == OK

    assert stores.dynamodb.scan(TableName="lookups")["Items"] == before


def test_all_that_is_known_of_a_customer_is_put(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    row = stand(facts, *bought(3, "tea"), *bought(2, "cup"), *bought(5, "pot"))

    assert update(function, change()._replace(keys=None, revision=NO_ROW)) == OK

    assert stored_entries(stores, tenant) == lookup_entries(row)


def test_a_heavy_customers_entries_come_from_their_ledger(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.stores.rows.row_codec.HEAVY_BYTES", 10)
    orders = [*bought(3, "tea"), *bought(3, "cup")]
    ledger = stores.ledger(tenant)
    stored = [*orders[:5], replace(orders[5], status=type(orders[5].status)("cancelled"))]
    assert ledger.insert([ledger.item(order, replacing=None) for order in stored])
    whole = stand(facts, *stored)
    stores.lookups(tenant).put(pair_entry("cup", revision=1))

    assert update(function, change()._replace(keys=None)) == OK

    assert stored_entries(stores, tenant) == lookup_entries(whole)
    assert products_of(pairs(whole)) == {"tea"}
