"""Webhooks on moto: which events go to whom, signed how, and what is kept of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from regulars.errors import UnreadableMessage
from regulars.events.webhooks.manage import (
    delete_webhook,
    replay_deliveries,
    rotate_secret,
    send_test,
    update_webhook,
)
from regulars.events.webhooks.send import Answer
from regulars.facts.time import DAY_MS, HOUR_MS, SECOND_MS
from standardwebhooks.webhooks import Webhook as Verifier

from testing.events import Context, queue_event
from testing.handlers import load_handler
from testing.webhook_world import CHANGED, NOW_MS, World


def test_an_event_goes_to_who_wants_it_signed_so_that_the_public_library_verifies_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datetime

    hook = world.webhook("one")
    id_ = world.happen()

    assert world.sent == [("one", id_)]
    instant = datetime.datetime.fromtimestamp(NOW_MS / 1_000, datetime.UTC)
    monkeypatch.setattr("standardwebhooks.webhooks.datetime", _clock_at(instant))
    body = Verifier(hook.secret).verify(world.bodies[0].decode(), world.headers[0])
    assert (body["type"], body["data"]["after"], body["data"]["n"]) == (CHANGED, "VIP", NOW_MS)
    [delivery] = world.deliveries(hook)
    assert (delivery.delivered, delivery.attempts, delivery.message_id) == (True, 1, id_)
    assert delivery.tried is not None
    assert (delivery.tried.status, delivery.tried.text, delivery.tried.latency_ms) == (200, "ok", 5)


def _clock_at(instant: Any) -> Any:
    import datetime

    class Clock(datetime.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return instant

    return Clock


def test_an_event_goes_to_nobody_who_does_not_want_it_is_inactive_or_anothers(world: World) -> None:
    world.webhook("other", "customer.churn_risk.high")
    off = world.webhook("off")
    update_webhook(world.shop, off.webhook.id, {"active": False}, check=lambda revision: None)

    world.happen()

    assert world.run_queue() == []
    assert world.sent == []
    assert world.deliveries(off) == []


def test_several_webhooks_have_a_message_each_so_that_none_waits_for_another(world: World) -> None:
    for name in ("one", "two", "three"):
        world.webhook(name)

    id_ = world.happen()
    assert (world.sent, world.asked) == ([], [0, 0, 0])
    world.run_queue()

    assert sorted(world.sent) == sorted((name, id_) for name in ("one", "two", "three"))


def test_the_same_event_given_twice_while_it_waits_is_sent_once(world: World) -> None:
    world.webhook("one")
    world.answer = lambda host, message: Answer(500, 5)
    world.happen(n=7)
    world.happen(n=7)
    world.answer = lambda host, message: Answer(200, 5)
    world.now_ms += 5 * SECOND_MS
    world.run_queue()

    assert len(world.sent) == 2


def test_a_rotated_secret_signs_beside_the_former_one_for_a_day(world: World) -> None:
    hook = world.webhook("one")
    new = rotate_secret(world.shop, hook.webhook.id)
    world.happen()
    world.now_ms += DAY_MS - 1
    world.happen(n=world.now_ms)
    world.now_ms += 1
    world.happen(n=world.now_ms)

    assert new.secret != hook.secret
    assert [len(headers["webhook-signature"].split()) for headers in world.headers] == [2, 2, 1]


def test_a_secret_lies_sealed_and_opens_for_its_tenant_and_webhook_alone(world: World) -> None:
    hook = world.webhook("one")
    sealed = world.stored(hook).secret
    whole = str(world.stores.dynamodb.scan(TableName=world.stores.names.tenants_table))

    assert hook.secret not in whole
    assert hook.secret.removeprefix("whsec_") not in whole
    assert world.stores.sealer.open(sealed, tenant_id="acme", name=hook.webhook.id) == hook.secret
    for tenant_id, name in (("other", hook.webhook.id), ("acme", "other")):
        with pytest.raises(Exception, match="InvalidCiphertext"):
            world.stores.sealer.open(sealed, tenant_id=tenant_id, name=name)


def test_a_test_message_is_sent_whatever_the_webhook_wants(world: World) -> None:
    world.webhook("two")
    hook = world.webhook("one", "customer.churn_risk.high")

    id_ = send_test(world.shop, hook.webhook.id)
    world.run_queue()

    assert world.sent == [("one", id_)]
    assert json.loads(world.bodies[0])["type"] == "webhook.test"


def test_a_window_is_sent_again_under_the_same_ids(world: World) -> None:
    hook = world.webhook("one")
    ids = [world.happen(n=NOW_MS + number) for number in range(4)]
    world.sent.clear()
    world.now_ms += 10

    assert replay_deliveries(world.shop, hook.webhook.id, NOW_MS + 1, NOW_MS + 3) == 2
    world.run_queue()

    assert [message for _, message in world.sent] == ids[1:3]
    assert len(world.deliveries(hook)) == 4


def test_a_deleted_webhook_is_sent_nothing_more(world: World) -> None:
    hook = world.webhook("one")
    world.answer = lambda host, message: Answer(500, 5)
    world.happen()
    delete_webhook(world.shop, hook.webhook.id, check=lambda revision: None)
    world.now_ms += HOUR_MS

    assert world.deliverer().tick() == 0
    world.run_queue()
    assert len(world.sent) == 1


def test_an_address_that_is_no_longer_allowed_is_a_failed_attempt(world: World) -> None:
    """As where the setting for port 8443 is switched off again."""
    hook = world.webhook("one")
    store = world.stores.webhooks(world.tenant.id)
    assert store.replace(replace(world.stored(hook), url="https://10.0.0.1/"))
    world.happen()

    [delivery] = world.deliveries(hook)
    assert world.sent == []
    assert delivery.tried is not None
    assert delivery.tried.error == "the address must be a public address"


def test_what_is_kept_of_deliveries_is_forgotten_after_30_days(world: World) -> None:
    world.webhook("one")
    world.happen()

    items = world.stores.dynamodb.scan(TableName=world.stores.names.deliveries_table)["Items"]
    assert [int(item["expires"]["N"]) for item in items] == [(NOW_MS + 30 * DAY_MS) // 1_000]


@pytest.mark.parametrize("body", ["", "hello", "[]", "{}", '{"tenant": "acme"}', '{"detail": {}}', '{"detail": 1}'])
def test_a_message_that_neither_the_bus_nor_we_have_sent_is_no_message(world: World, body: str) -> None:
    with pytest.raises(UnreadableMessage):
        world.deliverer().take(body)


def test_the_function_takes_messages_and_the_minutes_tick(world: World) -> None:
    handler = load_handler("deliver_webhooks")
    body = json.dumps({"tenant": "acme", "webhook": "gone"})

    assert handler.lambda_handler(queue_event(body), Context()) == {"batchItemFailures": []}
    assert handler.lambda_handler(queue_event("hello"), Context()) == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert handler.lambda_handler({}, Context()) == {}
