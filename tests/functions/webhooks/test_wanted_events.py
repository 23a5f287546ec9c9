"""What is published says whether some webhook wants it: the rule of webhooks passes over the rest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import ModuleType

import pytest
from regulars.events.event import Event
from regulars.events.publish import publish
from regulars.facts.tenant import Tenant
from regulars.stores.bus import BusEntry, decode_entry, encode_entry
from regulars.stores.opened import Stores

from testing.announcements import announced, values
from testing.aws.bus import Listener, refuse
from testing.aws.requests import requests_of
from testing.aws.tenants import make_tenant
from testing.events import Context
from testing.handlers import load_handler
from testing.webhook_world import CHANGED, NOW_MS, put_webhook

RISK, MERGED = "customer.churn_risk.high", "customer.merged"
WANTED, UNWANTED = (CHANGED, True), (CHANGED, False)


@pytest.fixture
def function(stores: Stores, tenant: Tenant) -> ModuleType:
    return load_handler("publish_events")


@pytest.fixture
def bus(stores: Stores) -> Listener:
    return Listener(stores)


def change(function: ModuleType, *tenants: str) -> None:
    """Somebody of each of these tenants is in another segment, in one batch."""
    records = [announced(values("New"), values("VIP"), tenant=one, n=n) for n, one in enumerate(tenants, NOW_MS)]
    function.lambda_handler({"Records": records}, Context())


@pytest.mark.parametrize(
    ("put", "marked"),
    [
        (lambda stores: None, UNWANTED),
        (lambda stores: put_webhook(stores, "acme", RISK, MERGED), UNWANTED),
        (lambda stores: put_webhook(stores, "acme", CHANGED, active=False), UNWANTED),
        (lambda stores: put_webhook(stores, "other", CHANGED), UNWANTED),
        (lambda stores: stores.webhooks("acme").remove(put_webhook(stores, "acme", CHANGED)), UNWANTED),
        (lambda stores: put_webhook(stores, "acme", CHANGED), WANTED),
    ],
    ids=["none", "another type", "inactive", "another tenant's", "removed", "this type"],
)
def test_an_event_is_for_webhooks_where_an_active_one_of_its_tenant_wants_its_type(
    function: ModuleType, bus: Listener, stores: Stores, put: Callable[[Stores], object], marked: tuple[str, bool]
) -> None:
    put(stores)

    change(function, "acme")

    assert bus.for_webhooks() == [marked]


def test_one_of_several_webhooks_is_enough(function: ModuleType, bus: Listener, stores: Stores) -> None:
    put_webhook(stores, "acme", CHANGED, id="w1", active=False)
    put_webhook(stores, "acme", RISK, CHANGED, id="w2")
    put_webhook(stores, "acme", MERGED, id="w3")

    change(function, "acme")

    assert bus.for_webhooks() == [WANTED]


def test_a_webhook_is_heeded_from_the_moment_it_is_there_until_it_is_off(
    function: ModuleType, bus: Listener, stores: Stores
) -> None:
    change(function, "acme")
    webhook = put_webhook(stores, "acme", CHANGED)
    change(function, "acme")
    assert stores.webhooks("acme").replace(replace(webhook, active=False))
    change(function, "acme")

    assert bus.for_webhooks() == [UNWANTED, WANTED, UNWANTED]


def test_a_webhook_that_was_made_before_an_event_of_the_batch_gets_it(stores: Stores, bus: Listener) -> None:
    """Events may come one after the other: webhooks are asked for once the last has happened."""

    def happening() -> Iterator[Event]:
        yield Event("1", CHANGED, "acme", "ann", NOW_MS, {})
        put_webhook(stores, "acme", CHANGED)
        yield Event("2", CHANGED, "acme", "ann", NOW_MS, {})

    publish(happening(), stores=stores)

    assert bus.for_webhooks() == [WANTED, WANTED]


def test_webhooks_are_asked_for_once_a_tenant_and_batch_and_only_where_something_is_told(
    function: ModuleType, bus: Listener, stores: Stores
) -> None:
    for name in ("other", "silent"):
        make_tenant(stores, name)
    put_webhook(stores, "other", CHANGED)
    silent = announced(values("New"), values("New"), tenant="silent")

    with requests_of(function.stores().dynamodb) as made:
        change(function, *["acme", "other"] * 13)
        function.lambda_handler({"Records": [silent]}, Context())

    assert [one for one in made if one == "Query"] == ["Query"] * 2
    assert bus.for_webhooks() == [UNWANTED, WANTED] * 13


def test_the_event_itself_is_the_same_for_whoever_else_hears_it(
    function: ModuleType, bus: Listener, stores: Stores
) -> None:
    record = announced(values("New"), values("VIP"))
    function.lambda_handler({"Records": [record]}, Context())
    put_webhook(stores, "acme", CHANGED)
    function.lambda_handler({"Records": [record]}, Context())

    unwanted, wanted = bus.events()
    assert unwanted["detail"] == wanted["detail"]
    assert (unwanted["resources"], wanted["resources"]) == (["no-webhook"], ["webhook"])


@pytest.mark.parametrize("wanted", [True, False])
def test_a_dead_letter_keeps_who_wanted_it(
    function: ModuleType, bus: Listener, stores: Stores, monkeypatch: pytest.MonkeyPatch, wanted: bool
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    refuse(function.stores(), lambda detail: True)
    put_webhook(stores, "acme", CHANGED if wanted else RISK)

    change(function, "acme")

    [letter] = stores.sqs.receive_message(QueueUrl=stores.names.dead_events_url)["Messages"]
    kept = decode_entry(letter["Body"])
    assert kept is not None
    assert (kept.type, kept.for_webhooks) == (CHANGED, wanted)
    assert decode_entry(encode_entry(kept)) == kept


def test_a_dead_letter_of_an_earlier_version_is_for_webhooks() -> None:
    letter = json.dumps({"type": CHANGED, "detail": "{}"})

    assert decode_entry(letter) == BusEntry(CHANGED, "{}", for_webhooks=True)
