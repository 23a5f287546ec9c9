"""publish_events: what the stream of evaluations says becomes events on the bus, each once, or dead letters."""

from __future__ import annotations

import json
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from regulars.errors import StoreUnavailable
from regulars.facts.tenant import Tenant
from regulars.scoring.announced import Value
from regulars.scoring.settings import Settings
from regulars.stores.bus import BusEntry, decode_entry, encode_entry
from regulars.stores.opened import Stores

from testing.announcements import announced, values
from testing.aws.bus import Listener, refuse
from testing.aws.tenants import make_tenant
from testing.events import Context
from testing.handlers import load_handler


@pytest.fixture
def function(stores: Stores, tenant: Tenant) -> ModuleType:
    return load_handler("publish_events")


@pytest.fixture
def bus(function: ModuleType) -> Listener:
    return Listener(function.stores())


def publish(function: ModuleType, *records: dict[str, Any]) -> Any:
    return function.lambda_handler({"Records": list(records)}, Context())


def dead_letters(stores: Stores) -> list[BusEntry | None]:
    found = stores.sqs.receive_message(QueueUrl=stores.names.dead_events_url, MaxNumberOfMessages=10)
    return [decode_entry(message["Body"]) for message in found.get("Messages", [])]


def test_a_change_of_what_is_announced_reaches_the_bus(function: ModuleType, bus: Listener, tenant: Tenant) -> None:
    answer = publish(function, announced(values("New"), values("VIP"), reason="time_passed"))

    assert answer == {"batchItemFailures": []}
    [event] = bus.heard()
    assert (event["type"], event["subject"]) == ("customer.segment.changed", tenant.customer_hash("ann"))
    assert (event["data"]["reason"], event["data"]["before"], event["data"]["after"]) == ("time_passed", "New", "VIP")
    assert "customerId" not in event["data"]


def test_an_evaluation_without_a_reason_was_made_because_data_changed(function: ModuleType, bus: Listener) -> None:
    publish(function, announced(values("New"), values("VIP")))

    assert [event["data"]["reason"] for event in bus.heard()] == ["data_changed"]


def test_an_own_segment_says_why(function: ModuleType, bus: Listener) -> None:
    before: dict[str, Value] = {**values("New"), "segment:s1": False}
    because = json.dumps({"segment:s1": "rules[2]"})

    publish(function, announced(before, {**before, "segment:s1": True}, reason="rule_edited", because=because))

    [event] = bus.heard()
    assert event["type"] == "customer.custom_segment.joined"
    assert (event["data"]["segmentId"], event["data"]["because"]) == ("s1", "rules[2]")
    assert event["data"]["reason"] == "rule_edited"


def test_the_tenants_setting_names_its_customers_and_no_others(
    function: ModuleType, bus: Listener, stores: Stores, tenant: Tenant, settings: Settings
) -> None:
    make_tenant(stores, "other")
    stores.settings(tenant).put(replace(settings, events_name_customers=True), replacing=0)

    publish(
        function,
        announced(values("New"), values("VIP")),
        announced(values("New"), values("VIP"), tenant="other"),
    )

    assert [event["data"].get("customerId") for event in bus.heard()] == ["ann", None]


def test_nothing_is_told_that_is_silent_equal_removed_or_no_evaluation(function: ModuleType, bus: Listener) -> None:
    due = announced(None, values("New"))
    due["dynamodb"]["NewImage"] = {"pk": {"S": "acme#due#1"}, "sk": {"S": "ann"}, "at": {"N": "1"}}

    publish(
        function,
        announced(None, values("New"), silent=True),
        announced(values("New"), values("New")),
        announced(values("New"), None),
        due,
    )

    assert bus.heard() == []


def test_nothing_is_told_of_a_tenant_that_does_not_exist(function: ModuleType, bus: Listener) -> None:
    publish(function, announced(values("New"), values("VIP"), tenant="gone"), announced(values("New"), values("VIP")))

    assert [event["data"]["tenant"] for event in bus.heard()] == ["acme"]


def test_nothing_is_told_of_the_canarys_orders(function: ModuleType, bus: Listener, stores: Stores) -> None:
    make_tenant(stores, "~probe")

    publish(function, announced(values("New"), values("VIP"), tenant="~probe"))

    assert bus.heard() == []


def test_a_batch_given_again_makes_the_same_events(function: ModuleType, bus: Listener) -> None:
    record = announced(values("New"), values("VIP"))

    publish(function, record)
    publish(function, record)

    first, second = bus.heard()
    assert first == second


def test_many_events_take_several_requests_in_their_order(function: ModuleType, bus: Listener) -> None:
    asked = refuse(function.stores(), lambda detail: False)

    publish(function, *(announced(values("New"), values("VIP"), n=number) for number in range(1, 26)))

    assert [len(ids) for ids in asked] == [10, 10, 5]
    assert [int(id_.split("-")[1]) for ids in asked for id_ in ids] == list(range(1, 26))


def test_what_the_bus_refuses_for_a_moment_is_put_again_alone(function: ModuleType, bus: Listener) -> None:
    refusals = iter([True, False])
    asked = refuse(function.stores(), lambda detail: detail["data"]["n"] == 2 and next(refusals, False))

    publish(function, *(announced(values("New"), values("VIP"), n=number) for number in (1, 2, 3)))

    assert len(asked) == 2
    assert sorted(event["data"]["n"] for event in bus.heard()) == [1, 2, 3]
    assert dead_letters(function.stores()) == []


def test_what_the_bus_goes_on_refusing_is_a_dead_letter_and_holds_nothing_up(
    function: ModuleType, bus: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    refuse(function.stores(), lambda detail: detail["data"]["n"] == 2)

    answer = publish(function, *(announced(values("New"), values("VIP"), n=number) for number in (1, 2, 3)))

    assert answer == {"batchItemFailures": []}
    assert [event["data"]["n"] for event in bus.heard()] == [1, 3]
    [letter] = dead_letters(function.stores())
    assert letter is not None
    assert json.loads(letter.detail)["data"]["n"] == 2


def test_where_the_bus_does_not_answer_the_batch_is_to_come_again(
    function: ModuleType, bus: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    from botocore.exceptions import EndpointConnectionError

    def gone(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="https://events")

    monkeypatch.setattr(function.stores().events, "put_events", gone)

    with pytest.raises(StoreUnavailable):
        publish(function, announced(values("New"), values("VIP")))


def test_no_customer_is_named_in_a_log(
    function: ModuleType,
    bus: Listener,
    stores: Stores,
    tenant: Tenant,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    stores.settings(tenant).put(replace(settings, events_name_customers=True), replacing=0)

    publish(function, announced(values("New"), values("VIP"), customer="ann-of-the-hill"))

    [line] = (record for record in caplog.records if record.name == "regulars")
    assert line.getMessage() == "events.published"
    assert "ann-of-the-hill" not in repr(line.__dict__)


def test_a_dead_letter_is_read_as_it_was_written_and_nothing_else_is() -> None:
    entry = BusEntry("customer.segment.changed", json.dumps({"id": "ä"}))

    assert decode_entry(encode_entry(entry)) == entry
    assert [decode_entry(body) for body in ("", "hello", "[]", '{"type": "x"}', '{"type": "x", "detail": "{"}')] == [
        None
    ] * 5
