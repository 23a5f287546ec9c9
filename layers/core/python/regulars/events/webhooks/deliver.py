"""Events of the bus -> the outbox of each webhook that wants them -> their receivers, one after the other.

A webhook is sent to by one worker at a time, in the order of its outbox. While it fails everything waits behind what
failed, and nothing of others does. What is put into an outbox while somebody sends is found by that one: whoever ends
a turn looks once more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import Any

from ...dataclass import dataclass
from ...errors import UnreadableMessage
from ...facts.tenant import Tenant
from ...facts.time import SECOND_MS, read_instant, to_ms
from ...facts.webhook import Disabled, Webhook
from ...scoring.settings import Settings
from ...stores.deliveries import Delivery, Outbox, Place, Tried, Turn
from ...stores.limits import LONGEST_DELAY_S
from ...stores.messages import decode_webhook_message
from ...stores.opened import Stores
from ..publish import publish
from ..types.webhook_disabled import webhook_disabled
from .address import target_of
from .schedule import Outcome, next_delay_ms, outcome_of, retry_after_ms
from .send import Answer, post
from .signing import body_of, signed_headers

HELD_MS = 75 * SECOND_MS
"""Longer than a worker lives (infra/webhooks.py): a turn that is held longer has lost its holder."""


@dataclass(slots=True)
class Counts:
    """Of one invocation, for its log line."""

    delivered: int = 0
    failed: int = 0
    disabled: int = 0


@dataclass(slots=True)
class Deliverer:
    """One invocation's work. `out_of_time`: no time for one more attempt. `now_ms` tells the clock."""

    stores: Stores
    now_ms: Callable[[], int]
    out_of_time: Callable[[], bool]
    post: Callable[..., Answer] = post
    counts: Counts = field(default_factory=Counts)

    def take(self, body: str) -> None:
        """A message of the queue. Raises `UnreadableMessage`, and `StoreUnavailable`: it may come again."""
        message = decode_webhook_message(body)
        if message is None:
            raise UnreadableMessage
        if "detail" in message:
            self.hand_out(message["detail"])
        else:
            self.drain(Place(message["tenant"], message["webhook"]))

    def hand_out(self, event: Mapping[str, Any]) -> None:
        """Into the outbox of each webhook that wants it. A single one is sent to at once, several by a message each."""
        record = self.stores.directory.read(event["data"]["tenant"])
        if record is None:
            return
        tenant = record.tenant
        wanting = [one for one in self.stores.webhooks(tenant.id).all() if one.wants(event["type"])]
        for webhook in wanting:
            self.stores.outbox(Place(tenant.id, webhook.id)).add(delivery_of(event), self.now_ms())
        if len(wanting) == 1:
            self._drain(Place(tenant.id, wanting[0].id), tenant, record.settings)
        else:
            for webhook in wanting:
                self.stores.webhook_queue.send(tenant.id, webhook.id)

    def drain(self, place: Place) -> None:
        """Sends what lies in a webhook's outbox, until it is empty, one fails, or time is up."""
        record = self.stores.directory.read(place.tenant_id)
        if record is None:
            self.stores.turns.forget(place)
        else:
            self._drain(place, record.tenant, record.settings)

    def tick(self) -> int:
        """Sends a message for each webhook whose wait is over; how many."""
        due = list(self.stores.turns.due(self.now_ms()))
        for place in due:
            self.stores.webhook_queue.send(*place)
        return len(due)

    def _drain(self, place: Place, tenant: Tenant, settings: Settings) -> None:
        webhook = self.stores.webhooks(tenant.id).read(place.webhook_id)
        if webhook is None or not webhook.active:
            self.stores.turns.forget(place)
            return
        outbox = self.stores.outbox(place)
        while turn := self._take(place):
            if not self._send_all(turn, webhook, outbox, tenant, settings):
                return
            self.stores.turns.release(turn)
            if outbox.head() is None:
                return

    def _take(self, place: Place) -> Turn | None:
        now_ms = self.now_ms()
        return self.stores.turns.take(place, now_ms=now_ms, until_ms=now_ms + HELD_MS)

    def _send_all(self, turn: Turn, webhook: Webhook, outbox: Outbox, tenant: Tenant, settings: Settings) -> bool:
        """Whether the outbox is empty; False where the turn is waited for, or over."""
        while delivery := outbox.head():
            if self.out_of_time():
                self._wait(turn, 0)
                return False
            answer = self._attempt(delivery, webhook, tenant, settings)
            now_ms = self.now_ms()
            tried = Tried(now_ms, answer.status, answer.latency_ms, answer.text, answer.error)
            delivery = replace(delivery, attempts=delivery.attempts + 1, tried=tried)
            outcome = outcome_of(answer.status)
            if outcome is Outcome.DELIVERED:
                outbox.done(replace(delivery, delivered=True), now_ms)
                self.counts.delivered += 1
                continue
            self.counts.failed += 1
            outbox.failed(delivery, now_ms)
            asked_ms = retry_after_ms(answer.retry_after, now_ms)
            delay_ms = next_delay_ms(delivery.attempts, answer.status, asked_ms)
            if outcome is Outcome.GONE or delay_ms is None:
                self._disable(webhook, tenant, Disabled.GONE if outcome is Outcome.GONE else Disabled.FAILING)
                self.stores.turns.release(turn)
            else:
                self._wait(turn, delay_ms)
            return False
        return True

    def _attempt(self, delivery: Delivery, webhook: Webhook, tenant: Tenant, settings: Settings) -> Answer:
        try:
            target = target_of(
                webhook.url, local=self.stores.webhooks_to_localhost, other_port=settings.webhooks_to_8443
            )
        except ValueError as error:
            return Answer(None, 0, error=f"the address {error}")
        now_ms = self.now_ms()
        secrets = [
            self.stores.sealer.open(sealed, tenant_id=tenant.id, name=webhook.id)
            for sealed in webhook.secrets_at(now_ms)
        ]
        body = body_of(json.loads(delivery.event))
        return self.post(target, signed_headers(secrets, delivery.message_id, now_ms // SECOND_MS, body), body)

    def _wait(self, turn: Turn, delay_ms: int) -> None:
        """A short wait ends by a message, a long one by the minute's tick, which finds those too that got none."""
        self.stores.turns.wait(turn, until_ms=self.now_ms() + delay_ms)
        if delay_ms <= LONGEST_DELAY_S * SECOND_MS:
            self.stores.webhook_queue.send(*turn.place, delay_ms=delay_ms)

    def _disable(self, webhook: Webhook, tenant: Tenant, reason: Disabled) -> None:
        """Nothing more is sent, and the bus hears of it; not where somebody has changed the webhook meanwhile."""
        off = replace(webhook, active=False, disabled=reason, disabled_ms=self.now_ms())
        if self.stores.webhooks(tenant.id).replace(off):
            self.counts.disabled += 1
            publish([webhook_disabled(off, tenant.id)], stores=self.stores)


def delivery_of(event: Mapping[str, Any]) -> Delivery:
    """Of a CloudEvent; it lies in the outbox by the event's own instant."""
    text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    return Delivery(event["id"], event["type"], to_ms(read_instant(event["time"])), text)
