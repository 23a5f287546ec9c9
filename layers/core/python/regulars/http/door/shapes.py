"""What every answer shares: the envelope's pieces, and errors as problems (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NotRequired

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema
from typing_extensions import TypedDict

from .operation import Operation

Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2025-10-15T08:30:00.000Z"])]
# An IANA zone: `Pacific/Auckland`, `Etc/GMT+5`, `UTC`.
ZONE_PATTERN = r"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$"
Money = Annotated[float, Field(description="Major units of the tenant's currency.")]


class Shape(TypedDict):
    """What an answer is made of. The functions that make it return it, so that types hold the two together."""


class Body(BaseModel):
    """What callers send: a field that is not here is refused."""

    model_config = ConfigDict(extra="forbid")


class Made:
    """Says which shape a dict has whose fields a registry names: no class can name them."""

    def __init__(self, shape: Any) -> None:
        self._shape = shape

    def __get_pydantic_core_schema__(self, _source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler.generate_schema(self._shape)


def made(name: str, fields: Mapping[str, Any], doc: str | None = None) -> Any:
    """A shape from a registry: its fields' types by their names."""
    shape: Any = TypedDict(name, dict(fields))  # type: ignore[misc]
    shape.__doc__ = doc
    return shape


class Envelope(Shape):
    success: Literal[True]


class Meta(Shape):
    """How much there is, and where it goes on."""

    count: Annotated[int, Field(description="Rows of this page.")]
    total: Annotated[int | None, Field(description="All that match; null where they are more than can be counted now.")]
    totalAsOf: Annotated[Instant | None, Field(description="Of when `total` is; null: of `asOf`.")]
    nextCursor: Annotated[str | None, Field(description="Ends the walk where null; a short page does not.")]
    asOf: Annotated[Instant, Field(description="The clock of the whole walk.")]


class Beside(Shape):
    """What stands beside the rows of source 001's lists."""

    count: int
    total: int | None
    totalAsOf: Instant | None
    limit: int
    offset: int
    nextCursor: str | None
    asOf: Instant


class FieldFault(Shape):
    field: Annotated[str, Field(examples=["orders[3].lines[0].quantity"])]
    message: Annotated[str, Field(examples=["must be greater than 0"])]


class Problem(Shape):
    """Why a call was not done."""

    success: Literal[False]
    type: Annotated[str, Field(examples=["urn:regulars:problem:refused"])]
    title: str
    status: int
    detail: str
    requestId: str
    code: NotRequired[Annotated[str, Field(description="Of a conflict: its short reason.")]]
    availablePoints: NotRequired[Annotated[int, Field(description="Of insufficient points: how many there are.")]]
    mergedInto: NotRequired[Annotated[str, Field(description="Of a customer who was merged: who they are now.")]]
    errors: NotRequired[Annotated[list[FieldFault], Field(description="Of a refusal: each field and why.")]]


class GatewayMessage(Shape):
    """What the gateway itself answers: no token or a bad one, throttling."""

    message: str


class Alive(Shape):
    status: Literal["ok"]


class Health(Envelope):
    data: Alive


OPERATIONS = {
    "get_openapi": Operation("Documents", None),
    "get_docs": Operation("Documents", None, media_type="text/html"),
    "get_docs_asset": Operation("Documents", None, problems=(404,), media_type="text/html, text/javascript, text/css"),
    "get_health": Operation("Documents", Health),
    "get_api_health": Operation("Documents", Health),
}
