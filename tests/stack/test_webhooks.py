"""An order becomes a signed request to a receiver on this machine, through the deployed bus, queue and functions."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from testing.deployed.shop import eventually, order, post
from testing.deployed.stack import Stack
from testing.receiver import Receiver, receiving

TENANT = "hooks"
PATH = "/api/webhooks"


@pytest.fixture(scope="module")
def shop(stack: Stack) -> Stack:
    if stack.at.is_account:
        pytest.skip("an account's webhooks go to public addresses alone")
    stack.operator("tenant", "create", TENANT)
    return stack


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as opened:
        yield opened


def ask(stack: Stack, method: str, path: str, body: Any = None) -> Any:
    answer = stack.call(method, f"{PATH}{path}", token=stack.token(TENANT), body=body)
    assert answer.status < 300, answer.body
    return answer.json()["data"]


def hooked(stack: Stack, receiver: Receiver) -> Any:
    return ask(stack, "POST", "", {"url": receiver.url, "events": ["customer.segment.changed"]})


def test_an_order_reaches_a_receiver_who_verifies_it_with_the_public_library(shop: Stack, receiver: Receiver) -> None:
    webhook = hooked(shop, receiver)
    assert post(shop, TENANT, order("w1", "ann")).status == 200
    [got] = eventually(lambda: list(receiver.got))

    said = Webhook(webhook["secret"]).verify(got.body.decode(), dict(got.headers))
    assert (said["type"], said["data"]["before"], said["data"]["after"]) == ("customer.segment.changed", None, "New")
    [row] = eventually(lambda: ask(shop, "GET", f"/{webhook['id']}/deliveries"))
    assert (row["messageId"], row["attempts"]) == (got.headers["webhook-id"], 1)
    assert eventually(lambda: ask(shop, "GET", f"/{webhook['id']}/deliveries")[0]["state"] == "delivered")
    ask(shop, "DELETE", f"/{webhook['id']}")


def test_a_receiver_that_was_down_gets_everything_in_order_and_each_once(shop: Stack, receiver: Receiver) -> None:
    webhook = hooked(shop, receiver)
    down = [True]
    receiver.answer = lambda got: (503, {}, b"down") if down else (200, {}, b"ok")
    spent = [("v1", "10.00"), ("v2", "5000.00")]
    for order_id, price in spent:
        assert post(shop, TENANT, order(order_id, "bob", price)).status == 200
        assert eventually(lambda: receiver.got)
        time.sleep(1)
    failed = len(receiver.got)
    down.clear()
    assert eventually(lambda: len(receiver.got) >= failed + 2, 60)

    went_well = [json.loads(got.body)["data"] for got in receiver.got[failed:]]
    assert [(data["before"], data["after"]) for data in went_well] == [(None, "New"), ("New", "VIP")]
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 2
    assert {got.headers["webhook-id"] for got in receiver.got[:failed]} == {receiver.got[0].headers["webhook-id"]}
    ask(shop, "DELETE", f"/{webhook['id']}")


def test_a_test_message_and_a_replay_are_sent_with_the_rotated_secret(shop: Stack, receiver: Receiver) -> None:
    webhook = hooked(shop, receiver)
    path = f"/{webhook['id']}"
    rotated = ask(shop, "POST", f"{path}/rotate", {})
    sent = ask(shop, "POST", f"{path}/test", {})
    [got] = eventually(lambda: list(receiver.got))

    assert got.headers["webhook-id"] == sent["messageId"]
    for secret in (webhook["secret"], rotated["secret"]):
        assert Webhook(secret).verify(got.body.decode(), dict(got.headers))["type"] == "webhook.test"
    assert eventually(lambda: ask(shop, "GET", f"{path}/deliveries")[0]["state"] == "delivered")
    assert ask(shop, "POST", f"{path}/replay", {"from": "2025-01-01"}) == {"queued": 1}
    assert eventually(lambda: len(receiver.got) == 2)
    assert receiver.got[1].headers["webhook-id"] == sent["messageId"]
    ask(shop, "DELETE", path)
