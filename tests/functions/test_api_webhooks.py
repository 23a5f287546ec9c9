"""/api/webhooks: made, listed, changed, rotated, removed; deliveries; what is refused and why."""

from __future__ import annotations

import json
from typing import Any

import pytest
from regulars.events.registry import BY_NAME
from regulars.facts.tenant import Tenant
from regulars.facts.time import rfc3339
from regulars.stores.deliveries import Delivery, Place, Tried
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.builders import NOW_MS

PATH = "/api/webhooks"
GIVEN: dict[str, Any] = {"url": "https://shop.example.com/hooks", "events": ["customer.segment.changed"]}


def made(api: Client, **fields: Any) -> Any:
    return api.post(PATH, {**GIVEN, **fields}).data


def messages(stores: Stores) -> list[Any]:
    """What the API has put into the queue of webhooks."""
    found = stores.sqs.receive_message(QueueUrl=stores.names.webhooks_queue_url, MaxNumberOfMessages=10)
    return [json.loads(message["Body"]) for message in found.get("Messages", [])]


def test_a_webhook_is_made_with_a_secret_that_no_other_answer_shows(api: Client) -> None:
    webhook = made(api, description="The newsletter tool")

    assert webhook["secret"].startswith("whsec_")
    assert (webhook["url"], webhook["events"], webhook["active"]) == (GIVEN["url"], GIVEN["events"], True)
    shown = {name: value for name, value in webhook.items() if name != "secret"}
    assert api.get(PATH).json["data"] == [shown]
    assert api.get(f"{PATH}/{webhook['id']}").data == shown
    assert webhook["secret"] not in api.get(PATH).text


def test_only_what_is_given_changes(api: Client) -> None:
    webhook = made(api, description="A tool")
    path = f"{PATH}/{webhook['id']}"

    api.put(path, {"events": ["webhook.disabled"]})
    api.put(path, {"url": None, "events": None, "active": None})
    assert api.get(path).data["events"] == ["webhook.disabled"]
    assert api.get(path).data["description"] == "A tool"
    assert api.put(path, {"description": None}).data["description"] is None
    assert api.put(path, {"active": False}).data["active"] is False


def test_a_change_may_name_the_revision_that_it_is_of(api: Client) -> None:
    path = f"{PATH}/{made(api)['id']}"
    tag = api.get(path).headers["ETag"]

    assert api.put(path, {"active": False}, if_match=tag).status == 200
    assert api.put(path, {"active": True}, if_match=tag).status == 412
    assert api.delete(path, if_match=tag).status == 412
    assert api.delete(path).data == {"id": path.rpartition("/")[2], "deleted": True}
    assert api.get(path).status == 404


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://shop.example.com/", "must begin with https://"),
        ("http://127.0.0.1:8000/", "must begin with https://"),
        ("https://127.0.0.1/", "must be a public address"),
        ("https://[::ffff:169.254.169.254]/", "must be a public address"),
        ("https://localhost/", "must name a public host"),
        ("https://a:b@shop.example.com/", "must hold no user"),
        ("https://shop.example.com:8443/", "webhooksTo8443"),
        ("", "must not be empty"),
        (7, "must be given as text"),
    ],
)
def test_an_address_that_may_not_be_called_is_refused_with_the_reason(api: Client, url: Any, message: str) -> None:
    assert message in api.post(PATH, {**GIVEN, "url": url}).errors["url"]
    path = f"{PATH}/{made(api)['id']}"
    assert message in api.put(path, {"url": url}).errors["url"]


def test_the_other_port_is_taken_once_the_setting_is_on(api: Client) -> None:
    api.put("/api/settings", {"webhooksTo8443": True}, if_match='"0"')

    assert made(api, url="https://shop.example.com:8443/")["url"] == "https://shop.example.com:8443/"


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ([], "must name at least one of"),
        (["customer.segment.change"], "did you mean customer.segment.changed?"),
        (["*"], "which is no event"),
        ("customer.segment.changed", "must be a list"),
        ([7], "must be a list"),
        (None, "must be a list"),
    ],
)
def test_events_are_named_from_a_list(api: Client, events: Any, message: str) -> None:
    assert message in api.post(PATH, {**GIVEN, "events": events}).errors["events"]


def test_every_event_may_be_named_and_each_counts_once(api: Client) -> None:
    assert made(api, events=[*BY_NAME, *BY_NAME])["events"] == list(BY_NAME)


def test_there_are_at_most_twenty(api: Client) -> None:
    for _ in range(20):
        made(api)

    answer = api.post(PATH, GIVEN)
    assert (answer.status, answer.json["code"]) == (409, "too_many_webhooks")


def test_a_rotation_shows_a_new_secret_and_until_when_the_former_one_is_valid(api: Client) -> None:
    webhook = made(api)
    rotated = api.post(f"{PATH}/{webhook['id']}/rotate", {}).data

    assert rotated["secret"] != webhook["secret"]
    assert rotated["formerSecretUntil"] > rotated["updatedAt"]
    assert webhook["formerSecretUntil"] is None


def test_a_test_message_is_on_its_way_and_stands_among_the_deliveries(api: Client, stores: Stores) -> None:
    webhook = made(api)
    sent = api.post(f"{PATH}/{webhook['id']}/test", {})

    assert sent.status == 202
    [row] = api.get(f"{PATH}/{webhook['id']}/deliveries").data
    assert (row["messageId"], row["type"], row["state"]) == (sent.json["data"]["messageId"], "webhook.test", "waiting")
    assert (row["attempts"], row["status"], row["lastAttemptAt"]) == (0, None, None)
    assert messages(stores) == [{"tenant": "acme", "webhook": webhook["id"]}]


def test_an_inactive_webhook_is_neither_tested_nor_replayed(api: Client) -> None:
    path = f"{PATH}/{made(api)['id']}"
    api.put(path, {"active": False})

    assert api.post(f"{path}/test", {}).json["code"] == "webhook_inactive"
    assert api.post(f"{path}/replay", {"from": "2025-01-01"}).json["code"] == "webhook_inactive"


def test_an_activated_webhook_is_sent_to(api: Client, stores: Stores) -> None:
    webhook = made(api)
    path = f"{PATH}/{webhook['id']}"
    api.put(path, {"active": False})
    assert messages(stores) == []

    api.put(path, {"active": True})
    assert messages(stores) == [{"tenant": "acme", "webhook": webhook["id"]}]


@pytest.fixture
def delivered(api: Client, stores: Stores, tenant: Tenant) -> str:
    """A webhook with five deliveries, one a second, of which the last one waits; its path."""
    webhook_id = made(api)["id"]
    outbox = stores.outbox(Place(tenant.id, webhook_id))
    for number in range(5):
        at_ms = NOW_MS - 10_000 + 1_000 * number
        event = json.dumps({"type": "x", "time": "2025-10-15T08:30:00.000Z", "data": {}})
        delivery = Delivery(f"m{number}", "x", at_ms, event, 1, Tried(at_ms, 500, 9, "no"), delivered=number < 4)
        (outbox.done if delivery.delivered else outbox.failed)(delivery, NOW_MS)
    return f"{PATH}/{webhook_id}"


def test_deliveries_come_newest_first_page_by_page_with_what_was_answered(api: Client, delivered: str) -> None:
    pages = [[row["messageId"] for row in page.data] for page in api.walk(f"{delivered}/deliveries", limit=2)]

    assert [id_ for page in pages for id_ in page] == ["m4", "m3", "m2", "m1", "m0"]
    [first, *_] = api.get(f"{delivered}/deliveries").data
    assert (first["state"], first["status"], first["latencyMs"], first["answer"]) == ("waiting", 500, 9, "no")


def test_a_window_from_inclusive_to_exclusive_is_sent_again(api: Client, delivered: str, stores: Stores) -> None:
    answer = api.post(f"{delivered}/replay", {"from": _instant(-9_000), "to": _instant(-7_000)})

    assert (answer.status, answer.json["data"]) == (202, {"queued": 2})
    assert len(messages(stores)) == 1
    waiting = [row["messageId"] for row in api.get(f"{delivered}/deliveries").data if row["state"] == "waiting"]
    assert waiting == ["m4", "m2", "m1"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "from"),
        ({"from": "soon"}, "from"),
        ({"from": "2999-01-01"}, "from"),
        ({"from": "2025-01-01", "to": 7}, "to"),
    ],
)
def test_a_window_that_is_none_is_refused(api: Client, delivered: str, body: dict[str, Any], field: str) -> None:
    assert field in api.post(f"{delivered}/replay", body).errors


def test_a_window_must_begin_before_it_ends(api: Client, delivered: str) -> None:
    body = {"from": _instant(-1_000), "to": _instant(-1_000)}

    assert api.post(f"{delivered}/replay", body).errors == {"from": "must be before to"}


def test_of_a_webhook_that_nobody_has_everything_is_404(api: Client) -> None:
    for method, path in (
        ("GET", ""),
        ("PUT", ""),
        ("DELETE", ""),
        ("GET", "/deliveries"),
        ("POST", "/rotate"),
        ("POST", "/test"),
    ):
        body: dict[str, Any] | None = {} if method in ("PUT", "POST") else None
        assert api.send(method, f"{PATH}/nobody{path}", body=body).status == 404, (method, path)


def _instant(offset_ms: int) -> str:
    return rfc3339(NOW_MS + offset_ms)
