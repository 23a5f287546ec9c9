"""Webhooks: made, changed, removed, their deliveries, and asked to send again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...errors import FieldError, QueryRefused
from ...events.webhooks.manage import (
    all_webhooks,
    create_webhook,
    delete_webhook,
    replay_deliveries,
    rotate_secret,
    send_test,
    update_webhook,
    webhook_of,
)
from ...stores.deliveries import Place
from ...stores.reading import Reading
from ..door import paging
from ..door.auth import Role
from ..door.bodies import long_text, moment, no_body, or_default, read_body, required_text, yes_or_no
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.revisions import check_revision, etag
from .answers import delivery_row, shown_row, webhook_row

if TYPE_CHECKING:
    from .shapes import (
        DeletedWebhookAnswer,
        DeliveriesAnswer,
        NewWebhookAnswer,
        QueuedAnswer,
        ReplayedAnswer,
        WebhookAnswer,
        WebhooksAnswer,
    )

routes = Routes()
_DESCRIPTION_BYTES = 1_024


def _names(value: Any) -> tuple[str, ...]:
    """Names of events, each once, in their order."""
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValueError("must be a list of names of events")
    return tuple(dict.fromkeys(value))


_DESCRIPTION = or_default(long_text(_DESCRIPTION_BYTES))
_FIELDS = {"url": required_text, "events": _names}


@routes.get("/api/webhooks", role=Role.ADMIN)
def get_webhooks(call: Call) -> Answer[WebhooksAnswer]:
    """All webhooks, the oldest first, without their secrets."""
    found = [webhook_row(one, call.now_ms) for one in all_webhooks(call.shop)]
    return Answer({"success": True, "count": len(found), "data": found})


@routes.post("/api/webhooks", role=Role.ADMIN)
def post_webhook(call: Call) -> Answer[NewWebhookAnswer]:
    """Sends events of these types to an address from now on. The answer has the secret: it is shown this once.

    Only HTTPS, port 443, and a public address. At most 20.
    """
    values = read_body(call, _FIELDS, optional={"description": _DESCRIPTION})
    made = create_webhook(call.shop, values)
    return Answer({"success": True, "data": shown_row(made, call.now_ms)}, 201, {"ETag": etag(made.webhook.revision)})


@routes.get("/api/webhooks/<webhook_id>/deliveries", paging.limit(50), paging.CURSOR, role=Role.ADMIN)
def get_deliveries(call: Call, webhook_id: str) -> Answer[DeliveriesAnswer]:
    """What waits to be sent and what was delivered within 30 days, the newest first, each with its last attempt."""
    webhook = webhook_of(call.shop, webhook_id)
    piece = paging.Piece(call, f"deliveries|{webhook.id}")
    outbox = call.stores.outbox(Place(call.tenant.id, webhook.id))
    steps = ((one.sort, one) for one in outbox.newest(before=piece.after or ""))
    page = piece.page(Reading(steps), delivery_row)
    return Answer({"success": True, "data": page.items, "meta": paging.meta(page)})


@routes.post("/api/webhooks/<webhook_id>/rotate", role=Role.ADMIN)
def post_rotate(call: Call, webhook_id: str) -> Answer[NewWebhookAnswer]:
    """Makes a new secret, shown this once. For 24 hours deliveries are signed with the former one, too."""
    no_body(call)
    made = rotate_secret(call.shop, webhook_id)
    return Answer(
        {"success": True, "data": shown_row(made, call.now_ms)}, headers={"ETag": etag(made.webhook.revision)}
    )


@routes.post("/api/webhooks/<webhook_id>/replay", role=Role.ADMIN)
def post_replay(call: Call, webhook_id: str) -> Answer[ReplayedAnswer]:
    """Sends what was delivered of events in a window again, under the same ids, the oldest first; 1 000 at most."""
    instant = moment(call.settings.timezone, call.now_ms)
    window = read_body(call, {"from": instant}, optional={"to": or_default(instant)})
    from_ms, to_ms = window["from"], window.get("to") or call.now_ms
    if from_ms >= to_ms:
        raise QueryRefused([FieldError("from", "must be before to")])
    return Answer({"success": True, "data": {"queued": replay_deliveries(call.shop, webhook_id, from_ms, to_ms)}}, 202)


@routes.post("/api/webhooks/<webhook_id>/test", role=Role.ADMIN)
def post_test(call: Call, webhook_id: str) -> Answer[QueuedAnswer]:
    """Sends a message of type `webhook.test`; how it went stands among the deliveries."""
    no_body(call)
    return Answer({"success": True, "data": {"messageId": send_test(call.shop, webhook_id)}}, 202)


@routes.get("/api/webhooks/<webhook_id>", role=Role.ADMIN)
def get_webhook(call: Call, webhook_id: str) -> Answer[WebhookAnswer]:
    """One webhook, without its secret."""
    found = webhook_of(call.shop, webhook_id)
    return Answer({"success": True, "data": webhook_row(found, call.now_ms)}, headers={"ETag": etag(found.revision)})


@routes.put("/api/webhooks/<webhook_id>", role=Role.ADMIN)
def put_webhook(call: Call, webhook_id: str) -> Answer[WebhookAnswer]:
    """Changes what is given; null leaves it as it is, and takes a description away.

    `active: true` begins again after it was disabled, with what waited.
    """
    given = {name: or_default(parse) for name, parse in {**_FIELDS, "active": yes_or_no}.items()}
    values = read_body(call, {}, optional={**given, "description": _DESCRIPTION})
    values = {name: value for name, value in values.items() if value is not None or name == "description"}
    found = update_webhook(call.shop, webhook_id, values, check=lambda revision: check_revision(call, revision))
    return Answer({"success": True, "data": webhook_row(found, call.now_ms)}, headers={"ETag": etag(found.revision)})


@routes.delete("/api/webhooks/<webhook_id>", role=Role.ADMIN)
def remove_webhook(call: Call, webhook_id: str) -> Answer[DeletedWebhookAnswer]:
    """Removes a webhook; deliveries that wait for it are never sent."""
    no_body(call)
    delete_webhook(call.shop, webhook_id, check=lambda revision: check_revision(call, revision))
    return Answer({"success": True, "data": {"id": webhook_id, "deleted": True}})
