"""What can be read from a customer, as data."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...scoring.fields import Kind, Operator
from ..door.operation import Operation
from ..door.shapes import Envelope, Shape


class FieldFilter(Shape):
    parameter: Annotated[str, Field(description="Of `GET /api/customers`.")]
    operator: Operator
    description: str
    values: Annotated[list[str] | None, Field(description="Those that it takes; null: any.")]


class CustomerField(Shape):
    name: str
    score: Annotated[str, Field(description="The score that it belongs to.")]
    description: str
    type: Kind
    unit: str | None
    values: Annotated[list[str] | None, Field(description="Of an enumeration, or of a set's members.")]
    nullable: Annotated[bool, Field(description="Whether some customers have no value.")]
    inLists: Annotated[bool, Field(description="Whether lists show it.")]
    changesWithTime: Annotated[bool, Field(description="Whether it changes while nothing is ordered.")]
    operators: Annotated[list[Operator], Field(description="What its type can be compared by.")]
    filters: list[FieldFilter]


class CustomerFields(Shape):
    fields: list[CustomerField]


class CustomerFieldsAnswer(Envelope):
    data: CustomerFields


OPERATIONS = {
    "get_fields": Operation("Documents", CustomerFieldsAnswer),
}
