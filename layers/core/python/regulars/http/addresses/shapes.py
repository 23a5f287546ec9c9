"""Postal addresses of customers (source 001)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...facts.items.address import AddressType
from ..door.operation import Operation
from ..door.shapes import Body, Envelope, Instant, Shape
from ..door.written_shapes import CustomerId, DeletedAnswer, ETag, Listing, UserId

_Line = Annotated[str, Field(min_length=1, max_length=200)]
_Code = Annotated[str | None, Field(min_length=1, max_length=32)]


class NewAddress(Body):
    userId: UserId = None
    customerId: CustomerId
    type: AddressType
    line1: _Line
    line2: _Line | None = None
    city: _Line
    region: _Line | None = None
    postalCode: _Code = None
    country: _Line
    isDefault: bool | None = False


class AddressChange(Body):
    userId: UserId = None
    customerId: CustomerId
    id: Annotated[str, Field(min_length=1)]
    type: Annotated[AddressType, Field(default=AddressType.SHIPPING)]
    line1: Annotated[_Line, Field(default="")]
    line2: _Line | None = None
    city: Annotated[_Line, Field(default="")]
    region: _Line | None = None
    postalCode: _Code = None
    country: Annotated[_Line, Field(default="")]
    isDefault: bool | None = False


class CustomerAddress(Shape):
    id: str
    customerId: str
    type: AddressType
    line1: str
    line2: str | None
    city: str
    region: str | None
    postalCode: str | None
    country: str
    isDefault: Annotated[bool, Field(description="Of its type: the one that was made so last.")]
    createdAt: Instant
    updatedAt: Instant
    etag: ETag


class CustomerAddressAnswer(Envelope):
    data: CustomerAddress


class CustomerAddresses(Listing):
    data: Annotated[list[CustomerAddress], Field(description="By type, the default first.")]


OPERATIONS = {
    "get_addresses": Operation("Customers", CustomerAddresses, problems=(404,)),
    "post_address": Operation(
        "Customers", CustomerAddressAnswer, NewAddress, status=201, problems=(404, 409), etag=True, refuses_erased=True
    ),
    "put_address": Operation(
        "Customers",
        CustomerAddressAnswer,
        AddressChange,
        problems=(404, 412),
        if_match="the address that was read",
        etag=True,
        refuses_erased=True,
    ),
    "delete_address": Operation(
        "Customers",
        DeletedAnswer,
        problems=(404, 409, 412),
        if_match="the address that was read",
        refuses_erased=True,
    ),
}
