"""A tenant with webhooks whose receivers, clock and queue a test moves by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from regulars.events.announced import Announcement, events_of
from regulars.events.webhooks.address import Target
from regulars.events.webhooks.deliver import Deliverer
from regulars.events.webhooks.manage import (
    Shown,
    create_webhook,
)
from regulars.events.webhooks.send import Answer
from regulars.facts.tenant import Tenant
from regulars.facts.webhook import Webhook
from regulars.scoring.evaluate import Evaluation
from regulars.stores.deliveries import Delivery, Outbox, Place
from regulars.stores.opened import Stores
from regulars.stores.shop import Shop

from testing.announcements import values

NOW_MS = 1_760_517_000_000
CHANGED = "customer.segment.changed"


def put_webhook(stores: Stores, tenant_id: str, *events: str, id: str = "w1", active: bool = True) -> Webhook:
    """A webhook that wants these types, stored as it is: nothing can be sent to it."""
    url = "https://one.example.com/"
    webhook = Webhook(id=id, url=url, events=events, secret=b"s", created_ms=1, updated_ms=1, active=active)
    assert stores.webhooks(tenant_id).create(webhook)
    return webhook


@dataclass
class World:
    """A tenant with webhooks, receivers that answer what a test wants, and a clock that a test moves."""

    stores: Stores
    tenant: Tenant
    now_ms: int = NOW_MS
    sent: list[tuple[str, str]] = field(default_factory=list)
    """Host and message id of every attempt, in order."""
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    answer: Callable[[str, str], Answer] = lambda host, message: Answer(200, 5, "ok")
    time_left: bool = True
    _waiting: list[tuple[str, int]] = field(default_factory=list)

    @property
    def shop(self) -> Shop:
        record = self.stores.directory.read(self.tenant.id)
        assert record is not None
        return Shop(self.stores, record, self.now_ms)

    def webhook(self, name: str, *events: str) -> Shown:
        return create_webhook(self.shop, {"url": f"https://{name}.example.com/", "events": events or (CHANGED,)})

    def deliverer(self) -> Deliverer:
        return Deliverer(self.stores, lambda: self.now_ms, lambda: not self.time_left, self._post)

    def happen(self, customer: str = "ann", *, n: int | None = None) -> str:
        """An event of the bus reaches the queue, and the queue the function; its id."""
        n = n or self.now_ms
        old, new = Evaluation(values("New"), n - 1, n - 1, False), Evaluation(values("VIP"), n, n, False)
        [event] = events_of(Announcement(self.tenant.id, customer, old, new), self.tenant, name_customers=False)
        self.deliverer().take(json.dumps({"source": "regulars", "detail": event.cloud_event()}))
        return event.id

    def run_queue(self) -> list[int]:
        """Takes every message that lies in the queue, whatever its delay; the delays in seconds, as they were asked."""
        delays: list[int] = []
        while self._waiting:
            body, delay_s = self._waiting.pop(0)
            delays.append(delay_s)
            self.deliverer().take(body)
        return delays

    def run_queue_once(self) -> None:
        """Takes the first message."""
        body, _ = self._waiting.pop(0)
        self.deliverer().take(body)

    def take_undelayed(self) -> None:
        """Takes what has no delay."""
        now = [one for one in self._waiting if one[1] == 0]
        self._waiting = [one for one in self._waiting if one[1] > 0]
        for body, _ in now:
            self.deliverer().take(body)

    def listen(self) -> None:
        """Messages to the queue are kept here, with their delays."""

        def send(QueueUrl: str, MessageBody: str, DelaySeconds: int, MessageGroupId: str) -> dict[str, str]:
            assert QueueUrl == self.stores.names.webhooks_queue_url
            assert MessageGroupId == self.tenant.id
            self._waiting.append((MessageBody, DelaySeconds))
            return {"MessageId": "m"}

        self.stores.sqs.send_message = send

    @property
    def asked(self) -> list[int]:
        """Delays in seconds of the messages that wait."""
        return [delay for _, delay in self._waiting]

    def drop_messages(self) -> None:
        self._waiting.clear()

    def outbox(self, shown: Shown) -> Outbox:
        return self.stores.outbox(Place(self.tenant.id, shown.webhook.id))

    def deliveries(self, shown: Shown) -> list[Delivery]:
        return list(self.outbox(shown).newest())

    def stored(self, shown: Shown) -> Any:
        return self.stores.webhooks(self.tenant.id).read(shown.webhook.id)

    def _post(self, target: Target, headers: dict[str, str], body: bytes) -> Answer:
        self.sent.append((target.host.partition(".")[0], headers["webhook-id"]))
        self.headers.append(headers)
        self.bodies.append(body)
        return self.answer(target.host.partition(".")[0], headers["webhook-id"])
