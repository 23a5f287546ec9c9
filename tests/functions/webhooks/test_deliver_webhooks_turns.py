"""Webhooks on moto, where workers cross and die: one sends at a time, and every event comes in order."""

from __future__ import annotations

import os
import secrets
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from regulars.events.webhooks.deliver import HELD_MS
from regulars.events.webhooks.manage import (
    delete_webhook,
    rotate_secret,
)
from regulars.events.webhooks.send import Answer
from regulars.facts.time import DAY_MS, HOUR_MS, MINUTE_MS
from regulars.stores.deliveries import Place
from regulars.stores.opened import Stores

from testing.aws.tenants import make_tenant
from testing.machines.killed import Kill, again_and_again
from testing.webhook_world import NOW_MS, World


def test_a_worker_that_was_cut_off_is_followed_by_the_tick_once_its_turn_is_over(world: World) -> None:
    hook = world.webhook("one")
    place = Place(world.tenant.id, hook.webhook.id)
    assert world.stores.turns.take(place, now_ms=NOW_MS, until_ms=NOW_MS + HELD_MS)
    id_ = world.happen()
    assert world.sent == []

    world.now_ms += HELD_MS - 1
    assert world.deliverer().tick() == 0
    world.now_ms += 1
    assert world.deliverer().tick() == 1
    world.run_queue()
    assert world.sent == [("one", id_)]


def test_what_comes_while_somebody_sends_is_sent_by_that_one(world: World) -> None:
    """The second finds the turn taken and leaves; the first looks once more before it ends."""
    world.webhook("one")
    ids: list[str] = []

    def answer(host: str, message: str) -> Answer:
        if len(world.sent) == 1:
            ids.append(world.happen(n=NOW_MS + 1))
        return Answer(200, 5)

    world.answer = answer
    first = world.happen()

    assert [message for _, message in world.sent] == [first, *ids]


def test_what_comes_between_the_last_look_and_the_end_of_a_turn_is_found(world: World) -> None:
    hook = world.webhook("one")
    turns = world.stores.turns
    came: list[str] = []
    release = type(turns).release

    def late(self: Any, turn: Any) -> bool:
        if not came:
            came.append(world.happen(n=NOW_MS + 1))
        return release(self, turn)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(type(turns), "release", late)
        world.happen()

    assert len(world.sent) == 2
    assert world.outbox(hook).head() is None


def test_without_time_for_one_more_attempt_the_rest_goes_on_by_a_message(world: World) -> None:
    world.webhook("one")
    world.time_left = False
    id_ = world.happen()
    assert (world.sent, world.asked) == ([], [0])

    world.time_left = True
    world.run_queue()
    assert world.sent == [("one", id_)]


def test_two_workers_never_send_at_once(world: World) -> None:
    hook = world.webhook("one")
    place = Place(world.tenant.id, hook.webhook.id)
    turn = world.stores.turns.take(place, now_ms=NOW_MS, until_ms=NOW_MS + HELD_MS)
    assert turn is not None
    assert world.stores.turns.take(place, now_ms=NOW_MS, until_ms=NOW_MS + HELD_MS) is None
    later = world.stores.turns.take(place, now_ms=NOW_MS + HELD_MS, until_ms=NOW_MS + 2 * HELD_MS)
    assert later is not None
    assert not world.stores.turns.release(turn)
    assert not world.stores.turns.wait(turn, until_ms=NOW_MS)
    assert world.stores.turns.release(later)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("event"), st.integers(0, 6)),
        st.tuples(st.just("fails"), st.integers(1, 3)),
        st.tuples(st.just("waits"), st.sampled_from([1, 5, 60, 6 * 60])),
        st.tuples(st.just("tick"), st.integers(0, 6)),
        st.tuples(st.just("lost"), st.just(0)),
        st.tuples(st.just("rotate"), st.just(0)),
    ),
    max_size=12,
)
"""What happens, and with what: the write before which the process dies (0: none), failing answers, minutes."""


@settings(
    max_examples=int(os.environ.get("WEBHOOK_EXAMPLES", "25")), deadline=None, suppress_health_check=list(HealthCheck)
)
@given(steps=STEPS)
def test_whatever_fails_and_dies_every_event_comes_in_order_and_none_once_the_webhook_is_gone(
    stores: Stores, steps: list[tuple[str, int]]
) -> None:
    world = World(stores, make_tenant(stores, f"shop-{secrets.token_hex(4)}"))
    world.listen()
    failing, received, expected = 0, [], []

    def answer(host: str, message: str) -> Answer:
        nonlocal failing
        if failing:
            failing -= 1
            return Answer(500, 5, "no")
        received.append(message)
        return Answer(200, 5, "ok")

    world.answer = answer
    shown = world.webhook("a")

    def go_on() -> None:
        world.deliverer().tick()
        world.run_queue()

    for name, number in steps:
        world.now_ms += 1
        if name == "event":
            # A message whose function died comes again.
            expected.append(again_and_again(Kill(number or None), stores, world.happen))
        elif name == "fails":
            failing = number
        elif name == "waits":
            world.now_ms += number * MINUTE_MS
        elif name == "tick":
            again_and_again(Kill(number or None), stores, go_on)
        elif name == "lost":
            world.drop_messages()
        else:
            rotate_secret(world.shop, shown.webhook.id)
    failing = 0
    for _ in range(3):
        world.now_ms += HOUR_MS
        go_on()

    assert list(dict.fromkeys(received)) == expected, "each once at least, and first in their order"
    assert world.outbox(shown).head() is None

    delete_webhook(world.shop, shown.webhook.id, check=lambda revision: None)
    before = len(world.sent)
    world.now_ms += 1
    world.happen()
    world.now_ms += DAY_MS
    go_on()
    assert len(world.sent) == before
