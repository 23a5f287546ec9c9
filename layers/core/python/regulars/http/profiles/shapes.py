"""Customer profiles (source 001): its `CustomerProfile`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...facts.ids import ID_PATTERN, MAX_ID
from ...facts.items.channels import ConsentChannel
from ...facts.items.profile import CustomerSource, CustomerStatus, CustomerType
from ..door.operation import Operation
from ..door.shapes import Body, Envelope, Instant, Money, Shape
from ..door.written_shapes import ETag, Listing, UserId

_Name = Annotated[str | None, Field(min_length=1, max_length=500)]
_Phone = Annotated[str | None, Field(min_length=1, max_length=128)]
_NewId = Annotated[str | int, Field(description="As orders name customers.")]


class _Settable(Body):
    """Null: what the orders say."""

    firstName: _Name = None
    lastName: _Name = None
    email: _Name = None
    phone: _Phone = None
    companyName: _Name = None
    customerType: CustomerType | None = None
    source: Annotated[
        CustomerSource | None, Field(description="Null: the channel of the newest order, where it is called so.")
    ] = None
    status: Annotated[CustomerStatus | None, Field(description="Null: `active`.")] = None
    referralCode: Annotated[
        str | None,
        Field(min_length=1, max_length=64, description="Of who brought them: the first stands."),
    ] = None


class GivenConsent(Body):
    channel: ConsentChannel
    source: Annotated[str, Field(min_length=1, max_length=200, description="Where they gave it: `checkout`.")]


class NewProfile(_Settable):
    userId: UserId = None
    customerId: _NewId
    consent: Annotated[
        GivenConsent | None,
        Field(description="Granted now. A customer who was erased may return by it, once their erasure is done."),
    ] = None


class ProfileChange(_Settable):
    userId: UserId = None
    customerId: Annotated[str | int, Field(description="Of a customer who is known.")]


class CustomerRecordProfile(Shape):
    customerId: Annotated[str, Field(max_length=MAX_ID, pattern=ID_PATTERN)]
    name: Annotated[str, Field(description="Name, else first and last name, company, id.")]
    firstName: str | None
    lastName: str | None
    email: str | None
    phone: str | None
    companyName: str | None
    accountName: str | None
    accountCode: str | None
    customerType: CustomerType | None
    source: CustomerSource | None
    status: Annotated[CustomerStatus, Field(description="Set by people, never by a score.")]
    lifetimeValue: Annotated[Money, Field(description="Net spend to date; `totalSpent` is the same.")]
    totalSpent: Money
    orderCount: int
    firstOrderDate: Instant | None
    lastOrderDate: Instant | None
    referralCode: Annotated[
        str, Field(description="What they give to those whom they bring. That of a change is of who brought them.")
    ]
    setFields: Annotated[
        list[str], Field(description="The fields that are set here, so that orders do not decide them.")
    ]
    createdAt: Annotated[Instant | None, Field(description="When something was first set; null: nothing ever was.")]
    updatedAt: Instant | None
    etag: ETag


class CustomerRecordProfileAnswer(Envelope):
    data: CustomerRecordProfile


class CustomerRecordProfiles(Listing):
    data: Annotated[list[CustomerRecordProfile], Field(description="Who ordered last first.")]


OPERATIONS = {
    "get_profiles": Operation("Customers", CustomerRecordProfiles, problems=(404, 409)),
    "post_profile": Operation(
        "Customers",
        CustomerRecordProfileAnswer,
        NewProfile,
        status=201,
        or_status=(200, "Something was set before: as it is."),
        etag=True,
        refuses_erased=True,
    ),
    "put_profile": Operation(
        "Customers",
        CustomerRecordProfileAnswer,
        ProfileChange,
        problems=(404, 412),
        if_match="the profile that was read",
        etag=True,
        refuses_erased=True,
    ),
}
