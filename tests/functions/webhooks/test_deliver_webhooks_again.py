"""Webhooks on moto, where a receiver fails: when it is tried again, and what waits meanwhile."""

from __future__ import annotations

from itertools import pairwise

import pytest
from regulars.events.webhooks.manage import (
    update_webhook,
)
from regulars.events.webhooks.send import Answer
from regulars.facts.time import HOUR_MS, MINUTE_MS, SECOND_MS
from regulars.facts.webhook import Disabled

from testing.aws.bus import Listener
from testing.webhook_world import NOW_MS, World


@pytest.fixture
def bus(world: World) -> Listener:
    return Listener(world.stores)


def test_a_failing_receiver_is_tried_ten_times_as_the_schedule_says_then_disabled(world: World, bus: Listener) -> None:
    hook, tried_at = world.webhook("one"), []

    def fail(host: str, message: str) -> Answer:
        tried_at.append(world.now_ms)
        return Answer(500, 5, "down")

    world.answer = fail
    id_ = world.happen()
    waits = [5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, *(h * HOUR_MS for h in (2, 5, 10, 14, 20, 24))]
    for wait_ms in waits:
        world.drop_messages()
        world.now_ms += wait_ms - 1
        assert world.deliverer().tick() == 0
        world.now_ms += 1
        assert world.deliverer().tick() == 1
        world.run_queue()

    assert [later - earlier for earlier, later in pairwise(tried_at)] == waits
    assert len(tried_at) == 10
    stored = world.stored(hook)
    assert (stored.active, stored.disabled, stored.disabled_ms) == (False, Disabled.FAILING, world.now_ms)
    [event] = bus.heard()
    assert (event["type"], event["data"]["webhookId"], event["data"]["reason"]) == (
        *("webhook.disabled", hook.webhook.id, "failing"),
    )
    world.now_ms += 30 * HOUR_MS
    assert world.deliverer().tick() == 0
    assert {id_} == {message for _, message in world.sent}


def test_short_waits_end_by_a_message_and_long_ones_by_the_tick_alone(world: World) -> None:
    world.webhook("one")
    world.answer = lambda host, message: Answer(500, 5)
    world.happen()
    asked = []
    for wait_ms in (5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS):
        asked.append(world.asked)
        world.drop_messages()
        world.now_ms += wait_ms
        world.deliverer().tick()
        world.run_queue_once()
    assert asked == [[5], [300], []]


def test_while_one_fails_what_follows_waits_and_then_goes_in_order(world: World) -> None:
    hook = world.webhook("one")
    world.answer = lambda host, message: Answer(503, 5)
    ids = [world.happen("ann", n=NOW_MS)]
    ids += [world.happen("ann", n=NOW_MS + number) for number in (1, 2, 3)]
    assert [message for _, message in world.sent] == ids[:1]

    world.answer = lambda host, message: Answer(200, 5)
    world.now_ms += 10 * MINUTE_MS
    world.deliverer().tick()
    world.run_queue()

    assert [message for _, message in world.sent[1:]] == ids
    assert [one.delivered for one in world.deliveries(hook)] == [True] * 4
    assert world.outbox(hook).head() is None


def test_one_failing_receiver_delays_no_other(world: World) -> None:
    world.webhook("bad")
    world.webhook("good")
    world.answer = lambda host, message: Answer(None if host == "bad" else 200, 15_000)

    ids = []
    for n in range(1, 6):
        ids.append(world.happen(n=NOW_MS + n))
        world.take_undelayed()

    assert [message for host, message in world.sent if host == "good"] == ids
    assert [host for host, _ in world.sent].count("bad") == 1


def test_a_receiver_that_is_gone_is_disabled_at_once(world: World, bus: Listener) -> None:
    hook = world.webhook("one")
    world.answer = lambda host, message: Answer(410, 5)

    world.happen()

    assert world.stored(hook).disabled is Disabled.GONE
    assert [event["data"]["reason"] for event in bus.heard()] == ["gone"]
    assert world.asked == []
    world.happen(n=NOW_MS + 1)
    assert len(world.sent) == 1


def test_retry_after_is_waited_for(world: World) -> None:
    world.webhook("one")
    world.answer = lambda host, message: Answer(429, 5, retry_after="120")
    world.happen()

    assert world.asked == [120]
    world.now_ms += 120 * SECOND_MS - 1
    assert world.deliverer().tick() == 0
    world.now_ms += 1
    assert world.deliverer().tick() == 1


def test_an_activated_webhook_begins_anew_with_what_waited(world: World, bus: Listener) -> None:
    hook = world.webhook("one")
    world.answer = lambda host, message: Answer(410, 5)
    id_ = world.happen()
    world.answer = lambda host, message: Answer(200, 5)

    update_webhook(world.shop, hook.webhook.id, {"active": True}, check=lambda revision: None)
    world.run_queue()

    assert world.sent == [("one", id_)] * 2
    stored = world.stored(hook)
    assert (stored.active, stored.disabled, stored.disabled_ms) == (True, None, None)
    [delivery] = world.deliveries(hook)
    assert (delivery.delivered, delivery.attempts) == (True, 1)
