"""Messages that fail come back soon, and those that never find the time do not go round for ever."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest
from regulars.facts.ranges import Range
from regulars.facts.tenant import Tenant
from regulars.stores.limits import MOST_HOPS
from regulars.stores.messages import LookupChange, Touch, Touched, decode_change, decode_touch, encode_change
from regulars.stores.opened import Stores

from testing.events import Context, queue_event, touched
from testing.handlers import load_handler


@pytest.fixture
def function(stores: Stores) -> ModuleType:
    return load_handler("update_facts")


def delays(function: ModuleType) -> list[tuple[str, int]]:
    """Receipt and seconds of every message whose visibility was changed, noted from now on."""
    noted: list[tuple[str, int]] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        body = json.loads(params["body"])
        noted.append((body["ReceiptHandle"], body["VisibilityTimeout"]))

    function.stores().sqs.meta.events.register("before-call.sqs.ChangeMessageVisibility", note)
    return noted


def late() -> Context:
    return Context(9_999)


def waiting(stores: Stores) -> list[str]:
    url = stores.names.live_queue_url
    return [m["Body"] for m in stores.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])]


def test_a_message_that_fails_comes_back_after_twenty_to_thirty_seconds_and_no_other_does(
    function: ModuleType, stores: Stores, tenant: Tenant
) -> None:
    noted = delays(function)

    answer = function.lambda_handler(queue_event(touched("ann"), "not ours"), Context(60_000))

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    [(receipt, seconds)] = noted
    assert receipt == "r1"
    assert 20 <= seconds <= 30


def test_the_answer_stands_where_even_that_fails(function: ModuleType, stores: Stores, tenant: Tenant) -> None:
    """The receipts of these events are none that a queue has given: every change of visibility is refused."""
    answer = function.lambda_handler(queue_event("not ours", "nor this", touched("ann")), Context(60_000))

    assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == ["m0", "m1"]


def test_of_a_message_without_time_every_customer_is_sent_again(
    function: ModuleType, stores: Stores, tenant: Tenant
) -> None:
    named = json.dumps({"tenant": "acme", "customers": ["ann", "bob"]})

    assert function.lambda_handler(queue_event(named), late()) == {"batchItemFailures": []}

    assert {decode_touch(body) for body in waiting(stores)} == {
        Touch(Touched("acme", "ann"), None, 1),
        Touch(Touched("acme", "bob"), None, 1),
    }


def test_a_message_without_time_is_sent_again_with_one_hop_more(
    function: ModuleType, stores: Stores, tenant: Tenant
) -> None:
    again = {**touched("bob"), "hops": 7}

    answer = function.lambda_handler(queue_event(touched("ann"), json.dumps(again)), late())

    assert answer == {"batchItemFailures": []}
    assert {decode_touch(body) for body in waiting(stores)} == {
        Touch(Touched("acme", "ann"), None, 1),
        Touch(Touched("acme", "bob"), None, 8),
    }


def test_a_message_without_time_is_sent_again_with_what_changed(
    function: ModuleType, stores: Stores, tenant: Tenant
) -> None:
    """Of several messages about one customer, all that they say changed."""
    told = [{**touched("ann"), "changed": [name]} for name in ("core", "interactions")]

    function.lambda_handler(queue_event(*map(json.dumps, told)), late())

    assert {decode_touch(body) for body in waiting(stores)} == {
        Touch(Touched("acme", "ann"), frozenset({Range.CORE, Range.INTERACTIONS}), 1)
    }


def test_a_message_that_never_finds_the_time_fails_and_is_sent_no_more(
    function: ModuleType, stores: Stores, tenant: Tenant
) -> None:
    last = json.dumps({**touched("ann"), "hops": MOST_HOPS})

    answer = function.lambda_handler(queue_event(last), late())

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert waiting(stores) == []


def test_hops_are_written_only_once_there_are_some() -> None:
    change = LookupChange("acme", 1, "ann", 3, None)

    assert "hops" not in json.loads(encode_change(change))
    assert decode_change(encode_change(change._replace(hops=4))) == change._replace(hops=4)
    assert decode_change(encode_change(change)) == change
