"""What customers did beside their orders (source 001)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from ...facts.items.interaction import InteractionType, TierChange
from ..door.operation import Operation
from ..door.shapes import Body, Envelope, FieldFault, Instant, Shape
from ..door.written_shapes import (
    CustomerId,
    DeletedAnswer,
    ETag,
    ExternalId,
    GivenInstant,
    Listing,
    Metadata,
    Outcome,
    Outcomes,
    UserId,
)

_Word = Annotated[str | None, Field(min_length=1, max_length=200)]
_Rating = Annotated[int | None, Field(ge=1, le=5)]
_Score = Annotated[int | None, Field(ge=0, le=10)]


class _Details(Body):
    orderId: Annotated[str | None, Field(min_length=1, max_length=128)] = None
    rating: Annotated[_Rating, Field(description="Of a review or feedback.")] = None
    text: Annotated[str | None, Field(min_length=1, description="At most 16 KB as UTF-8.")] = None
    score: Annotated[_Score, Field(description="Of an NPS answer.")] = None
    from_: Annotated[_Word, Field(alias="from", description="The tier before.")] = None
    to: Annotated[_Word, Field(description="The tier after.")] = None
    reason: TierChange | None = None
    metadata: Metadata | None = None


class GivenInteraction(_Details):
    customerId: CustomerId
    interactionType: InteractionType
    occurredAt: Annotated[GivenInstant | None, Field(description="Null: now.")] = None
    externalId: ExternalId | None = None


class NewInteractions(_Details):
    """One interaction, or `interactions` alone."""

    userId: UserId = None
    customerId: CustomerId | None = None
    interactionType: InteractionType | None = None
    occurredAt: GivenInstant | None = None
    externalId: ExternalId | None = None
    interactions: Annotated[list[GivenInteraction] | None, Field(min_length=1, max_length=100)] = None


class InteractionChange(_Details):
    userId: UserId = None
    customerId: CustomerId
    id: Annotated[str, Field(min_length=1)]


CustomerInteraction = TypedDict(
    "CustomerInteraction",
    {
        "id": str,
        "customerId": str,
        "interactionType": InteractionType,
        "occurredAt": Instant,
        "orderId": str | None,
        "rating": int | None,
        "text": str | None,
        "score": int | None,
        "from": str | None,
        "to": str | None,
        "reason": TierChange | None,
        "externalId": str | None,
        "metadata": dict[str, object] | None,
        "createdAt": Instant,
        "updatedAt": Instant,
        "etag": ETag,
    },
)


InteractionStep = TypedDict(
    "InteractionStep",
    {
        "interactionType": InteractionType,
        "orderId": str | None,
        "rating": int | None,
        "score": int | None,
        "text": str | None,
        "from": str | None,
        "to": str | None,
        "reason": TierChange | None,
    },
)
"""An interaction in a journey."""


class InteractionResult(Shape):
    outcome: Outcome
    data: Annotated[CustomerInteraction | None, Field(description="Null where it was refused.")]
    errors: list[FieldFault]


class InteractionsLogged(Envelope):
    data: Annotated[
        CustomerInteraction | list[InteractionResult],
        Field(description="The interaction that was posted; for `interactions` a result each."),
    ]
    meta: Outcomes


class InteractionAnswer(Envelope):
    data: CustomerInteraction


class InteractionList(Listing):
    data: Annotated[list[CustomerInteraction], Field(description="Newest first.")]


OPERATIONS = {
    "get_interactions": Operation("Customers", InteractionList, problems=(404,)),
    "post_interactions": Operation(
        "Customers",
        InteractionsLogged,
        NewInteractions,
        status=201,
        or_status=(200, "Nothing new was logged."),
        problems=(404,),
        refuses_erased=True,
    ),
    "put_interaction": Operation(
        "Customers",
        InteractionAnswer,
        InteractionChange,
        problems=(404, 412),
        if_match="the interaction that was read",
        etag=True,
        refuses_erased=True,
    ),
    "delete_interaction": Operation(
        "Customers",
        DeletedAnswer,
        problems=(404, 409, 412),
        if_match="the interaction that was read",
        refuses_erased=True,
    ),
}
