"""update_lookups where rows move, time runs out or a message is none: nothing is lost, nobody named."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from regulars.facts.lookup import product_key
from regulars.facts.tenant import Generation, Tenant
from regulars.stores.limits import LOOKUPS_PER_MESSAGE
from regulars.stores.messages import encode_change
from regulars.stores.opened import Stores
from regulars.stores.rows.rows import Rows

from testing.aws.requests import requests_of
from testing.builders import a_tenant
from testing.events import Context, queue_event
from testing.lookup_worker import OK, bought, change, entries, pairs, products_of, stand, update, waiting


def test_an_entry_that_came_into_being_has_its_row_looked_at_again(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    """The row is emptied, and its entry removed, between reading the row and putting the entry."""
    stand(facts, *bought(3, "tea"), revision=1)
    emptied: list[str] = []

    def overtake(params: dict[str, Any], **_: Any) -> None:
        if not emptied and b'"lookups"' in params["body"]:
            emptied.append("once")
            stand(facts, revision=2)

    events = function.stores().dynamodb.meta.events
    events.register("before-call.dynamodb.PutItem", overtake)
    assert update(function, change("tea")) == OK
    events.unregister("before-call.dynamodb.PutItem", overtake)

    assert emptied
    assert entries(stores, tenant) == set()


def test_a_customer_whose_row_keeps_moving_comes_back(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea"), revision=1)
    stand(facts, *bought(3, "tea", customer_id="bob"), customer_id="bob")

    def overtake(params: dict[str, Any], **_: Any) -> None:
        if b'"lookups"' in params["body"] and b'"ann"' in params["body"]:
            revision = facts.revisions_of(["ann"])["ann"]
            stores.lookups(tenant).remove(product_key("tea"), "ann", revision=revision)
            stand(facts, *bought(3, "tea"), revision=revision + 1)

    events = function.stores().dynamodb.meta.events
    events.register("before-call.dynamodb.PutItem", overtake)
    answer = update(function, change("tea"), change("tea", customer_id="bob"))
    events.unregister("before-call.dynamodb.PutItem", overtake)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert update(function, change("tea")) == OK
    assert {entry.customer_id for entry in entries(stores, tenant)} == {"ann", "bob"}


def test_what_finds_no_time_is_sent_again_and_its_message_is_done(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    many = [f"p{number:03d}" for number in range(60)]
    stand(facts, *bought(3, *many))

    answer = update(function, change(*many), context=Context(60_000, 60_000, 9_999))

    assert answer == OK
    done = products_of(entries(stores, tenant))
    assert done == set(many[:50])
    assert waiting(stores) == [change(*many[50:])._replace(hops=1)]


def test_everything_known_that_finds_no_time_is_sent_by_name(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    many = [f"p{number:03d}" for number in range(2 * LOOKUPS_PER_MESSAGE)]
    stand(facts, *bought(3, *many))

    assert update(function, change()._replace(keys=None), context=Context(0)) == OK

    left = waiting(stores)
    assert len(left) == 3
    assert {key.name for one in left if one for key in one.keys or ()} == {*many, "ann"}


def test_an_unreadable_message_comes_back_alone(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea"))
    event = queue_event("no json", encode_change(change("tea")), queue="lookups")

    answer = function.lambda_handler(event, Context())

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert len(entries(stores, tenant)) == 1


def test_a_message_of_an_unknown_tenant_or_generation_is_dropped(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows
) -> None:
    stand(facts, *bought(3, "tea"))

    assert update(function, change("tea")._replace(tenant_id="nobody"), change("tea", generation=9)) == OK

    assert stores.dynamodb.scan(TableName="lookups")["Count"] == 0


def test_each_generation_has_its_own_lookups(function: ModuleType, stores: Stores) -> None:
    generations = (Generation(1, 1), Generation(2, 4))
    tenant = replace(a_tenant("moving"), reading=generations[0], writing=generations)
    assert stores.directory.create(tenant)
    rows = [stand(stores.rows(tenant, one), *bought(3, "tea"), revision=one.number) for one in generations]

    for number in (1, 2):
        assert update(function, change("tea", generation=number)._replace(tenant_id="moving")) == OK

    for one, row in zip(generations, rows, strict=True):
        assert entries(stores, tenant, one) == pairs(row)


def test_a_batch_reads_its_rows_together(function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows) -> None:
    customers = [f"c{number}" for number in range(10)]
    for customer_id in customers:
        stand(facts, *bought(3, "tea", customer_id=customer_id), customer_id=customer_id)
    changes = [change("tea", customer_id=customer_id) for customer_id in customers]
    update(function, *changes)

    with requests_of(function.stores().dynamodb) as made:
        update(function, *changes)

    assert made.count("BatchGetItem") == 1, "all rows: the tenant is kept for half a minute, no entry came into being"
    assert made.count("PutItem") == 10


def test_no_log_line_names_a_customer_even_where_one_fails(
    function: ModuleType, stores: Stores, tenant: Tenant, facts: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    stand(facts, *bought(3, "tea", customer_id="ann-lee-7"), customer_id="ann-lee-7")

    def refuse(params: dict[str, Any], **_: Any) -> Any:
        answered = type("Answered", (), {"status_code": 400})()
        return answered, {"Error": {"Code": "ThrottlingException", "Message": "too fast"}}

    events = function.stores().dynamodb.meta.events
    events.register("before-call.dynamodb.PutItem", refuse)
    answer = update(function, change("tea", customer_id="ann-lee-7"))
    events.unregister("before-call.dynamodb.PutItem", refuse)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    [failed] = [record for record in caplog.records if record.getMessage() == "lookups.failed"]
    said = vars(failed)
    assert (said["customer"], said["error"]) == (tenant.customer_hash("ann-lee-7"), "StoreUnavailable")
    assert not any("ann-lee-7" in repr(record.__dict__) for record in caplog.records)
