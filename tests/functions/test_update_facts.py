"""update_facts: every customer named in the messages has their row made anew from the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from regulars.crm.merges import merge_customers
from regulars.facts.customer import CustomerFacts
from regulars.facts.fold import fold
from regulars.facts.order import Order
from regulars.facts.tenant import Generation, Tenant
from regulars.facts.time import DAY_MS
from regulars.orders.delete import delete_order
from regulars.stores.opened import Stores
from regulars.stores.rows.rows import NO_ROW

from testing.announcements import announcement
from testing.aws.requests import requests_of
from testing.builders import NOW_MS, a_tenant, an_order
from testing.events import Context, Sent, queue_event, sent, touched
from testing.handlers import load_handler

OK: dict[str, Any] = {"batchItemFailures": []}


@pytest.fixture
def function(stores: Stores) -> ModuleType:
    return load_handler("update_facts")


def placed(stores: Stores, tenant: Tenant, customer_id: str = "ann", *, cents: int = 100, order_id: str = "") -> Order:
    """An order in the ledger that nobody has projected yet."""
    order = an_order(order_id or f"of {customer_id}", customer_id, lines=(), total_minor=cents)
    stores.registry(tenant).claim([(order.order_id, customer_id)])
    assert stores.ledger(tenant).insert([stores.ledger(tenant).item(order, replacing=None)])
    return order


def unreadable(stores: Stores, customer_id: str) -> None:
    """An item in the customer's collection that no order can be made of."""
    item = {"pk": {"S": f"acme#{customer_id}"}, "sk": {"S": "order#broken"}, "n": {"N": "1"}}
    stores.dynamodb.put_item(TableName="ledger", Item=item)


def mended(stores: Stores, customer_id: str) -> None:
    key = {"pk": {"S": f"acme#{customer_id}"}, "sk": {"S": "order#broken"}}
    stores.dynamodb.delete_item(TableName="ledger", Key=key)


def rows(stores: Stores, tenant: Tenant) -> dict[str, CustomerFacts]:
    return {row.customer_id: row.facts for row in stores.rows(tenant).all()}


def failures(answer: dict[str, Any]) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_each_customers_row_is_the_fold_of_their_ledger(function: ModuleType, stores: Stores, tenant: Tenant) -> None:
    placed(stores, tenant, "ann", cents=100)
    placed(stores, tenant, "b#b", cents=200)

    answer = function.lambda_handler(queue_event(touched("ann"), touched("b#b")), Context())

    assert answer == OK
    ledger = stores.ledger(tenant)
    assert rows(stores, tenant) == {name: fold(ledger.read_customer(name)) for name in ("ann", "b#b")}


def test_members_are_projected_with_their_customer_whose_row_is_made_once(
    function: ModuleType, stores: Stores, tenant: Tenant
) -> None:
    placed(stores, tenant, "ann", cents=100)
    placed(stores, tenant, "old", cents=20)
    merge_customers("old", "ann", ledger=stores.ledger(tenant), now_ms=NOW_MS)
    named = json.dumps({"tenant": "acme", "customers": ["ann", "old", "nobody"]})

    with requests_of(function.stores().dynamodb) as made:
        assert function.lambda_handler(queue_event(named, queue="bulk"), Context()) == OK

    found = rows(stores, tenant)
    assert {one: facts.purchases.spend_minor for one, facts in found.items()} == {"ann": 120, "old": 0, "nobody": 0}
    assert not found["old"].known
    assert made.count("PutItem") == 3 + 1, "the three rows, and what is told of ann"


def test_a_row_says_when_the_ledger_was_read_at_the_latest(
    function: ModuleType, stores: Stores, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(function.time, "time_ns", lambda: NOW_MS * 1_000_000 + 999_999)
    placed(stores, tenant)

    function.lambda_handler(queue_event(touched()), Context())

    row = stores.rows(tenant).get("ann")
    assert row is not None
    assert (row.revision, row.read_at_ms) == (NOW_MS, NOW_MS)


def test_a_revision_grows_though_the_clock_stands_still(
    function: ModuleType, stores: Stores, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(function.time, "time_ns", lambda: NOW_MS * 1_000_000)
    placed(stores, tenant)

    revisions = []
    for _ in range(3):
        function.lambda_handler(queue_event(touched()), Context())
        revisions.append(stores.rows(tenant).revisions_of(["ann"])["ann"])

    assert revisions == [NOW_MS, NOW_MS + 1, NOW_MS + 2]


def test_a_customer_that_fails_comes_back_alone(function: ModuleType, stores: Stores, tenant: Tenant) -> None:
    for customer_id in ("ann", "bob", "cat"):
        placed(stores, tenant, customer_id)
    unreadable(stores, "bob")

    answer = function.lambda_handler(queue_event(*map(touched, ("ann", "bob", "cat"))), Context())

    assert failures(answer) == ["m1"]
    assert set(rows(stores, tenant)) == {"ann", "cat"}

    mended(stores, "bob")
    assert function.lambda_handler(queue_event(touched("bob")), Context()) == OK
    assert set(rows(stores, tenant)) == {"ann", "bob", "cat"}


def test_where_every_customer_fails_every_message_comes_back(
    function: ModuleType, stores: Stores, tenant: Tenant
) -> None:
    unreadable(stores, "ann")
    unreadable(stores, "bob")

    answer = function.lambda_handler(queue_event(touched("ann"), touched("bob")), Context())

    assert failures(answer) == ["m0", "m1"]


def test_a_message_of_an_unknown_tenant_is_dropped(function: ModuleType, stores: Stores, tenant: Tenant) -> None:
    placed(stores, tenant)

    answer = function.lambda_handler(queue_event(touched("zoe", "nobody"), touched("ann")), Context())

    assert answer == OK
    assert set(rows(stores, tenant)) == {"ann"}
    assert stores.dynamodb.scan(TableName="facts")["Count"] == 1


def test_a_suspended_tenants_customers_are_folded_all_the_same(
    function: ModuleType, stores: Stores, tenant: Tenant
) -> None:
    stores.directory.set_status("acme", type(tenant.status)("suspended"))
    placed(stores, tenant)

    assert function.lambda_handler(queue_event(touched()), Context()) == OK
    assert set(rows(stores, tenant)) == {"ann"}


def test_the_same_customer_twice_in_a_batch_is_projected_once(
    function: ModuleType, stores: Stores, tenant: Tenant
) -> None:
    placed(stores, tenant)

    with requests_of(function.stores().dynamodb) as made:
        answer = function.lambda_handler(queue_event(*[touched()] * 5), Context())

    assert answer == OK
    assert made.count("Query") == 1
    assert made.count("PutItem") == 2, "one row and one evaluation"


def test_a_batch_reads_tenant_tombstones_revisions_and_evaluations_once(
    function: ModuleType, stores: Stores, tenant: Tenant
) -> None:
    customers = [f"customer {number}" for number in range(10)]
    for customer_id in customers:
        placed(stores, tenant, customer_id)

    with requests_of(function.stores().dynamodb) as made:
        function.lambda_handler(queue_event(*map(touched, customers)), Context())

    assert made.count("BatchGetItem") == 4
    assert made.count("Query") == 10


def test_customers_without_time_left_are_sent_again_and_their_messages_are_done(
    function: ModuleType, stores: Stores, tenant: Tenant
) -> None:
    for customer_id in ("ann", "bob", "cat"):
        placed(stores, tenant, customer_id)
    event = queue_event(touched("ann"), touched("bob"), touched("cat"), touched("bob"), queue="bulk")

    answer = function.lambda_handler(event, Context(60_000, 9_999))

    assert answer == OK
    assert set(rows(stores, tenant)) == {"ann"}
    assert sent(stores, stores.names.live_queue_url) == []
    assert sorted(sent(stores, stores.names.bulk_queue_url)) == [
        Sent("acme", "bob", "acme"),
        Sent("acme", "cat", "acme"),
    ]


def test_a_live_customer_without_time_left_stays_live(function: ModuleType, stores: Stores, tenant: Tenant) -> None:
    placed(stores, tenant)

    assert function.lambda_handler(queue_event(touched()), Context(0)) == OK

    assert rows(stores, tenant) == {}
    assert sent(stores, stores.names.live_queue_url) == [Sent("acme", "ann", "acme")]
    assert sent(stores, stores.names.bulk_queue_url) == []


def test_after_the_last_order_is_deleted_the_row_is_emptied(
    function: ModuleType, stores: Stores, tenant: Tenant
) -> None:
    placed(stores, tenant, order_id="1001")
    function.lambda_handler(queue_event(touched()), Context())
    delete_order("1001", registry=stores.registry(tenant), ledger=stores.ledger(tenant), now_ms=NOW_MS)

    function.lambda_handler(queue_event(touched()), Context())

    assert rows(stores, tenant) == {"ann": CustomerFacts("ann")}
    assert stores.evaluations(tenant).of(["ann"])["ann"].values["lifecycleSegment"] is None


def test_who_has_no_orders_gets_an_emptied_row_so_that_an_older_view_cannot_fill_it(
    function: ModuleType, stores: Stores, tenant: Tenant
) -> None:
    assert function.lambda_handler(queue_event(touched("nobody")), Context()) == OK

    assert rows(stores, tenant) == {"nobody": CustomerFacts("nobody")}
    assert stores.rows(tenant).revisions_of(["nobody"])["nobody"] > NO_ROW
    assert stores.evaluations(tenant).of(["nobody"]) == {}


@pytest.mark.parametrize(("queue", "silent"), [("live", False), ("bulk", True)])
def test_a_first_evaluation_off_the_live_lane_is_silent(
    function: ModuleType, stores: Stores, tenant: Tenant, queue: str, silent: bool
) -> None:
    placed(stores, tenant, cents=500_001)

    function.lambda_handler(queue_event(touched(), queue=queue), Context())

    evaluation = stores.evaluations(tenant).of(["ann"])["ann"]
    assert (evaluation.values["lifecycleSegment"], evaluation.silent) == ("VIP", silent)


def test_an_evaluation_is_put_again_only_where_the_segment_changed(
    function: ModuleType, stores: Stores, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = {"ms": NOW_MS}
    monkeypatch.setattr(function.time, "time_ns", lambda: clock["ms"] * 1_000_000)
    placed(stores, tenant, order_id="1")
    function.lambda_handler(queue_event(touched(), queue="bulk"), Context())
    first = stores.evaluations(tenant).of(["ann"])["ann"]
    assert first.armed is not None, "they will be Active one day"
    assert replace(first, armed=None) == announcement("New", NOW_MS, silent=True)

    clock["ms"] += DAY_MS
    function.lambda_handler(queue_event(touched(), queue="bulk"), Context())
    assert stores.evaluations(tenant).of(["ann"])["ann"] == first

    placed(stores, tenant, order_id="2", cents=500_001)
    clock["ms"] = NOW_MS - DAY_MS  # another machine, whose clock is behind
    function.lambda_handler(queue_event(touched(), queue="bulk"), Context())
    second = stores.evaluations(tenant).of(["ann"])["ann"]
    assert (second.values["lifecycleSegment"], second.at_ms, second.n, second.silent) == (
        "VIP",
        NOW_MS,
        NOW_MS + 1,
        False,
    )


def test_a_customer_whose_row_others_keep_replacing_comes_back(
    function: ModuleType, stores: Stores, tenant: Tenant
) -> None:
    for customer_id in ("ann", "bob"):
        placed(stores, tenant, customer_id)

    def overtake(params: dict[str, Any], **_: Any) -> None:
        if b'"TableName": "facts"' in params["body"] and b'"ann"' in params["body"]:
            key = {"pk": {"S": "acme#1#000"}, "sk": {"S": "ann"}}
            update = {"UpdateExpression": "ADD revision :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}
            stores.dynamodb.update_item(TableName="facts", Key=key, **update)

    with hooked(function, "before-call.dynamodb.PutItem", overtake):
        answer = function.lambda_handler(queue_event(touched("ann"), touched("bob")), Context())

    assert failures(answer) == ["m0"]
    assert function.lambda_handler(queue_event(touched("ann")), Context()) == OK
    assert rows(stores, tenant)["ann"] == fold(stores.ledger(tenant).read_customer("ann"))


def test_a_throttled_ledger_returns_only_the_customers_it_could_not_read(
    function: ModuleType, stores: Stores, tenant: Tenant
) -> None:
    for customer_id in ("ann", "bob"):
        placed(stores, tenant, customer_id)

    def throttle(params: dict[str, Any], **_: Any) -> Any:
        if b"acme#ann" not in params["body"]:
            return None
        answered = type("Answered", (), {"status_code": 400})()
        return answered, {"Error": {"Code": "ProvisionedThroughputExceededException", "Message": "too fast"}}

    with hooked(function, "before-call.dynamodb.Query", throttle):
        answer = function.lambda_handler(queue_event(touched("ann"), touched("bob")), Context())

    assert failures(answer) == ["m0"]
    assert set(rows(stores, tenant)) == {"bob"}


def test_every_written_generation_has_the_row(function: ModuleType, stores: Stores) -> None:
    generations = (Generation(1, 1), Generation(2, 4))
    tenant = replace(a_tenant("moving"), reading=generations[0], writing=generations)
    assert stores.directory.create(tenant)
    placed(stores, tenant)

    function.lambda_handler(queue_event(touched(tenant="moving")), Context())

    both = [stores.rows(tenant, generation).get("ann") for generation in generations]
    assert both[0] == both[1] is not None


def test_no_log_line_names_a_customer_even_where_one_fails(
    function: ModuleType, stores: Stores, tenant: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    unreadable(stores, "ann-lee-7")

    function.lambda_handler(queue_event(touched("ann-lee-7")), Context())

    [failed] = [record for record in caplog.records if record.getMessage() == "customer.failed"]
    said = vars(failed)
    assert (said["customer"], said["error"]) == (tenant.customer_hash("ann-lee-7"), "KeyError")
    assert not any("ann-lee-7" in repr(record.__dict__) for record in caplog.records)


@contextmanager
def hooked(function: ModuleType, event: str, handler: Any) -> Iterator[None]:
    """A botocore hook on the function's own client, gone afterwards."""
    events = function.stores().dynamodb.meta.events
    events.register(event, handler)
    try:
        yield
    finally:
        events.unregister(event, handler)


def test_an_unreadable_message_comes_back_alone(function: ModuleType, stores: Stores, tenant: Tenant) -> None:
    placed(stores, tenant)

    answer = function.lambda_handler(queue_event(touched("ann"), "no json", "{}"), Context())

    assert failures(answer) == ["m1", "m2"]
    assert set(rows(stores, tenant)) == {"ann"}
