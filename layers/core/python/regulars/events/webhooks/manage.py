"""Webhooks made, changed, removed, and asked to send again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from ...errors import Conflict, FieldError, NotFound, QueryRefused, StoreUnavailable, nearest
from ...facts.time import DAY_MS
from ...facts.webhook import Webhook
from ...stores.deliveries import Place
from ...stores.ids import new_id
from ...stores.shop import Shop
from ..event import Event
from ..registry import BY_NAME
from .address import target_of
from .deliver import delivery_of
from .signing import new_secret

MOST_WEBHOOKS = 20
MOST_REPLAYED = 1_000
BOTH_VALID_MS = DAY_MS
"""After a rotation what is sent is signed with both secrets for so long."""
TEST = "webhook.test"
_ATTEMPTS = 10
Check = Callable[[int], None]


class Shown(NamedTuple):
    """A webhook with its secret in plain text: once, when it is made or rotated."""

    webhook: Webhook
    secret: str


def all_webhooks(shop: Shop) -> list[Webhook]:
    """By age."""
    return shop.stores.webhooks(shop.tenant.id).all()


def webhook_of(shop: Shop, webhook_id: str) -> Webhook:
    """Raises `NotFound`."""
    found = shop.stores.webhooks(shop.tenant.id).read(webhook_id)
    if found is None:
        raise NotFound(f"There is no webhook {webhook_id}.")
    return found


def create_webhook(shop: Shop, fields: Mapping[str, Any]) -> Shown:
    """`fields`: url, events and, if wanted, description. Raises `QueryRefused`, `Conflict` for one too many."""
    _check(shop, fields)
    if len(all_webhooks(shop)) >= MOST_WEBHOOKS:
        raise Conflict("too_many_webhooks", f"There are {MOST_WEBHOOKS} webhooks: delete one first.")
    webhook_id, secret = new_id(shop.now_ms), new_secret()
    sealed = _sealed(shop, webhook_id, secret)
    webhook = Webhook(id=webhook_id, secret=sealed, created_ms=shop.now_ms, updated_ms=shop.now_ms, **fields)
    if not shop.stores.webhooks(shop.tenant.id).create(webhook):
        raise StoreUnavailable("the id was taken")
    return Shown(webhook, secret)


def update_webhook(shop: Shop, webhook_id: str, fields: Mapping[str, Any], *, check: Check) -> Webhook:
    """With these fields changed. One that becomes active begins anew with what waits for it.

    Raises `NotFound`, `QueryRefused`, and what `check` raises for the stored revision.
    """
    _check(shop, fields)

    def change(stored: Webhook) -> Webhook:
        check(stored.revision)
        changed = replace(stored, **fields)
        return replace(changed, disabled=None, disabled_ms=None) if changed.active else changed

    before, after = _changed(shop, webhook_id, change)
    if after.active and not before.active:
        _begin_anew(shop, webhook_id)
    return after


def rotate_secret(shop: Shop, webhook_id: str) -> Shown:
    """A new secret; the former one is valid a day longer. Raises `NotFound`."""
    secret = new_secret()
    sealed = _sealed(shop, webhook_id, secret)
    until_ms = shop.now_ms + BOTH_VALID_MS
    _, after = _changed(
        shop,
        webhook_id,
        lambda stored: replace(stored, secret=sealed, former_secret=stored.secret, former_until_ms=until_ms),
    )
    return Shown(after, secret)


def delete_webhook(shop: Shop, webhook_id: str, *, check: Check) -> None:
    """What waits for it is never sent. Raises `NotFound`."""
    for _ in range(_ATTEMPTS):
        stored = webhook_of(shop, webhook_id)
        check(stored.revision)
        if shop.stores.webhooks(shop.tenant.id).remove(stored):
            shop.stores.turns.forget(Place(shop.tenant.id, webhook_id))
            return
    raise StoreUnavailable("the webhook kept changing")


def send_test(shop: Shop, webhook_id: str) -> str:
    """The id of a message of type `webhook.test` that is on its way. Raises `NotFound`, `Conflict`."""
    webhook = _active(shop, webhook_id)
    id_ = f"test-{new_id(shop.now_ms)}"
    data = {"schemaVersion": 1, "tenant": shop.tenant.id, "webhookId": webhook.id}
    event = Event(id_, TEST, shop.tenant.id, webhook.id, shop.now_ms, data)
    place = Place(shop.tenant.id, webhook.id)
    shop.stores.outbox(place).add(delivery_of(event.cloud_event()), shop.now_ms)
    shop.stores.webhook_queue.send(*place)
    return id_


def replay_deliveries(shop: Shop, webhook_id: str, from_ms: int, to_ms: int) -> int:
    """Puts what was delivered of events in a window (from inclusive, to exclusive) into the outbox again; how many.

    Under the same ids, the oldest first. Raises `NotFound`, `Conflict` for more than can be replayed at once.
    """
    webhook = _active(shop, webhook_id)
    place = Place(shop.tenant.id, webhook.id)
    outbox = shop.stores.outbox(place)
    found = list(islice(outbox.delivered_between(from_ms, to_ms), MOST_REPLAYED + 1))
    if len(found) > MOST_REPLAYED:
        raise Conflict(
            "too_many_deliveries", f"There are more than {MOST_REPLAYED} in this window: ask for a shorter one."
        )
    for delivery in found:
        outbox.add(replace(delivery, attempts=0, tried=None, delivered=False), shop.now_ms)
    if found:
        shop.stores.webhook_queue.send(*place)
    return len(found)


def _active(shop: Shop, webhook_id: str) -> Webhook:
    webhook = webhook_of(shop, webhook_id)
    if not webhook.active:
        raise Conflict("webhook_inactive", 'The webhook is not active: PUT {"active": true} first.')
    return webhook


def _begin_anew(shop: Shop, webhook_id: str) -> None:
    """What failed last has all its attempts again, and nobody waits any longer."""
    place = Place(shop.tenant.id, webhook_id)
    outbox = shop.stores.outbox(place)
    if head := outbox.head():
        outbox.failed(replace(head, attempts=0), shop.now_ms)
    shop.stores.turns.forget(place)
    shop.stores.webhook_queue.send(*place)


def _changed(shop: Shop, webhook_id: str, change: Callable[[Webhook], Webhook]) -> tuple[Webhook, Webhook]:
    """Before and after, even if others change it meanwhile."""
    store = shop.stores.webhooks(shop.tenant.id)
    for _ in range(_ATTEMPTS):
        stored = webhook_of(shop, webhook_id)
        changed = replace(change(stored), updated_ms=shop.now_ms)
        if store.replace(changed):
            return stored, replace(changed, revision=changed.revision + 1)
    raise StoreUnavailable("the webhook kept changing")


def _sealed(shop: Shop, webhook_id: str, secret: str) -> bytes:
    return shop.stores.sealer.seal(secret, tenant_id=shop.tenant.id, name=webhook_id)


def _check(shop: Shop, fields: Mapping[str, Any]) -> None:
    faults = []
    if "url" in fields:
        try:
            local = shop.stores.webhooks_to_localhost
            target_of(fields["url"], local=local, other_port=shop.settings.webhooks_to_8443)
        except ValueError as fault:
            faults.append(FieldError("url", str(fault)))
    faults += [FieldError("events", fault) for fault in _event_faults(fields.get("events", ("webhook.disabled",)))]
    if faults:
        raise QueryRefused(faults)


def _event_faults(names: Sequence[str]) -> list[str]:
    if not names:
        return [f"must name at least one of {', '.join(BY_NAME)}"]
    unknown = [name for name in names if name not in BY_NAME]
    return [_unknown(name) for name in unknown]


def _unknown(name: str) -> str:
    near = nearest(name, BY_NAME)
    hint = f"; did you mean {near}?" if near else ""
    return f"holds {name[:80]!r}, which is no event{hint}"
