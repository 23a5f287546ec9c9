"""Customers by a word (source 002's search)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...scoring.venue import VenueSegment
from ..door.operation import Operation
from ..door.shapes import Envelope, Meta, Money, Shape


class CustomerMatch(Shape):
    customerId: str
    name: str
    email: str | None
    segment: VenueSegment
    totalSpent: Annotated[Money, Field(description="Net spend of all counted orders.")]


class CustomerMatches(Envelope):
    data: Annotated[list[CustomerMatch], Field(description="By the word that matches, then by id; each customer once.")]
    meta: Meta


OPERATIONS = {
    "get_venue_search": Operation("Venue", CustomerMatches, problems=(409,)),
}
