"""Order events: as Segment sends them (open: what is not taken is ignored and said so), and what became of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from ...facts.ids import ID_PATTERN, MAX_ID
from ...orders.amounts import NUMBER_PATTERN
from ...orders.order_event import EventKind
from ...orders.schema import INSTANT_PATTERN
from ...orders.supersede import Outcome
from ..door.operation import Operation
from ..door.shapes import Envelope, FieldFault, Shape
from .shapes import ResultCounts

# As `orders/amounts.py` and `orders/schema.py` read them: what a pattern cannot say, a refusal does.
_Number = float | Annotated[str, Field(pattern=NUMBER_PATTERN)]
_Id = Annotated[str, Field(min_length=1, max_length=MAX_ID, pattern=ID_PATTERN)] | int


class _Open(BaseModel):
    model_config = ConfigDict(extra="allow")


class EventProduct(_Open):
    product_id: Annotated[_Id | None, Field(description="Else `sku`.")] = None
    sku: _Id | None = None
    price: Annotated[_Number | None, Field(description="Of one. A refund's may be left out.")] = None
    quantity: _Number = 1
    name: str | None = None
    category: str | None = None


class EventProperties(_Open):
    order_id: _Id
    total: Annotated[
        _Number | None,
        Field(description="Of the order, before refunds; of a refund what is paid back. Else the sum of the products."),
    ] = None
    currency: Annotated[str | None, Field(description="In any case. Else the tenant's, or the one the order has.")] = (
        None
    )
    exchange_rate: Annotated[
        _Number | None, Field(description="Not Segment's: needed with another currency than the tenant's.")
    ] = None
    affiliation: Annotated[str | None, Field(description="The order's channel.")] = None
    products: list[EventProduct] | None = None
    email: Annotated[str | None, Field(description="Of a guest, where no traits say it.")] = None


class OrderEvent(_Open):
    event: Annotated[EventKind | str, Field(description="Other events than these four are ignored.")]
    messageId: Annotated[
        str | None, Field(description="Needed by a refund: it counts once. A cancellation cancels once by it.")
    ] = None
    userId: Annotated[_Id | None, Field(description="The customer; `anonymousId` is none.")] = None
    timestamp: Annotated[
        Annotated[str, Field(pattern=INSTANT_PATTERN)] | None,
        Field(description="When it happened, else `originalTimestamp`; a refund needs none."),
    ] = None
    context: Annotated[
        dict[str, Any] | None, Field(description="`traits`: name, firstName, lastName, email, phone, company.")
    ] = None
    properties: EventProperties


class OrderEventBatch(_Open):
    batch: Annotated[list[OrderEvent | dict[str, Any]], Field(min_length=1, max_length=100)]


class PostOrderEvents(RootModel[OrderEventBatch | OrderEvent]):
    """One event, or a batch of them, as Segment's HTTP interface takes them."""


class IgnoredField(Shape):
    field: Annotated[str, Field(examples=["batch[0].properties.coupon"])]
    reason: Annotated[str, Field(examples=["is not kept"])]


class OrderEventResult(Shape):
    index: int
    event: str | None
    messageId: str | None
    orderId: str | None
    customerId: Annotated[str | None, Field(description="Of a guest: the id made for them.")]
    result: Outcome | Literal["ignored"]
    ignored: Annotated[list[IgnoredField], Field(description="What is not taken of it: at most 20 names an event.")]
    errors: list[FieldFault]


class EventCounts(ResultCounts):
    ignored: int


class OrderEventResults(Envelope):
    data: Annotated[list[OrderEventResult], Field(description="One for each event, in the order given.")]
    meta: EventCounts


OPERATIONS = {
    "post_order_events": Operation("Orders", OrderEventResults, PostOrderEvents),
}
