"""A tenant with a backlog does not keep the others waiting in the same queue."""

from __future__ import annotations

import time

import pytest
from regulars.stores.messages import Touched
from regulars.stores.queues import CustomerQueue

from testing.deployed.shop import eventually, listed, order, post
from testing.deployed.stack import Stack

BACKLOG = 20_000


@pytest.mark.account("MiniStack's queues are not fair: messages go out as they came")
def test_a_quiet_tenants_order_is_seen_soon_behind_a_loud_ones_backlog(stack: Stack) -> None:
    for tenant in ("loud", "quiet"):
        stack.operator("tenant", "create", tenant)
    post(stack, "quiet", order("first", "ida"))
    assert eventually(lambda: "ida" in listed(stack, "quiet"), 60)
    url = stack.outputs["LiveQueueUrl"]
    CustomerQueue(stack.client("sqs"), url).send([Touched("loud", f"c{number}") for number in range(BACKLOG)])

    begun = time.monotonic()
    post(stack, "quiet", order("second", "ben"))
    seen = eventually(lambda: "ben" in listed(stack, "quiet"), 120)
    took = time.monotonic() - begun

    asked = {"QueueUrl": url, "AttributeNames": ["ApproximateNumberOfMessages"]}
    left = int(stack.client("sqs").get_queue_attributes(**asked)["Attributes"]["ApproximateNumberOfMessages"])
    assert seen
    assert left > 0, "the backlog was over before: make BACKLOG larger"
    assert took < 30
