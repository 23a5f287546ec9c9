"""One person, several ids."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from ...lists.duplicates import Why
from ..door.operation import Operation
from ..door.shapes import Body, Envelope, Instant, Meta, Money, Shape
from ..door.written_shapes import UserId

_Members = Annotated[int, Field(description="How many ids are one person with the survivor now.")]


class NewMerge(Body):
    userId: UserId = None
    from_: Annotated[str | int, Field(alias="from", description="Who becomes a member, with their own members.")]
    into: Annotated[str | int, Field(description="The survivor, under whose id the person is known.")]


# `from` is no name that a class could give a field.
Merged = TypedDict("Merged", {"from": str, "into": str, "members": _Members, "mergedAt": Instant})


class MergedAnswer(Envelope):
    data: Merged


class NewUnmerge(Body):
    userId: UserId = None
    customerId: Annotated[str | int, Field(description="Who was merged into another.")]


Unmerged = TypedDict(
    "Unmerged",
    {
        "customerId": str,
        "from": Annotated[str, Field(description="The survivor whose member the customer was.")],
        "members": _Members,
        "unmergedAt": Instant,
    },
)


class UnmergedAnswer(Envelope):
    data: Unmerged


class DuplicateCustomer(Shape):
    customerId: str
    name: str
    email: str | None
    phone: str | None
    orderCount: int
    totalSpent: Money
    lastOrderDate: Instant | None


class DuplicatePair(Shape):
    customers: Annotated[list[DuplicateCustomer], Field(min_length=2, max_length=2, description="By id.")]
    why: Annotated[list[Why], Field(min_length=1, description="What the two have in common.")]


class Duplicates(Envelope):
    data: list[DuplicatePair]
    meta: Meta


OPERATIONS = {
    "get_duplicates": Operation("Customers", Duplicates, problems=(409,)),
    "post_merge": Operation("Customers", MergedAnswer, NewMerge, problems=(404,), refuses_erased=True),
    "post_unmerge": Operation("Customers", UnmergedAnswer, NewUnmerge, problems=(404,), refuses_erased=True),
}
