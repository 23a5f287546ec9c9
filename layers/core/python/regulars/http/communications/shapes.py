"""What a shop and its customers said to each other (source 001): its `Communication`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from ...facts.items.channels import Channel
from ...facts.items.communication import CommunicationStatus, Direction, Purpose
from ..door.operation import Operation
from ..door.shapes import Body, Envelope, FieldFault, Instant, Shape
from ..door.written_shapes import (
    CustomerId,
    ETag,
    ExternalId,
    GivenInstant,
    Listing,
    Metadata,
    Outcome,
    Outcomes,
    UserId,
)

_Subject = Annotated[str | None, Field(min_length=1, max_length=500)]
_Message = Annotated[str | None, Field(min_length=1, description="At most 16 KB as UTF-8.")]


class _Told(Body):
    communicationType: Annotated[Channel | None, Field(description="Null: the channel.")] = None
    channel: Annotated[Channel | None, Field(description="Null: the type.")] = None
    direction: Direction | None = Direction.OUTBOUND
    status: CommunicationStatus | None = CommunicationStatus.SENT
    purpose: Annotated[
        Purpose | None, Field(description="Null: marketing for outbound e-mail, sms, push, whatsapp; else service.")
    ] = None
    subject: _Subject = None
    message: _Message = None
    sentAt: GivenInstant | None = None
    occurredAt: Annotated[GivenInstant | None, Field(description="When the status was reached; null: now.")] = None
    externalId: ExternalId | None = None
    metadata: Metadata | None = None


class GivenCommunication(_Told):
    customerId: CustomerId


class NewCommunications(_Told):
    """One communication, or `communications` alone."""

    userId: UserId = None
    customerId: CustomerId | None = None
    communications: Annotated[list[GivenCommunication] | None, Field(min_length=1, max_length=100)] = None


class CommunicationChange(Body):
    userId: UserId = None
    customerId: CustomerId
    id: Annotated[str, Field(min_length=1)]
    status: CommunicationStatus | None = None
    occurredAt: Annotated[GivenInstant | None, Field(description="When the status was reached; null: now.")] = None
    subject: _Subject = None
    message: _Message = None
    metadata: Metadata | None = None


class CustomerCommunication(Shape):
    id: str
    customerId: str
    communicationType: Channel
    channel: Channel
    direction: Direction
    purpose: Purpose
    status: Annotated[CommunicationStatus, Field(description="The furthest one.")]
    statusAt: Annotated[dict[str, Instant], Field(description="The earliest known instant of each status.")]
    subject: str | None
    message: str | None
    occurredAt: Annotated[Instant, Field(description="The instant by which lists are sorted.")]
    sentAt: Annotated[Instant | None, Field(description="Null while it is queued.")]
    externalId: str | None
    consentViolation: Annotated[bool, Field(description="Whether it was sent against what the customer wanted.")]
    metadata: dict[str, object] | None
    createdAt: Instant
    updatedAt: Instant
    etag: ETag


class CommunicationStep(Shape):
    """A communication in a journey."""

    channel: Channel
    direction: Direction
    purpose: Purpose
    status: CommunicationStatus
    subject: str | None
    consentViolation: bool


class CommunicationResult(Shape):
    outcome: Outcome
    data: Annotated[CustomerCommunication | None, Field(description="Null where it was refused.")]
    errors: list[FieldFault]


class CommunicationsLogged(Envelope):
    data: Annotated[
        CustomerCommunication | list[CommunicationResult],
        Field(description="The communication that was posted; for `communications` a result each."),
    ]
    meta: Outcomes


class CommunicationAnswer(Envelope):
    data: CustomerCommunication


class CommunicationList(Listing):
    data: Annotated[list[CustomerCommunication], Field(description="Newest first.")]


class DeliveryEvent(Body):
    externalId: ExternalId
    status: Literal["sent", "delivered", "bounced", "opened", "clicked", "replied", "complained"]
    at: GivenInstant
    messageId: Annotated[str, Field(min_length=1, description="The event's own id.")]
    permanent: Annotated[bool | None, Field(description="Of a bounce: whether the address will never take mail.")] = (
        False
    )


class DeliveryEvents(Body):
    """One event, `events` alone, or an event of Amazon SES as SNS or EventBridge hands it over."""

    model_config = ConfigDict(extra="allow")

    userId: UserId = None
    events: Annotated[list[DeliveryEvent] | None, Field(min_length=1, max_length=100)] = None
    externalId: ExternalId | None = None
    status: str | None = None
    at: GivenInstant | None = None
    messageId: str | None = None
    permanent: bool | None = False
    mail: dict[str, Any] | None = None


class DeliveryResult(Shape):
    externalId: str
    outcome: Annotated[
        Literal["updated", "unchanged", "unknown"],
        Field(description="unknown: no communication has this id, or its customer was erased."),
    ]


class DeliveryCounts(Shape):
    updated: int
    unchanged: int
    unknown: int
    ignored: Annotated[int, Field(description="Events that say nothing that is kept.")]


class Deliveries(Envelope):
    data: list[DeliveryResult]
    meta: DeliveryCounts


OPERATIONS = {
    "get_communications": Operation("Customers", CommunicationList, problems=(404,)),
    "post_communications": Operation(
        "Customers",
        CommunicationsLogged,
        NewCommunications,
        status=201,
        or_status=(200, "Nothing new was logged."),
        problems=(404, 409),
        refuses_erased=True,
    ),
    "put_communication": Operation(
        "Customers",
        CommunicationAnswer,
        CommunicationChange,
        problems=(404, 412),
        if_match="the communication that was read",
        etag=True,
        refuses_erased=True,
    ),
    "post_delivery_events": Operation("Customers", Deliveries, DeliveryEvents),
}
