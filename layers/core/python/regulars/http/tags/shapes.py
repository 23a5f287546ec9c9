"""Tags of customers (source 001)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..door.operation import Operation
from ..door.shapes import Body, Envelope, FieldFault, Instant, Shape
from ..door.written_shapes import CustomerId, DeletedAnswer, Listing, Outcome, Outcomes, UserId

_Name = Annotated[str, Field(min_length=1, max_length=64)]
_GivenColour = Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$")]
_Colour = Annotated[str, Field(pattern="^#[0-9a-f]{6}$", description="Of the tag, for all who have it.")]


class GivenTag(Body):
    customerId: CustomerId
    name: _Name
    color: _GivenColour | None = None


class NewTagOrTags(Body):
    """One tag, or `tags` alone."""

    userId: UserId = None
    customerId: CustomerId | None = None
    name: _Name | None = None
    color: _GivenColour | None = None
    tags: Annotated[list[GivenTag] | None, Field(min_length=1, max_length=100)] = None


class TagColour(Body):
    userId: UserId = None
    name: _Name
    color: _GivenColour


class CustomerTag(Shape):
    customerId: str
    name: _Name
    color: _Colour
    createdAt: Annotated[Instant, Field(description="When they were given it.")]


class TenantTag(Shape):
    name: _Name
    color: _Colour
    customers: Annotated[int | None, Field(description="Who has it; null: more than 10 000.")]


class TagResult(Shape):
    outcome: Outcome
    data: Annotated[CustomerTag | None, Field(description="Null where it was refused.")]
    errors: list[FieldFault]


class TagGiven(Envelope):
    data: Annotated[
        CustomerTag | list[TagResult], Field(description="The tag that was given; for `tags` a result each.")
    ]
    meta: Outcomes


class TagAnswer(Envelope):
    data: TenantTag


class TagList(Listing):
    data: Annotated[list[CustomerTag] | list[TenantTag], Field(description="By name.")]


OPERATIONS = {
    "get_tags": Operation("Customers", TagList, problems=(404,)),
    "post_tags": Operation(
        "Customers",
        TagGiven,
        NewTagOrTags,
        status=201,
        or_status=(200, "Nobody was given a tag that they did not have."),
        problems=(404,),
        refuses_erased=True,
    ),
    "put_tag": Operation("Customers", TagAnswer, TagColour, problems=(404,)),
    "delete_tag": Operation("Customers", DeletedAnswer, problems=(404, 409), refuses_erased=True),
}
