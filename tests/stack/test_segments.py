"""Own segments on the real stack: an order makes a member, a pin is projected, edits that meet are all made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from testing.deployed.shop import eventually, order, post
from testing.deployed.stack import Stack

SEGMENTS = "/api/customers/segments"
RULE = {
    "combinator": "and",
    "rules": [
        {"field": "totalSpend", "operator": "at_least", "value": 150},
        {"products": {"count": {"operator": "at_least", "value": 1}, "within": "3650d"}},
    ],
}


@pytest.fixture(scope="module")
def tenant(stack: Stack) -> str:
    stack.operator("tenant", "create", "segments")
    return "segments"


def act(stack: Stack, tenant: str, action: str, **fields: Any) -> Any:
    answer = stack.call("POST", SEGMENTS, token=stack.token(tenant), body={"action": action, **fields})
    assert answer.status in (200, 201), answer
    return answer.json()["data"]


def members(stack: Stack, tenant: str, segment_id: str) -> list[str]:
    answer = stack.call("GET", f"/api/customers?customSegment={segment_id}", token=stack.token(tenant))
    return sorted(row["contactID"] for row in answer.json()["data"])


def test_an_order_makes_a_member_and_pins_stand_above_the_rule(stack: Stack, tenant: str) -> None:
    segment_id = act(stack, tenant, "create", name="Big spenders", criteria=RULE)["id"]
    post(stack, tenant, order("1", "ida", price="100.00"), order("2", "bob", price="10.00"))

    assert eventually(lambda: members(stack, tenant, segment_id) == ["ida"])
    assert act(stack, tenant, "preview", segmentId=segment_id)["members"] == 1
    act(stack, tenant, "add_member", segmentId=segment_id, customerId="bob")
    act(stack, tenant, "exclude", segmentId=segment_id, customerId="ida")
    assert eventually(lambda: members(stack, tenant, segment_id) == ["bob"])
    act(stack, tenant, "remove_member", segmentId=segment_id, customerId="ida")
    assert eventually(lambda: members(stack, tenant, segment_id) == ["bob", "ida"])

    act(stack, tenant, "delete", segmentId=segment_id)
    history = stack.call("GET", f"{SEGMENTS}/{segment_id}/revisions", token=stack.token(tenant)).json()["data"]
    assert [one["deleted"] for one in history] == [True, False]


def test_segments_that_are_made_at_once_are_all_made(stack: Stack, tenant: str) -> None:
    names = [f"At once {number}" for number in range(4)]

    with ThreadPoolExecutor(len(names)) as pool:
        made = list(pool.map(lambda name: act(stack, tenant, "create", name=name), names))

    stored = stack.call("GET", SEGMENTS, token=stack.token(tenant)).json()["segments"]
    assert {one["id"] for one in made} <= {one["id"] for one in stored}


def test_the_vocabulary_of_rules_needs_no_token(stack: Stack) -> None:
    assert stack.call("GET", "/schemas/segment-rule.json").json()["$id"] == "/schemas/segment-rule.json"
