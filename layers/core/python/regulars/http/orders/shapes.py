"""Orders: as posted (the model that parses them), what became of them, as stored."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...facts.order import OrderStatus
from ...orders.schema import GivenOrder
from ...orders.supersede import Outcome
from ..door.operation import Operation
from ..door.shapes import Body, Envelope, FieldFault, Instant, Money, Shape


class PostOrders(Body):
    orders: Annotated[list[GivenOrder], Field(min_length=1, max_length=100)]


class OrderResult(Shape):
    orderId: Annotated[str | None, Field(description="null where it could not be read.")]
    customerId: Annotated[
        str | None,
        Field(description="A guest's is made for them; null where refused before it was read."),
    ]
    result: Outcome
    errors: list[FieldFault]


class ResultCounts(Shape):
    count: int
    created: int
    updated: int
    unchanged: int
    stale: int
    refused: int
    erased: Annotated[int, Field(description="Of customers who were erased: nothing is stored of these.")]


class OrderResults(Envelope):
    data: Annotated[list[OrderResult], Field(description="One for each order, in the order given.")]
    meta: ResultCounts


class StoredLine(Shape):
    productId: str
    productName: str | None
    category: str | None
    quantity: float
    unitPrice: Annotated[float, Field(description="As given: in the order's own currency.")]
    amount: Money


class StoredContact(Shape):
    name: str | None
    firstName: str | None
    lastName: str | None
    email: str | None
    phone: str | None
    company: str | None
    accountName: str | None
    accountCode: str | None


class Original(Shape):
    """As given, where what is stored differs: an instant ahead of the clock, another currency."""

    orderedAt: Instant | None
    currency: str | None
    exchangeRate: float | None
    total: float | None
    refundedAmount: float | None
    statusText: str | None


class StoredOrder(Shape):
    orderId: str
    customerId: str
    orderedAt: Instant
    status: OrderStatus
    currency: str
    total: Annotated[Money, Field(description="The total where given, else the sum of the lines; before refunds.")]
    refundedAmount: Money
    netSpend: Annotated[Money, Field(description="What it adds to the customer's spend; 0 where it does not count.")]
    reference: str | None
    channel: str | None
    version: int | None
    updatedAt: Instant | None
    arrivedAt: Annotated[Instant, Field(description="When it came; of a file, when that was exported, else imported.")]
    importId: str | None
    lines: list[StoredLine]
    customer: StoredContact | None
    original: Original | None


class OrderAnswer(Envelope):
    data: StoredOrder


class DeletedOrder(Shape):
    orderId: str
    deleted: Literal[True]


class DeletedOrderAnswer(Envelope):
    data: DeletedOrder


OPERATIONS = {
    "post_orders": Operation("Orders", OrderResults, PostOrders),
    "get_order": Operation("Orders", OrderAnswer, problems=(404,)),
    "remove_order": Operation("Orders", DeletedOrderAnswer, problems=(404,), refuses_erased=True),
}
