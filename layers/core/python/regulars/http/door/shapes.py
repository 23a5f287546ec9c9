"""What every answer shares: the envelope's pieces, and errors as problems (RFC 9457)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from .operation import Operation

Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2025-10-15T08:30:00.000Z"])]
# An IANA zone: `Pacific/Auckland`, `Etc/GMT+5`, `UTC`.
ZONE_PATTERN = r"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$"
Money = Annotated[float, Field(description="Major units of the tenant's currency.")]


class Shape(BaseModel):
    """A field that no schema knows would be undocumented."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Envelope(Shape):
    success: Literal[True]


class Meta(Shape):
    """How much there is, and where it goes on."""

    count: Annotated[int, Field(description="Rows of this page.")]
    total: Annotated[int | None, Field(description="All that match; null where they are more than can be counted now.")]
    totalAsOf: Annotated[Instant | None, Field(description="Of when `total` is; null: of `asOf`.")]
    nextCursor: Annotated[str | None, Field(description="Ends the walk where null; a short page does not.")]
    asOf: Annotated[Instant, Field(description="The clock of the whole walk.")]


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
    code: Annotated[str | None, Field(description="Of a conflict: its short reason.")] = None
    errors: Annotated[list[FieldFault] | None, Field(description="Of a refusal: each field and why.")] = None


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
