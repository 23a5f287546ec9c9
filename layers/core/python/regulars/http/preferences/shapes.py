"""How customers want to be reached (source 001): its `CustomerPreferences`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...facts.items.channels import Channel
from ..door.operation import Operation
from ..door.shapes import Body, Envelope, Instant, Shape
from ..door.written_shapes import CustomerId, ETag, UserId

_Answer = Annotated[bool | None, Field(description="Null: never asked.")]
_Topic = Annotated[str, Field(min_length=1, max_length=64)]


class PreferencesChange(Body):
    userId: UserId = None
    customerId: CustomerId
    emailOptIn: _Answer = None
    smsOptIn: _Answer = None
    pushOptIn: _Answer = None
    whatsappOptIn: _Answer = None
    preferredContactMethod: Channel | None = None
    doNotContact: bool | None = False
    subscriptions: Annotated[
        dict[_Topic, bool | None] | None,
        Field(max_length=100, description="By topic; others stay, null forgets one."),
    ] = None


class ContactPreferences(Shape):
    customerId: str
    emailOptIn: _Answer
    smsOptIn: _Answer
    pushOptIn: _Answer
    whatsappOptIn: _Answer
    preferredContactMethod: Channel | None
    doNotContact: bool
    subscriptions: dict[str, bool]
    createdAt: Annotated[Instant | None, Field(description="Null where nothing but consents was ever given.")]
    updatedAt: Instant | None
    etag: ETag


class PreferencesAnswer(Envelope):
    data: ContactPreferences


OPERATIONS = {
    "get_preferences": Operation("Customers", PreferencesAnswer, problems=(404,), etag=True),
    "put_preferences": Operation(
        "Customers",
        PreferencesAnswer,
        PreferencesChange,
        problems=(404, 412),
        if_match="the preferences that were read",
        etag=True,
        refuses_erased=True,
    ),
}
