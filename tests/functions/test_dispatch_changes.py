"""dispatch_changes: each customer that a batch of the ledger's stream touched, once, to its lane's queue; and each
customer whose pairs a batch of the facts' stream changed, to the lookups queue."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from regulars.errors import StoreUnavailable
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.facts.order import Contact, Order
from regulars.facts.tenant import Tenant
from regulars.stores.messages import LookupChange, decode_change
from regulars.stores.opened import Stores

from testing.builders import NOW_MS, an_order, facts_of
from testing.events import Context, Sent, sent, stream_of_facts, stream_record
from testing.handlers import load_handler
from testing.lookups import products, words


@pytest.fixture
def function(stores: Stores) -> ModuleType:
    return load_handler("dispatch_changes")


def dispatch(function: ModuleType, *records: dict[str, Any]) -> Any:
    return function.lambda_handler({"Records": list(records)}, Context())


def live(stores: Stores) -> list[Sent]:
    return sent(stores, stores.names.live_queue_url)


def bulk(stores: Stores) -> list[Sent]:
    return sent(stores, stores.names.bulk_queue_url)


def test_a_touched_customer_goes_to_the_queue_of_their_lane_under_their_tenants_group(
    function: ModuleType, stores: Stores
) -> None:
    answer = dispatch(function, stream_record("ann"), stream_record("bob", lane="bulk", tenant="other"))

    assert answer == {"batchItemFailures": []}
    assert live(stores) == [Sent("acme", "ann", "acme")]
    assert bulk(stores) == [Sent("other", "bob", "other")]


def test_a_customer_of_many_records_is_sent_once(function: ModuleType, stores: Stores) -> None:
    dispatch(function, *(stream_record("ann", sort=f"order#{number}") for number in range(50)), stream_record("bob"))

    assert sorted(live(stores)) == [Sent("acme", "ann", "acme"), Sent("acme", "bob", "acme")]


@pytest.mark.parametrize(
    "lanes", [("live", "bulk"), ("bulk", "live"), ("bulk", None), (None, "bulk"), ("import", "live")]
)
def test_a_customer_touched_over_several_lanes_goes_to_live_alone(
    function: ModuleType, stores: Stores, lanes: tuple[str | None, ...]
) -> None:
    dispatch(function, *(stream_record("ann", lane=lane) for lane in lanes))

    assert (live(stores), bulk(stores)) == ([Sent("acme", "ann", "acme")], [])


def test_the_import_lane_is_left_to_the_import(function: ModuleType, stores: Stores) -> None:
    dispatch(function, stream_record("ann", lane="import"))

    assert (live(stores), bulk(stores)) == ([], [])


def test_a_removal_has_no_lane_and_is_live(function: ModuleType, stores: Stores) -> None:
    dispatch(function, stream_record("ann", lane=None))

    assert live(stores) == [Sent("acme", "ann", "acme")]


@pytest.mark.parametrize("customer", ["#", "a#b", "#1001", "ä ö", "a/b"])
def test_a_customers_id_of_any_shape_arrives_whole(function: ModuleType, stores: Stores, customer: str) -> None:
    dispatch(function, stream_record(customer))

    assert live(stores) == [Sent("acme", customer, "acme")]


def test_the_same_id_in_two_tenants_is_two_customers(function: ModuleType, stores: Stores) -> None:
    dispatch(function, stream_record("ann"), stream_record("ann", tenant="other"))

    assert sorted(live(stores)) == [Sent("acme", "ann", "acme"), Sent("other", "ann", "other")]


def test_hundreds_of_customers_all_arrive(function: ModuleType, stores: Stores) -> None:
    dispatch(function, *(stream_record(f"customer {number}") for number in range(105)))

    assert {one.customer for one in live(stores)} == {f"customer {number}" for number in range(105)}


def test_a_queue_that_does_not_take_everything_fails_the_batch_so_that_it_is_delivered_again(
    function: ModuleType, stores: Stores
) -> None:
    taken: list[str] = []

    def refuse_one(params: dict[str, Any], **_: Any) -> Any:
        taken.append("asked")
        answered = type("Answered", (), {"status_code": 200})()
        return answered, {"Successful": [], "Failed": [{"Id": "0", "Code": "InternalError", "SenderFault": False}]}

    events = function.stores().sqs.meta.events
    events.register("before-call.sqs.SendMessageBatch", refuse_one)
    with pytest.raises(StoreUnavailable):
        dispatch(function, stream_record("ann"))

    events.unregister("before-call.sqs.SendMessageBatch", refuse_one)
    dispatch(function, stream_record("ann"))
    assert live(stores) == [Sent("acme", "ann", "acme")]


def test_no_log_line_names_a_customer(function: ModuleType, stores: Stores, caplog: pytest.LogCaptureFixture) -> None:
    dispatch(function, stream_record("ann-lee-7"))

    assert [record.getMessage() for record in caplog.records] == ["changes.dispatched"]
    assert not any("ann-lee-7" in repr(record.__dict__) for record in caplog.records)


def stand(stores: Stores, tenant: Tenant, *orders: Order, revision: int) -> None:
    """The row of ann as of these orders."""
    facts = stores.rows(tenant)
    row = FactsRow(revision, NOW_MS, FACTS_VERSION, facts_of(*orders) if orders else CustomerFacts("ann"))
    assert facts.put(row, replacing=facts.revisions_of(["ann"])["ann"])


def lookups(stores: Stores) -> list[tuple[LookupChange | None, str]]:
    """What lies in the lookups queue, with its message group."""
    found = []
    while messages := stores.sqs.receive_message(
        QueueUrl=stores.names.lookups_queue_url, MaxNumberOfMessages=10, AttributeNames=["MessageGroupId"]
    ).get("Messages"):
        found += [(decode_change(one["Body"]), one["Attributes"]["MessageGroupId"]) for one in messages]
    return found


def test_changed_pairs_of_a_row_go_to_the_lookups_queue_once(
    function: ModuleType, stores: Stores, tenant: Tenant
) -> None:
    orders = [an_order(str(number), ordered_at_ms=NOW_MS + number) for number in range(4)]
    stand(stores, tenant, *orders[:3], revision=1)
    stand(stores, tenant, *orders, revision=2)

    assert dispatch(function, *stream_of_facts(stores)) == {"batchItemFailures": []}

    expected = LookupChange("acme", 1, "ann", 2, (*products("tea"), *words("ann")), fresh=True)
    assert lookups(stores) == [(expected, "acme")]
    assert live(stores) == bulk(stores) == []


def test_a_row_that_changed_no_pair_and_no_word_sends_no_message(
    function: ModuleType, stores: Stores, tenant: Tenant
) -> None:
    stand(stores, tenant, an_order("1"), revision=1)
    stand(stores, tenant, an_order("1"), an_order("2"), revision=2)
    stand(stores, tenant, an_order("1"), an_order("2"), revision=3)

    dispatch(function, *stream_of_facts(stores)[1:])

    assert lookups(stores) == []


def test_an_emptied_row_sends_every_pair_and_word_it_had(function: ModuleType, stores: Stores, tenant: Tenant) -> None:
    stand(stores, tenant, *(an_order(str(number)) for number in range(3)), revision=1)
    stand(stores, tenant, revision=2)

    dispatch(function, stream_of_facts(stores)[1])

    assert lookups(stores) == [(LookupChange("acme", 1, "ann", 2, (*products("tea"), *words("ann"))), "acme")]


def test_a_new_name_sends_the_words_that_came_and_went_and_nothing_else(
    function: ModuleType, stores: Stores, tenant: Tenant
) -> None:
    for revision, name in enumerate(("Ann Lee", "Ann Smith"), start=1):
        stand(stores, tenant, an_order("1", contact=Contact(name=name)), revision=revision)

    dispatch(function, stream_of_facts(stores)[1])

    assert lookups(stores) == [(LookupChange("acme", 1, "ann", 2, words("lee", "smith")), "acme")]
