"""What can be read from a customer, as data."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...scoring.fields import Kind, Operator
from ...scoring.operators import Takes
from ...segments.collection import Measure
from ..door.operation import Operation
from ..door.shapes import Envelope, Shape


class FieldFilter(Shape):
    parameter: Annotated[str, Field(description="Of `GET /api/customers`.")]
    operator: Operator
    description: str
    values: Annotated[list[str] | None, Field(description="Those that it takes; null: any.")]


class CustomerField(Shape):
    name: str
    ruleName: Annotated[str, Field(description="Its name in rules of own segments, where lists call it otherwise.")]
    score: Annotated[str, Field(description="The score that it belongs to.")]
    description: str
    type: Kind
    unit: str | None
    values: Annotated[list[str] | None, Field(description="Of an enumeration, or of a set's members.")]
    nullable: Annotated[bool, Field(description="Whether some customers have no value.")]
    inLists: Annotated[bool, Field(description="Whether lists show it.")]
    changesWithTime: Annotated[bool, Field(description="Whether it changes while nothing is ordered.")]
    hasPast: Annotated[bool, Field(description="Whether a backtest can read it: it follows from the orders by then.")]
    operators: Annotated[list[Operator], Field(description="What its type can be compared by.")]
    filters: list[FieldFilter]


class CollectionField(Shape):
    name: str
    description: str
    type: Kind
    unit: str | None
    values: list[str] | None
    operators: list[Operator]


class CollectionMeasure(Shape):
    name: Measure
    type: Kind


class CountedCollection(Shape):
    """What a rule counts: `{orders: {count: {operator, value}, where: [...], within: "30d"}}`."""

    name: str
    description: str
    measures: list[CollectionMeasure]
    operators: Annotated[list[Operator], Field(description="What an amount is compared by.")]
    where: Annotated[list[CollectionField], Field(description="What of it counts: all conditions must hold.")]
    longestDays: Annotated[int, Field(description="The longest `within`.")]
    ever: Annotated[bool, Field(description="Whether `within` may be left out: all of them are counted then.")]
    hasPast: bool


class OperatorMeaning(Shape):
    name: Operator
    takes: Annotated[Takes, Field(description="What `value` is: left out, one value, a list, two values, days.")]
    description: str


class CustomerFields(Shape):
    fields: list[CustomerField]
    collections: list[CountedCollection]
    operators: list[OperatorMeaning]


class CustomerFieldsAnswer(Envelope):
    data: CustomerFields


OPERATIONS = {
    "get_fields": Operation("Documents", CustomerFieldsAnswer),
    "get_rule_schema": Operation("Documents", None),
}
