"""Webhooks: bodies and answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...events.registry import BY_NAME
from ...facts.webhook import Disabled
from ..door.operation import Operation
from ..door.shapes import Body, Envelope, Instant, Meta, Shape
from ..door.written_shapes import GivenInstant, UserId

EventName = Annotated[str, Field(json_schema_extra={"enum": list(BY_NAME)})]
_Url = Annotated[str, Field(max_length=2_000, description="HTTPS, port 443, a public address.")]
_Events = Annotated[list[EventName], Field(min_length=1)]
_Description = Annotated[str, Field(max_length=1_024)]


class GivenWebhook(Body):
    userId: UserId = None
    url: _Url
    events: _Events
    description: _Description | None = None


class WebhookChange(Body):
    """Only what is given changes. Null takes a description away, and leaves anything else as it is."""

    userId: UserId = None
    url: _Url | None = None
    events: _Events | None = None
    description: _Description | None = None
    active: bool | None = None


class ReplayWindow(Body):
    """Of the events' own instants: from inclusive, to exclusive (now, where it is left out)."""

    userId: UserId = None
    from_: Annotated[GivenInstant, Field(alias="from")]
    to: GivenInstant | None = None


class WebhookRow(Shape):
    id: str
    url: str
    events: list[str]
    description: str | None
    active: Annotated[bool, Field(description="Whether anything is sent.")]
    disabledReason: Annotated[
        Disabled | None,
        Field(description="`gone`: it answered 410; `failing`: ten attempts failed. Null: by hand, if at all."),
    ]
    disabledAt: Instant | None
    formerSecretUntil: Annotated[Instant | None, Field(description="Until when the secret before a rotation is valid.")]
    createdAt: Instant
    updatedAt: Instant


class NewWebhook(WebhookRow):
    secret: Annotated[str, Field(description="`whsec_` and base64; shown once.")]


class DeliveryRow(Shape):
    messageId: Annotated[str, Field(description="The header `webhook-id`.")]
    type: str
    eventAt: Instant
    state: Literal["waiting", "delivered"]
    attempts: int
    lastAttemptAt: Instant | None
    status: Annotated[int | None, Field(description="Null: no answer, or not tried yet.")]
    latencyMs: int | None
    error: Annotated[str | None, Field(description="Why there was no answer.")]
    answer: Annotated[str | None, Field(description="The first KB of it.")]


class Replayed(Shape):
    queued: int


class Queued(Shape):
    messageId: str


class DeletedWebhook(Shape):
    id: str
    deleted: Literal[True]


class WebhookAnswer(Envelope):
    data: WebhookRow


class WebhooksAnswer(Envelope):
    count: int
    data: list[WebhookRow]


class NewWebhookAnswer(Envelope):
    data: NewWebhook


class DeliveriesAnswer(Envelope):
    data: list[DeliveryRow]
    meta: Meta


class ReplayedAnswer(Envelope):
    data: Replayed


class QueuedAnswer(Envelope):
    data: Queued


class DeletedWebhookAnswer(Envelope):
    data: DeletedWebhook


OPERATIONS = {
    "get_webhooks": Operation("Webhooks", WebhooksAnswer),
    "post_webhook": Operation("Webhooks", NewWebhookAnswer, GivenWebhook, status=201, problems=(409,), etag=True),
    "get_deliveries": Operation("Webhooks", DeliveriesAnswer, problems=(404,)),
    "post_rotate": Operation("Webhooks", NewWebhookAnswer, problems=(404,), etag=True),
    "post_replay": Operation("Webhooks", ReplayedAnswer, ReplayWindow, status=202, problems=(404, 409)),
    "post_test": Operation("Webhooks", QueuedAnswer, status=202, problems=(404, 409)),
    "get_webhook": Operation("Webhooks", WebhookAnswer, problems=(404,), etag=True),
    "put_webhook": Operation(
        "Webhooks",
        WebhookAnswer,
        WebhookChange,
        problems=(404, 412),
        if_match="the webhook that was read",
        etag=True,
    ),
    "remove_webhook": Operation(
        "Webhooks", DeletedWebhookAnswer, problems=(404, 412), if_match="the webhook that was read"
    ),
}
