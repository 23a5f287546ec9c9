"""A shop's own signals of churn (source 001)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..door.operation import Operation
from ..door.shapes import Body, Envelope, Instant, Shape
from ..door.written_shapes import CustomerId, DeletedAnswer, GivenInstant, Listing, UserId

_Name = Annotated[str, Field(min_length=1, max_length=64)]
_Value = Annotated[int, Field(ge=0, le=100)]
_Weight = Annotated[int, Field(ge=0, le=50, description="Hundredths of the churn risk.")]


class NewSignal(Body):
    userId: UserId = None
    customerId: CustomerId
    name: _Name
    value: _Value
    weight: _Weight
    expiresAt: Annotated[GivenInstant | None, Field(description="From then on it counts no more.")] = None


class ChurnSignal(Shape):
    customerId: str
    name: _Name
    value: _Value
    weight: _Weight
    expiresAt: Instant | None
    expired: bool


class SignalAnswer(Envelope):
    data: ChurnSignal


class SignalList(Listing):
    data: Annotated[list[ChurnSignal], Field(max_length=10, description="By name.")]


OPERATIONS = {
    "get_signals": Operation("Customers", SignalList, problems=(404,)),
    "post_signal": Operation(
        "Customers",
        SignalAnswer,
        NewSignal,
        status=201,
        or_status=(200, "The signal existed, and was changed."),
        problems=(404,),
        refuses_erased=True,
    ),
    "delete_signal": Operation(
        "Customers",
        DeletedAnswer,
        problems=(404, 412),
        if_match="all signals of the customer",
        refuses_erased=True,
    ),
}
