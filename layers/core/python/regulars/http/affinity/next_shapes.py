"""What is bought next after a product."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..door.operation import Operation
from ..door.shapes import Envelope, Instant, Shape

_Name = Annotated[str | None, Field(description="As the tenant's orders name it; null: not known.")]


class NextProduct(Shape):
    productId: str
    productName: _Name
    customers: Annotated[int, Field(description="Whose next order had it.")]
    share: Annotated[float, Field(description="Of those who ordered again, to 4 decimals.")]
    medianDays: Annotated[float, Field(description="Whole days between the two orders.")]


class NextProducts(Shape):
    productId: str
    productName: _Name
    asOf: Instant
    buyers: Annotated[int, Field(description="Customers who bought the product.")]
    orderedAgain: Annotated[int, Field(description="Of them, who ordered after the order in which they first did.")]
    next: Annotated[list[NextProduct], Field(description="Products that most of them bought come first, then by id.")]


class NextProductsAnswer(Envelope):
    data: NextProducts


OPERATIONS = {
    "get_next": Operation("Product affinity", NextProductsAnswer, problems=(409,)),
}
