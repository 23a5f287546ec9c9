"""The consent log."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...facts.items.channels import ConsentChannel
from ...facts.items.consent import ConsentAction
from ..door.operation import Operation
from ..door.shapes import Body, Envelope, Instant, Shape
from ..door.written_shapes import CustomerId, GivenInstant, Listing, UserId


class NewConsent(Body):
    userId: UserId = None
    customerId: CustomerId
    channel: ConsentChannel
    action: ConsentAction
    source: Annotated[str, Field(min_length=1, max_length=200, description="Where they said so: `checkout`.")]
    textVersion: Annotated[str | None, Field(min_length=1, max_length=200, description="Which text they read.")] = None
    at: Annotated[GivenInstant | None, Field(description="When they said so; null: now.")] = None
    confirmedAt: Annotated[GivenInstant | None, Field(description="The second step of a double opt-in.")] = None
    evidence: Annotated[str | None, Field(min_length=1, max_length=2_000)] = None


class ConsentEntry(Shape):
    id: str
    customerId: str
    channel: ConsentChannel
    action: ConsentAction
    source: str | None
    textVersion: str | None
    at: Instant
    confirmedAt: Instant | None
    evidence: str | None
    actor: Annotated[str | None, Field(description="Who recorded it: the token's subject.")]
    createdAt: Instant


class ConsentStep(Shape):
    """An entry of the consent log in a journey."""

    channel: ConsentChannel
    action: ConsentAction
    source: str | None
    textVersion: str | None


class ConsentAnswer(Envelope):
    data: ConsentEntry


class Consents(Listing):
    data: Annotated[list[ConsentEntry], Field(description="Newest first.")]


OPERATIONS = {
    "get_consents": Operation("Customers", Consents, problems=(404,)),
    "post_consent": Operation("Customers", ConsentAnswer, NewConsent, status=201, problems=(404,), refuses_erased=True),
}
