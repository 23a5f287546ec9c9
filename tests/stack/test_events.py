"""An order becomes an event on the real bus, under the functions' own roles."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from testing.deployed.bus import heard_events, listening
from testing.deployed.shop import days_ago, eventually, order, post
from testing.deployed.stack import Stack

TENANT = "events"


@pytest.fixture(scope="module")
def heard(stack: Stack) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Gives the details of this tenant's events since it was asked last, by a rule of ours and its queue."""
    stack.operator("tenant", "create", TENANT)
    with listening(stack, TENANT) as take:
        yield take


def test_orders_change_a_segment_and_the_bus_says_from_what_to_what(
    stack: Stack, heard: Callable[[], list[dict[str, Any]]]
) -> None:
    assert post(stack, TENANT, order("e1", "ann")).status == 200
    [first] = eventually(heard)
    assert post(stack, TENANT, order("e2", "ann", "5000.00")).status == 200
    [second] = eventually(heard)

    assert {event["type"] for event in (first, second)} == {"customer.segment.changed"}
    assert (first["data"]["before"], first["data"]["after"]) == (None, "New")
    assert (second["data"]["before"], second["data"]["after"]) == ("New", "VIP")
    assert second["data"]["n"] > first["data"]["n"]
    assert second["data"]["reason"] == "data_changed"
    assert first["subject"] == second["subject"]
    assert "ann" not in json.dumps([first, second])


def test_the_rule_of_webhooks_takes_what_one_wants_and_passes_over_all_else(stack: Stack) -> None:
    """As the bus itself compares the deployed rule's pattern with what was really published."""
    tenant = "wanted"
    events, bus = stack.client("events"), stack.outputs["EventBus"]
    [rule] = [rule for rule in events.list_rules(EventBusName=bus)["Rules"] if "WebhooksAll" in rule["Name"]]

    def takes(event: dict[str, Any]) -> bool:
        answer = events.test_event_pattern(EventPattern=rule["EventPattern"], Event=json.dumps(event))
        return bool(answer["Result"])

    stack.operator("tenant", "create", tenant)
    token, path = stack.token(tenant), "/api/webhooks"
    with heard_events(stack, tenant) as heard:
        assert post(stack, tenant, order("e7", "ann")).status == 200
        [unwanted] = eventually(heard)
        hook = {"url": "https://nobody.example.com/", "events": ["customer.segment.changed"]}
        made = stack.call("POST", path, token=token, body=hook)
        assert made.status == 201, made.body
        assert post(stack, tenant, order("e8", "ann", "5000.00")).status == 200
        [wanted] = eventually(heard)
        stack.call("DELETE", f"{path}/{made.json()['data']['id']}", token=token)

    assert unwanted["detail-type"] == wanted["detail-type"] == "customer.segment.changed"
    assert (takes(unwanted), takes(wanted)) == (False, True)
    assert takes({**unwanted, "resources": []}), "an earlier version says nothing"
    assert not takes({**wanted, "replay-name": "of-the-archive"})


def test_an_order_that_changes_nothing_announced_is_no_event(
    stack: Stack, heard: Callable[[], list[dict[str, Any]]]
) -> None:
    assert post(stack, TENANT, {**order("e3", "bob"), "orderedAt": days_ago(40)}).status == 200
    assert eventually(heard)
    assert post(stack, TENANT, {**order("e4", "bob"), "orderedAt": days_ago(39)}).status == 200
    time.sleep(2)

    assert heard() == []


def test_a_merge_and_its_end_are_told_by_the_edges_of_the_ledgers_stream(
    stack: Stack, heard: Callable[[], list[dict[str, Any]]]
) -> None:
    """The second mapping of that stream: of all that is written, it lets through who is one person with whom."""
    told: list[dict[str, Any]] = []

    def of_merges() -> list[str]:
        told.extend(event for event in heard() if "merged" in event["type"])
        return [event["type"] for event in told]

    for order_id, customer_id in (("e5", "cleo"), ("e6", "cleo-old")):
        assert post(stack, TENANT, order(order_id, customer_id)).status == 200
    token, path = stack.token(TENANT), "/api/customers/profiles"
    merged = stack.call("POST", f"{path}/merge", token=token, body={"from": "cleo-old", "into": "cleo"})
    assert merged.status < 300, merged.body
    assert eventually(of_merges) == ["customer.merged"]
    apart = stack.call("POST", f"{path}/unmerge", token=token, body={"customerId": "cleo-old"})
    assert apart.status < 300, apart.body
    assert eventually(lambda: of_merges()[1:]) == ["customer.unmerged"]

    assert len({event["id"] for event in told}) == 2
    assert "cleo" not in json.dumps(told)
