"""What calls that write about customers have in common, as the description shows it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .shapes import Envelope, Instant, Shape

CustomerId = Annotated[str | int, Field(description="Of a customer who is known.")]
UserId = Annotated[str | None, Field(description="The token's tenant, if given.")]
ETag = Annotated[str, Field(description="For `If-Match`.", examples=['"3"'])]
GivenInstant = Annotated[str, Field(description="RFC 3339; a local time is taken in the tenant's zone.")]
ExternalId = Annotated[str, Field(min_length=1, max_length=500, description="Its id elsewhere: told twice, it is one.")]
Metadata = Annotated[dict[str, object], Field(description="Anything, at most 4 KB of JSON.")]
Outcome = Literal["created", "updated", "unchanged", "refused"]


class Deleted(Shape):
    customerId: str
    id: str
    deleted: Literal[True]


class DeletedAnswer(Envelope):
    data: Deleted


class Listing(Envelope):
    """What stands beside the rows of source 001's lists."""

    count: Annotated[int, Field(description="Rows of this page.")]
    total: Annotated[int | None, Field(description="All that match; null where they are more than can be counted now.")]
    totalAsOf: Annotated[Instant | None, Field(description="Of when `total` is; null: of `asOf`.")]
    limit: int
    offset: int
    nextCursor: Annotated[str | None, Field(description="Ends the walk where null.")]
    asOf: Annotated[Instant, Field(description="The clock of the whole walk.")]


class Outcomes(Shape):
    created: int
    updated: int
    unchanged: int
    refused: int
